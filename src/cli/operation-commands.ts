import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type PartnerAnswer, askable, isAwaited, partnerAnswer } from "../app/operations.ts";
import type { OpenProject } from "../app/open-project.ts";
import { sync } from "../app/worker.ts";
import { newId } from "../model/ids.ts";
import type { AskedOperation, OperationName } from "../model/operation.ts";
import type { Row } from "../view/cell.ts";
import { comparisonLines, differenceRows, partnerStatusLines } from "../view/operation-words.ts";
import { type Answer, answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { durationMs } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed } from "./failures.ts";

/** How long a partner whose program runs takes at most, on a folder that is slow. */
const PATIENCE_MS = 15_000;

interface Asking {
  readonly operation: OperationName;
  readonly kind: "ask status" | "reconcile";
  readonly lines: (told: PartnerAnswer, now: number) => readonly (string | Row)[];
  /** Whether what came last says that all is well. */
  readonly isWell: (last: AskedOperation) => boolean;
}

const STATUS: Asking = {
  operation: "GetStatus",
  kind: "ask status",
  lines: partnerStatusLines,
  isWell: ({ status }) => status?.status === "OK",
};

const RECONCILE: Asking = {
  operation: "GetChecksums",
  kind: "reconcile",
  lines: (told, now) => [...comparisonLines(told, now), ...differenceRows(told)],
  isWell: ({ state, comparison }) => state === "completed" && comparison?.found === 0,
};

/** What partners are asked for in two phases (docs/PROTOCOL.md 6). */
export function addOperationCommands(program: Command, calls: Calls): void {
  program
    .command("partner-status")
    .description("ask partners how they are: what waits there, what failed there")
    .argument("[name]", "the connection; all that are connected without it")
    .option("--timeout <time>", "how long to wait for an answer, such as 60s; 15s without it", durationMs)
    .action((name: string | undefined, options: { timeout?: number }, command: Command) =>
      calls.project(command, (project) => asked(project, calls, STATUS, name, options.timeout ?? PATIENCE_MS)),
    );
  program
    .command("reconcile")
    .description("compare all shared issues with a partner's; what differs is repaired by both sides, and no value is lost")
    .argument("[name]", "the connection; all that are connected without it")
    .option("--timeout <time>", "how long to wait for the answer, such as 60s; 15s without it", durationMs)
    .action((name: string | undefined, options: { timeout?: number }, command: Command) =>
      calls.project(command, (project) => asked(project, calls, RECONCILE, name, options.timeout ?? PATIENCE_MS)),
    );
}

/** Asks, unless an answer is awaited already, waits for a while, and says what is known by then. */
async function asked(project: OpenProject, calls: Calls, asking: Asking, name: string | undefined, timeoutMs: number): Promise<Answer> {
  const names = askable(project, name);
  if (names.length === 0) return answer({ partners: [] }, { notes: ["No partner is connected yet: there is nobody to ask."] });
  const ids = new Set<string>();
  const notes: string[] = [];
  for (const connection of names) {
    const id = newId(Date.now(), randomBytes(10));
    const outcome = await ask(project, { kind: asking.kind, connection, id });
    if (outcome.kind === "done") ids.add(id);
    else if (outcome.code === "ASKED_ALREADY") ids.add(partnerAnswer(project, connection, asking.operation)?.open?.id ?? id);
    else if (name !== undefined) return commandFailed(outcome);
    else notes.push(commandFailed(outcome).message);
  }
  await sync(project, { untilIdle: true, timeoutMs, signal: calls.streams.stopped, waitsFor: () => isAwaited(project, ids) });
  const told = names.flatMap((connection) => partnerAnswer(project, connection, asking.operation) ?? []);
  const now = Date.now();
  const waits = told.some(({ open }) => open !== null);
  if (waits) notes.push("The answer is taken whenever it comes; ask again later, and it is shown here.");
  const failed = told.some(({ last }) => last !== null && ids.has(last.id) && last.state === "failed");
  const isWell = told.every(({ last }) => last !== null && asking.isWell(last)) && ids.size === names.length;
  return answer(
    { partners: told },
    {
      lines: told.flatMap((one) => asking.lines(one, now)),
      notes,
      exit: failed ? EXIT.failed : waits || !isWell ? EXIT.waits : EXIT.done,
    },
  );
}
