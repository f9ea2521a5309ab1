import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import type { Command } from "commander";
import { named } from "../app/activity.ts";
import { exportAudit, verifyFile, verifyOwn } from "../app/audit-file.ts";
import { isOnlyDisputed } from "../app/audit-verify.ts";
import { isAwaited, partnerAnswer } from "../app/operations.ts";
import { findIssue } from "../app/issue-lookup.ts";
import type { OpenProject } from "../app/open-project.ts";
import { sync } from "../app/worker.ts";
import { newId } from "../model/ids.ts";
import type { TrailWanted } from "../model/operation.ts";
import { ACTIVITY_HEAD, TRAIL_HEAD, activityRow, findingLines, partnerTrailRow, trailNotes } from "../view/activity-words.ts";
import { fileUnusable } from "../view/trail-words.ts";
import { counted } from "../view/ages.ts";
import { plainText } from "../view/plain-text.ts";
import { type Answer, answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { durationMs, wholeNumber } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed, usage } from "./failures.ts";

/** How long a partner whose program runs takes at most, on a folder that is slow. */
const PATIENCE_MS = 15_000;
/** Events that are shown where nobody says how many. */
const SHOWN = 100;
/** Events in one page of a partner's trail. */
const PAGE = 500;

interface AuditOptions {
  readonly local?: boolean;
  readonly since?: number;
  readonly issue?: string;
  readonly limit?: number;
  readonly timeout?: number;
}

/** What happened, here and at partners, and whether that can be shown (docs/PROTOCOL.md 6). */
export function addAuditCommands(program: Command, calls: Calls): void {
  const audit = program
    .command("audit")
    .description("what happened: a partner's trail of the connection, or with --local this project's own")
    .argument("[name]", "the connection")
    .option("--local", "this project's own trail, the newest last")
    .option("--since <number>", "only what came after this number", wholeNumber)
    .option("--issue <key>", "only about this issue")
    .option("--limit <number>", "with --local: at most so many; 100 without it", wholeNumber)
    .option("--timeout <time>", "how long to wait for the partner, such as 60s; 15s without it", durationMs)
    .action((name: string | undefined, options: AuditOptions, command: Command) =>
      calls.project(command, async (project) => {
        const row = options.issue === undefined ? null : await findIssue(project, options.issue);
        if (options.issue !== undefined && !row)
          return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key: options.issue } });
        if (options.local) return own(project, name, row?.id, options);
        if (name === undefined) return usage("Name a connection, or use --local.");
        return partners(project, calls, name, row?.id, options);
      }),
    );
  audit
    .command("export")
    .description("write the whole trail with the partners' signed files into a new file, one JSON document a line")
    .argument("<file>", "the file; it must not exist")
    .action((file: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const path = resolve(calls.streams.cwd, file);
        try {
          const lines = exportAudit(project, path);
          return answer({ file: path, lines }, { notes: [`${counted(lines, "line")} written to ${plainText(path)}.`] });
        } catch (error) {
          return fileFailed(error, path);
        }
      }),
    );
  audit
    .command("verify")
    .description("check an exported trail, or this project's own, against the signatures of the partners")
    .argument("[file]", "an exported trail; this project's own without it")
    .action((file: string | undefined, _: unknown, command: Command) => {
      if (file === undefined) return calls.project(command, async (project) => verified(verifyOwn(project)));
      const path = resolve(calls.streams.cwd, file);
      return calls.plain(command, async () => {
        try {
          return verified(await verifyFile(path));
        } catch (error) {
          return fileFailed(error, path);
        }
      });
    });
}

/** What both sides say otherwise of is for people to decide, and no sign that anybody changed the trail: a partner alone can bring it about. */
function verified(finding: ReturnType<typeof verifyOwn>): Answer {
  const exit = finding.faults.length === 0 ? EXIT.done : isOnlyDisputed(finding) ? EXIT.needsPerson : EXIT.failed;
  return answer(finding, { lines: findingLines(finding), exit });
}

function fileFailed(error: unknown, path: string): Answer {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
  if (error.code === "EEXIST") return failure("FILE_EXISTS", `${plainText(path)} is there already; nothing was written.`);
  return failure("FILE_UNUSABLE", fileUnusable(path, error.code));
}

function own(
  project: OpenProject,
  name: string | undefined,
  issue: string | undefined,
  { since = 0, limit = SHOWN }: AuditOptions,
): Answer {
  const { store } = project;
  return store.reading(() => {
    const connection = name === undefined ? null : store.connections().find((other) => other.name === name);
    if (connection === undefined) return commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: name ?? "" } });
    const newest =
      issue === undefined ? store.newestAudits(connection?.id ?? null, Number.MAX_SAFE_INTEGER, limit) : store.auditsOf(issue, limit);
    const events = newest
      .filter((event) => event.sequence > since && (connection === null || event.connection === connection.id))
      .toReversed();
    const now = Date.now();
    const rows = named(store, events).map((event) => activityRow(event, now));
    return answer({ events }, { lines: rows.length === 0 ? [] : [ACTIVITY_HEAD, ...rows], wrapped: true });
  });
}

/** Asks, unless an answer is awaited already, waits for a while, and says what is known by then. */
async function partners(
  project: OpenProject,
  calls: Calls,
  name: string,
  issue: string | undefined,
  options: AuditOptions,
): Promise<Answer> {
  const trail: TrailWanted = { since: options.since ?? 0, size: PAGE, ...(issue !== undefined && { issue }) };
  const id = newId(Date.now(), randomBytes(10));
  const outcome = await ask(project, { kind: "ask trail", connection: name, id, trail });
  if (outcome.kind === "failed" && outcome.code !== "ASKED_ALREADY") return commandFailed(outcome);
  const ids = new Set([outcome.kind === "done" ? id : (partnerAnswer(project, name, "GetAuditTrails")?.open?.id ?? id)]);
  await sync(project, {
    untilIdle: true,
    timeoutMs: options.timeout ?? PATIENCE_MS,
    signal: calls.streams.stopped,
    waitsFor: (away) => isAwaited(project, ids, away),
  });
  const told = partnerAnswer(project, name, "GetAuditTrails");
  if (!told) return commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: name } });
  const now = Date.now();
  const events = told.last?.trail?.events ?? [];
  const rows = events.map((event) => {
    const key = event.issue === undefined ? undefined : project.store.issue(event.issue)?.key;
    return partnerTrailRow(event, { partner: told.partner, key }, now);
  });
  const failed = told.last !== null && ids.has(told.last.id) && told.last.state === "failed";
  return answer(
    {
      connection: name,
      partner: told.partner,
      state: told.last?.state ?? "open",
      code: told.last?.code ?? null,
      events,
      next: told.last?.trail?.next ?? null,
      numbering: told.last?.trail?.numbering ?? null,
      anew: told.last?.trail?.anew ?? false,
    },
    {
      lines: rows.length === 0 ? [] : [TRAIL_HEAD, ...rows],
      wrapped: true,
      notes: trailNotes(told),
      exit: failed ? EXIT.failed : told.open ? EXIT.waits : EXIT.done,
    },
  );
}
