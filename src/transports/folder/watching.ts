import { relative, sep } from "node:path";
import { readMessageName } from "../../model/message-name.ts";
import { isId } from "../../model/ids.ts";
import type { Route } from "../../ports/transport.ts";

/** Milliseconds after a hint in which events are gathered for the next: a burst of files is one reason to look, its first one at once. */
const GATHER = 50;
/** Milliseconds between two looks of a polling watcher. */
const POLL = 2000;

/**
 * Hints about the other writers' directories of this connection, until the signal aborts; one as soon as watching has begun, since
 * something may have come before. Only a convenience (docs/PROTOCOL.md 1): on network shares it may stay silent for ever, and
 * what goes wrong with it is not reported, because the listing is the truth. The directories need not be there yet.
 */
export function watch(exchange: string, route: Route, hint: () => void, signal: AbortSignal, polling: boolean): void {
  // Code that cannot be read any more, since the program was replaced under us, ends nothing either.
  watchWhenRead(exchange, route, hint, signal, polling).catch(() => undefined);
}

/** The watcher's code is read when it is first needed. */
async function watchWhenRead(exchange: string, route: Route, hint: () => void, signal: AbortSignal, polling: boolean): Promise<void> {
  if (signal.aborted) return;
  const { watch: chokidarWatch } = await import("chokidar");
  if (signal.aborted) return;
  let gathering: NodeJS.Timeout | null = null;
  let more = false;
  const gather = () => {
    if (gathering !== null) {
      more = true;
      return;
    }
    gathering = setTimeout(() => {
      gathering = null;
      if (more) gather();
    }, GATHER);
    more = false;
    hint();
  };
  const watcher = chokidarWatch(exchange, {
    ignored: (path) => !concerns(relative(exchange, path), route),
    ignoreInitial: true,
    followSymlinks: false,
    depth: 2,
    atomic: false,
    ...(polling ? { backend: "polling" as const, pollingInterval: POLL, pollingBinaryInterval: POLL } : {}),
  });
  watcher
    .on("all", gather)
    .on("ready", gather)
    .on("error", () => undefined);
  const stop = () => {
    if (gathering !== null) clearTimeout(gathering);
    watcher.close().catch(() => undefined);
  };
  signal.addEventListener("abort", stop, { once: true });
}

/** The exchange folder, other writers, their directory for this connection and the messages in it; everything else costs nothing. */
function concerns(path: string, route: Route): boolean {
  if (path === "") return true;
  const [writer = "", connection, name, ...below] = path.split(sep);
  if (!isId(writer) || writer === route.self) return false;
  if (connection === undefined) return true;
  if (connection !== route.connection || below.length > 0) return false;
  return name === undefined || readMessageName(name) !== null;
}
