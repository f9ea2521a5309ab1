import type { Transport } from "../ports/transport.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import { type Lanes, lanes } from "../transports/folder/lanes.ts";
import { PROMPT_MS, promptTransport } from "../transports/folder/prompt-transport.ts";

/** Whoever makes a few passes and ends waits for folders that are slow, but for all of them together no longer than this. Milliseconds. */
const PATIENCE_MS = 30_000;

/** The exchange folders of a project, as this process reaches them. */
export interface ExchangeFolders {
  /** The same one for the same folder. */
  transport(exchange: string): Transport;
  /** From now on nobody waits for what is slow, since passes go on and on: `came` is called when there is an answer to take up. Until it is called again. */
  hurry(came: () => void): void;
  /** Calls that have not come back in time; some of them never may. */
  late(): number;
}

/** `open`: what stands behind the one that nobody has to wait for. */
export function exchangeFolders(workspace: string, open: (exchange: string) => Transport = folderTransport): ExchangeFolders {
  const known = new Map<string, Transport>();
  let all: Lanes | null = null;
  let came: (() => void) | null = null;
  let left = PATIENCE_MS;
  const patience = {
    wait: (isSlow: boolean) => (came === null ? Math.max(left, isSlow ? 0 : PROMPT_MS) : isSlow ? 0 : PROMPT_MS),
    waited: (milliseconds: number) => {
      // What comes at once costs no patience.
      if (milliseconds > PROMPT_MS) left -= milliseconds;
    },
    came: () => came?.(),
  };
  return {
    transport: (exchange) => {
      all ??= lanes(workspace);
      const there = known.get(exchange) ?? promptTransport(exchange, open(exchange), all, patience);
      known.set(exchange, there);
      return there;
    },
    hurry: (hint) => (came = hint),
    late: () => all?.late() ?? 0,
  };
}
