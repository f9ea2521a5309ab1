import { join } from "node:path";
import { partFileName, readPartName } from "../../model/part-name.ts";
import type { Fetched, Parts, Route, StandingPart, StandingParts, TransportFailure } from "../../ports/transport.ts";
import { allDirectories, ensureDirectory, namesIn, standing, unreachable } from "./directories.ts";
import { failureOf, isSystemError } from "./failures.ts";
import type { Layout } from "./layout.ts";
import { messageSize, readSettled } from "./reading.ts";
import type { Rotation } from "./selection.ts";
import { discard, giveName, moveAside, remove, syncDirectory, temporaryName, writeAside } from "./writing.ts";

/** Own parts looked at in one call: some times what may stand there at once (docs/PROTOCOL.md 6). */
const MOST_LOOKED_AT = 2_000;

export interface PartMemory {
  readonly rotation: Rotation;
  /** Temporary files being written now, which nobody may clean. */
  readonly inHand: Set<string>;
}

/** Parts as files `<transfer>.<number>` in `files/` below what a writer offers on a connection. Links are never followed. */
export function partFiles(layout: Layout, memory: PartMemory): Parts {
  return {
    place: (route, part, bytes) => place(layout, memory, route, partFileName(part), bytes),
    own: (route) => own(layout, memory, route),
    fetch: async (route, writer, part, size): Promise<Fetched> => {
      const path = join(layout.parts(writer, route.connection), partFileName(part));
      const bytes = (await isEntered(layout, writer, route.connection)) ? await readSettled(path, size) : null;
      return bytes?.length === size ? { kind: "bytes", bytes } : { kind: "none" };
    },
    withdraw: async (route, parts) => {
      const directory = layout.parts(route.self, route.connection);
      try {
        if (!(await isEntered(layout, route.self, route.connection))) return await unreachable(layout.exchange);
        for (const part of parts) await remove(join(directory, partFileName(part)));
        return null;
      } catch (error) {
        return failureOf(error, directory);
      }
    },
  };
}

function directories(layout: Layout, writer: string, connection: string): readonly string[] {
  return [layout.writer(writer), layout.offers(writer, connection), layout.parts(writer, connection)];
}

async function isEntered(layout: Layout, writer: string, connection: string): Promise<boolean> {
  try {
    return await allDirectories(directories(layout, writer, connection));
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** Written aside and synced, then named, then the directory synced. */
async function place(layout: Layout, memory: PartMemory, route: Route, name: string, bytes: Uint8Array): Promise<TransportFailure | null> {
  const missing = await unreachable(layout.exchange);
  if (missing !== null) return missing;
  const preparing = layout.preparing(route.self);
  const directory = layout.parts(route.self, route.connection);
  const temporary = temporaryName();
  const prepared = join(preparing, temporary);
  memory.inHand.add(temporary);
  try {
    let parent = layout.exchange;
    for (const path of directories(layout, route.self, route.connection)) {
      if (await ensureDirectory(path)) await syncDirectory(parent);
      parent = path;
    }
    await ensureDirectory(preparing);
    await writeAside(prepared, bytes);
    const path = join(directory, name);
    if ((await standing(path)) === "directory") await moveAside(path, preparing);
    await giveName(prepared, path, true);
    await syncDirectory(directory);
    return null;
  } catch (error) {
    await discard(prepared);
    return failureOf(error, directory);
  } finally {
    memory.inHand.delete(temporary);
  }
}

async function own(layout: Layout, { rotation }: PartMemory, route: Route): Promise<StandingParts | TransportFailure> {
  const missing = await unreachable(layout.exchange);
  if (missing !== null) return missing;
  const directory = layout.parts(route.self, route.connection);
  try {
    // Where nothing of ours stands at all, as below the place of a disk that is away, nobody knows whether parts do.
    const above = [layout.writer(route.self), layout.offers(route.self, route.connection)];
    if (!(await allDirectories(above))) return { kind: "unreachable", place: layout.exchange, detail: "ENOENT" };
    if ((await standing(directory)) !== "directory") return { parts: [], foreign: 0 };
    const names = await namesIn(directory);
    const ours = names.filter((name) => readPartName(name) !== null);
    const parts: StandingPart[] = [];
    for (const name of rotation.take(`parts ${directory}`, ours, MOST_LOOKED_AT)) {
      const part = readPartName(name);
      // What stands under such a name and is no file of allowed size has size -1: it is nobody's part, and to be taken away as a leftover.
      if (part) parts.push({ ...part, size: (await messageSize(join(directory, name), Infinity)) ?? -1 });
    }
    return { parts, foreign: names.length - ours.length };
  } catch (error) {
    return failureOf(error, directory);
  }
}
