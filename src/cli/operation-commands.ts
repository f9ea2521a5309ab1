import { type Command, Option } from "commander";
import { type ContentOnItsWay, contentsOnTheirWay } from "../app/contents.ts";
import { type PartnerAnswer, askable, isAwaited, newConversation, outliers, partnerAnswer, partnerNumbering } from "../app/operations.ts";
import type { OpenProject } from "../app/open-project.ts";
import { sync } from "../app/worker.ts";
import type { Command as Asked } from "../model/command.ts";
import type { AskedOperation, OperationName } from "../model/operation.ts";
import type { Row } from "../view/cell.ts";
import { onItsWayLine } from "../view/content-words.ts";
import { comparisonLines, differenceRows, outlierLines, partnerStatusLines } from "../view/operation-words.ts";
import { partnerIssueNotes, partnerIssueRows } from "../view/partner-issues.ts";
import { type Answer, answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { durationMs, pageLimit, wholeNumber } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed } from "./failures.ts";

/** How long a partner whose program runs takes at most, on a folder that is slow. */
const PATIENCE_MS = 15_000;

/** Issues of one page, where nobody says how many. */
const PAGE = 1_000;

type AskingCommand = Extract<Asked, { readonly kind: "ask status" | "reconcile" | "list issues" }>;

interface Asking {
  readonly operation: OperationName;
  readonly command: (
    project: OpenProject,
    connection: string,
    id: string,
  ) => AskingCommand extends infer Each ? (Each extends unknown ? Omit<Each, "author"> : never) : never;
  readonly lines: (told: PartnerAnswer, now: number) => readonly (string | Row)[];
  readonly notes?: (told: PartnerAnswer) => readonly string[];
  /** What travels between the two belongs to it. */
  readonly showsContents?: true;
  /** Whether what came last says that all is well. */
  readonly isWell: (last: AskedOperation) => boolean;
  /** How the issues stand that are not as they were agreed counts, too: they were compared with nothing. */
  readonly countsApart?: true;
}

const STATUS: Asking = {
  operation: "GetStatus",
  command: (_, connection, id) => ({ kind: "ask status", connection, id }),
  lines: partnerStatusLines,
  showsContents: true,
  isWell: ({ status }) => status?.status === "OK",
};

const RECONCILE: Asking = {
  operation: "GetChecksums",
  command: (_, connection, id) => ({ kind: "reconcile", connection, id }),
  lines: (told, now) => [...comparisonLines(told, now), ...differenceRows(told)],
  isWell: ({ state, comparison }) => state === "completed" && comparison?.found === 0,
  countsApart: true,
};

function issuesSince(since: number, limit: number): Asking {
  return {
    operation: "GetIssueIds",
    command(project, connection, id) {
      const numbering = partnerNumbering(project, connection);
      return { kind: "list issues", connection, id, page: { since, limit, ...(since > 0 && numbering !== null && { numbering }) } };
    },
    lines: (told, now) => partnerIssueRows(told, since, now),
    notes: (told) => partnerIssueNotes(told, since),
    isWell: ({ state }) => state === "completed",
  };
}

const timeout = (): Option =>
  new Option("--timeout <time>", "how long to wait for the answer, such as 60s").argParser(durationMs).default(PATIENCE_MS, "15s");

/** What partners are asked for in two phases (docs/PROTOCOL.md 6). */
export function addOperationCommands(program: Command, calls: Calls): void {
  program
    .command("partner-status")
    .description("ask partners how they are: what waits there, what failed there")
    .argument("[name]", "the connection; all that are connected without it")
    .addOption(timeout())
    .action((name: string | undefined, options: { timeout: number }, command: Command) =>
      calls.project(command, (project) => asked(project, calls, STATUS, name, options.timeout)),
    );
  program
    .command("reconcile")
    .description("compare all shared issues with a partner's; what differs is repaired by both sides, and no value is lost")
    .argument("[name]", "the connection; all that are connected without it")
    .option("--all", "with all that are connected; an issue that only one of several has otherwise is named")
    .addOption(timeout())
    .action((name: string | undefined, options: { all?: true; timeout: number }, command: Command) =>
      calls.project(command, (project) => asked(project, calls, RECONCILE, options.all ? undefined : name, options.timeout)),
    );
  program
    .command("partner-issues")
    .description("list which issues a partner shares with you, by the partner's keys")
    .argument("<name>", "the connection")
    .addOption(
      new Option("--since <stamp>", "only what changed since this stamp, with what is gone")
        .argParser(wholeNumber)
        .default(0, "everything"),
    )
    .addOption(new Option("--limit <number>", "at most so many, up to 5000").argParser(pageLimit).default(PAGE))
    .addOption(timeout())
    .action((name: string, options: { since: number; limit: number; timeout: number }, command: Command) =>
      calls.project(command, (project) => asked(project, calls, issuesSince(options.since, options.limit), name, options.timeout)),
    );
}

/** Asks, unless an answer is awaited already, waits for a while, and says what is known by then. */
async function asked(project: OpenProject, calls: Calls, asking: Asking, name: string | undefined, timeoutMs: number): Promise<Answer> {
  const names = askable(project, name);
  if (names.length === 0) return answer({ partners: [] }, { notes: ["No partner is connected yet: there is nobody to ask."] });
  const ids = new Set<string>();
  const notes: string[] = [];
  for (const connection of names) {
    const id = newConversation();
    const outcome = await ask(project, asking.command(project, connection, id));
    if (outcome.kind === "done") ids.add(id);
    else if (outcome.code === "ASKED_ALREADY") ids.add(partnerAnswer(project, connection, asking.operation)?.open?.id ?? id);
    else if (name !== undefined) return commandFailed(outcome);
    else notes.push(commandFailed(outcome).message);
  }
  await sync(project, { untilIdle: true, timeoutMs, signal: calls.streams.stopped, waitsFor: (away) => isAwaited(project, ids, away) });
  const told = names.flatMap((connection) => partnerAnswer(project, connection, asking.operation) ?? []);
  const apart = asking === RECONCILE ? outliers(project, told) : [];
  const now = Date.now();
  const waits = told.some(({ open }) => open !== null);
  if (waits) notes.push("The answer is taken whenever it comes; ask again later, and it is shown here.");
  notes.push(...told.flatMap((one) => asking.notes?.(one) ?? []));
  const failed = told.some(({ last }) => last !== null && ids.has(last.id) && last.state === "failed");
  const isWell = told.every(({ last }) => last !== null && asking.isWell(last)) && ids.size === names.length;
  const standingApart = asking.countsApart ? told.flatMap((one) => (one.last?.state === "completed" ? one.apart : [])) : [];
  const isApart = standingApart.length > 0;
  const isInError = standingApart.some(({ status }) => status === "error");
  const all = asking.showsContents ? contentsOnTheirWay(project).filter(({ connection }) => names.includes(connection)) : [];
  const travelling = (one: PartnerAnswer): readonly ContentOnItsWay[] => all.filter(({ connection }) => connection === one.connection);
  return answer(
    { partners: told, ...(apart.length > 0 && { outliers: apart }), ...(all.length > 0 && { contents: all }) },
    {
      lines: [...told.flatMap((one) => [...asking.lines(one, now), ...travelling(one).map(onItsWayLine)]), ...outlierLines(apart)],
      notes,
      exit: failed ? EXIT.failed : isInError ? EXIT.needsPerson : waits || !isWell || isApart ? EXIT.waits : EXIT.done,
    },
  );
}
