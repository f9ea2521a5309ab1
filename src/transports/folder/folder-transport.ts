import { join } from "node:path";
import { readMessageName } from "../../model/message-name.ts";
import type { Parts, Transport } from "../../ports/transport.ts";
import { allDirectories, notWritable } from "./directories.ts";
import { isSystemError } from "./failures.ts";
import { layoutOf, ownPlace } from "./layout.ts";
import { list, writers } from "./listing.ts";
import { maintain } from "./maintenance.ts";
import type { PassMemory } from "./own-pass.ts";
import { readSettled } from "./reading.ts";
import { Rotation } from "./selection.ts";
import { watch } from "./watching.ts";

/** Bytes of one message file (docs/PROTOCOL.md 1): a batch has 1 MiB, a single large issue with its comments may need more. */
const LARGEST_FILE = 8 * 1024 * 1024;
const FILES_PER_PASS = 50;

export interface FolderOptions {
  /** How many names of one kind a single call looks at. */
  readonly filesPerPass?: number;
}

/**
 * A folder that both sides reach (a network share, a synced folder, a stick) as docs/PROTOCOL.md 1 lays it out. `exchange` is an
 * absolute path, chosen by a person on this machine. Faults of the folder are values; ids and offers that break the rules are bugs
 * and throw. Links are looked for before each step and never followed; who swaps one in between two steps of ours can at most
 * make us read, write or remove names of the message grammar elsewhere.
 */
export function folderTransport(exchange: string, options: FolderOptions = {}): Transport {
  const layout = layoutOf(exchange);
  const bounds = { filesPerPass: options.filesPerPass ?? FILES_PER_PASS, largest: LARGEST_FILE };
  const memory: PassMemory = { rotation: new Rotation(), inHand: new Set(), ready: new Map() };
  return {
    largest: LARGEST_FILE,
    check: () => notWritable(exchange),
    writers: (route) => writers(layout, memory.rotation, bounds, route),
    list: (route, writer, after) => list(layout, memory.rotation, bounds, route, writer, after),
    fetch: async (route, writer, name) => {
      const directory = layout.offers(writer, route.connection);
      const bytes = (await isOffer([layout.writer(writer), directory], name))
        ? await readSettled(join(directory, name), LARGEST_FILE)
        : null;
      return bytes === null ? { kind: "none" } : { kind: "bytes", bytes };
    },
    maintain: async (route, offers, thorough, mayWithdraw = () => true) =>
      maintain(ownPlace(layout, route), memory, { offers, thorough, mayWithdraw, ...bounds }),
    parts: laterParts(async () => (await import("./part-files.ts")).partFiles(layout, memory)),
    watch: (route, hint, signal) => watch(exchange, route, hint, signal),
  };
}

async function isOffer(directories: readonly string[], name: string): Promise<boolean> {
  if (readMessageName(name) === null) return false;
  try {
    return await allDirectories(directories);
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** Their code is read when the first one travels. */
function laterParts(load: () => Promise<Parts>): Parts {
  return {
    place: async (...given) => (await load()).place(...given),
    own: async (...given) => (await load()).own(...given),
    fetch: async (...given) => (await load()).fetch(...given),
    withdraw: async (...given) => (await load()).withdraw(...given),
  };
}
