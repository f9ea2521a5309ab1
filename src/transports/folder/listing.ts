import { join, relative } from "node:path";
import { isId } from "../../model/ids.ts";
import type { Listed, Listing, Route, StreamPoint, TransportFailure } from "../../ports/transport.ts";
import { allDirectories, namesIn, standing, unreachable } from "./directories.ts";
import { failureOf, isSystemError } from "./failures.ts";
import { type Layout, PAYLOAD_DIRECTORY } from "./layout.ts";
import { messageSize } from "./reading.ts";
import { type Rotation, select } from "./selection.ts";

const NOTHING: Listing = { messages: [], foreign: 0, foreignNames: [] };
const FOREIGN_NAMES_SHOWN = 20;

/** How much one call looks at. */
export interface Bounds {
  readonly filesPerPass: number;
  /** Bytes. */
  readonly largest: number;
}

/**
 * One look at what a writer offers: all names are read, only the chosen ones are looked at more closely. A writer who left nothing
 * yet offers nothing; a link in the place of its directory is foreign and not entered.
 */
export async function list(
  layout: Layout,
  rotation: Rotation,
  bounds: Bounds,
  route: Route,
  writer: string,
  after?: StreamPoint,
): Promise<Listing | TransportFailure> {
  const missing = await unreachable(layout.exchange);
  if (missing !== null) return missing;
  const directory = layout.offers(writer, route.connection);
  try {
    for (const path of [layout.writer(writer), directory]) {
      const found = await standing(path);
      if (found === "missing") return NOTHING;
      if (found === "other") return { messages: [], foreign: 1, foreignNames: [relative(layout.exchange, path)] };
    }
    const names = (await namesIn(directory)).filter((name) => name !== PAYLOAD_DIRECTORY);
    const selection = select(names, rotation, directory, bounds.filesPerPass, after);
    const messages: Listed[] = [];
    const foreign = selection.foreign.slice();
    for (const name of selection.names) {
      const size = await messageSize(join(directory, name), bounds.largest);
      if (size === null) foreign.push(name);
      else messages.push({ writer, name, size });
    }
    return { messages, foreign: foreign.length, foreignNames: foreign.slice(0, FOREIGN_NAMES_SHOWN) };
  } catch (error) {
    return failureOf(error, directory);
  }
}

/** Participants with a directory for this connection; where there are too many directories, another part of them each time. */
export async function writers(layout: Layout, rotation: Rotation, bounds: Bounds, route: Route): Promise<readonly string[]> {
  try {
    const ids = (await namesIn(layout.exchange)).filter((name) => isId(name) && name !== route.self);
    const found: string[] = [];
    for (const id of rotation.take(`writers ${route.connection}`, ids, bounds.filesPerPass)) {
      if (await allDirectories([layout.writer(id), layout.offers(id, route.connection)])) found.push(id);
    }
    return found;
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
