import type { ProjectView } from "../model/snapshot.ts";

/** What the program ends with. Scripts rely on these numbers: they never change. */
export const EXIT = {
  /** Done, and everything is up to date. */
  done: 0,
  failed: 1,
  usage: 2,
  /** Done; something is pending or held, or the next file of a partner could not be taken. */
  waits: 3,
  /** Conflicts or errors need a person. */
  needsPerson: 4,
  /** A partner or folder cannot be reached. */
  unreachable: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that says how the project stands. `unreachable`: an exchange folder could not be used. */
export function exitOf(view: ProjectView, unreachable: boolean): ExitCode {
  const open = view.connections.filter(({ status }) => status !== "closed" && status !== "revoked");
  if (unreachable) return EXIT.unreachable;
  const broken = open.some(
    ({ brokenSettings, handshakeRefused, status }) => brokenSettings !== null || handshakeRefused !== null || status === "suspended",
  );
  const { gateway } = view;
  if (gateway.kind === "broken" || (gateway.kind === "elsewhere" && gateway.lost !== undefined)) return EXIT.needsPerson;
  if (view.counts.error + view.counts.conflict + view.diagnostics.length > 0 || broken) return EXIT.needsPerson;
  const waits = open.some(
    ({ status, queue, awaitedTroubles = [] }) =>
      // A file of the partner that was not taken may hold anything. What anybody may have put beside them holds nothing up.
      WAITING.has(status) || queue.in > (queue.tooNew ?? 0) || awaitedTroubles.length > 0,
  );
  return view.counts.pending + view.counts.held > 0 || waits ? EXIT.waits : EXIT.done;
}

const WAITING: ReadonlySet<string> = new Set(["handshake", "waiting for secondary", "update required"]);
