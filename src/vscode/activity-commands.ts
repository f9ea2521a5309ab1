import * as vscode from "vscode";
import { alarmViews } from "../app/alarms.ts";
import { exportInSteps, inHome } from "../app/audit-export.ts";
import type { LiveProject } from "../app/live-project.ts";
import { messageRecord } from "../app/message-record.ts";
import { newConversation, nextTrail, partnerAnswer } from "../app/operations.ts";
import { issueDetails } from "../app/snapshot.ts";
import { systemRefusalOf } from "../app/store-trouble.ts";
import { ACTIVITY_WORDS, inOrder } from "../view/activity-rows.ts";
import { alarmSentence } from "../view/alarm-words.ts";
import { commandSentence } from "../view/command-failures.ts";
import { TITLES } from "../view/command-titles.ts";
import { connectionTitle } from "../view/connection-status.ts";
import { dayOf } from "../view/day-text.ts";
import { issueDetailLines } from "../view/issue-details.ts";
import { boxText } from "../view/message-text.ts";
import { messageDocument, messageReport } from "../view/message-report.ts";
import { TRAIL, shownTrail, trailReport } from "../view/trail-words.ts";
import type { ActivityNode, AlarmNode } from "./activity-tree.ts";
import { isAnswered } from "./awaited-answer.ts";
import { carryOut } from "./commands/carry-out.ts";
import { sayFailure, sayShortly } from "./commands/telling.ts";
import { whichConnection, whichProject } from "./commands/which.ts";
import type { Ferry } from "./ferry.ts";
import { pickOne, say, waitingFor } from "./messages.ts";
import type { ReportDocuments } from "./report-documents.ts";

/** Newest events of a connection among which that of a message is looked for that an alarm names. */
const LOOKED_AT = 5_000;
/** Events in one page of a partner's trail. */
const PAGE = 500;

export interface ActivityParts {
  readonly ferry: Ferry;
  readonly reports: ReportDocuments;
  /** Selects the row of an issue, where the view Issues is open. */
  readonly reveal: (live: LiveProject, issue: string) => Promise<void>;
}

/** The rows that a menu was opened on: the one, or all that are selected with it. */
function rowsOf([first, all]: readonly unknown[]): readonly ActivityNode[] {
  const rows = Array.isArray(all) && all.includes(first) ? all : [first];
  return rows.filter((row) => typeof row === "object" && row !== null && "kind" in row && "live" in row) as ActivityNode[];
}

/** The alarms of these rows: a person has seen them. A row that is gone was acknowledged elsewhere meanwhile; without any row the person is asked. */
export async function acknowledge(parts: ActivityParts, given: readonly unknown[]): Promise<void> {
  const isOpen = (row: ActivityNode): row is AlarmNode => row.kind === "alarm" && !row.alarm.acknowledged;
  const chosen = given.length > 0 ? rowsOf(given).filter(isOpen) : await pickAlarm(parts);
  const meant = [...Map.groupBy(chosen, ({ live }) => live)].map(([live, rows]) => [live, rows.map(({ alarm }) => alarm.id)] as const);
  if (meant.length > 0) await acknowledgeThese(parts, meant);
}

async function pickAlarm({ ferry }: ActivityParts): Promise<readonly Pick<AlarmNode, "live" | "alarm">[]> {
  const open = ferry.folders.live.flatMap((live) => inOrder(alarmViews(live.project, "open")).map((alarm) => ({ live, alarm })));
  const items = open.map((one) => ({ ...one, label: boxText(alarmSentence(one.alarm)), description: boxText(one.alarm.partner) }));
  if (items.length === 0) sayShortly(ACTIVITY_WORDS.done(0));
  const picked =
    items.length === 0 ? undefined : await pickOne(items, { title: TITLES.acknowledgeAlarm, placeHolder: ACTIVITY_WORDS.whichAlarm });
  return picked ? [picked] : [];
}

/** All that are open as they stand now, of the project whose row it is, or of all. */
export async function acknowledgeAll(parts: ActivityParts, given: readonly unknown[]): Promise<void> {
  const [row] = rowsOf(given);
  const projects = row ? [row.live] : parts.ferry.folders.live;
  await acknowledgeThese(
    parts,
    projects.map((live) => [live, alarmViews(live.project, "open").map(({ id }) => id)] as const),
  );
}

async function acknowledgeThese(
  { ferry }: ActivityParts,
  meant: readonly (readonly [live: LiveProject, alarms: readonly number[]])[],
): Promise<void> {
  let count = 0;
  for (const [live, alarms] of meant) {
    if (alarms.length === 0) continue;
    const done = await carryOut(ferry, live, { kind: "acknowledge alarms", alarms });
    if (done === null) return;
    count += Number(done.data["count"] ?? 0);
  }
  sayShortly(ACTIVITY_WORDS.done(count));
}

/** What the trail has on the message that a row is about, as a read-only text. */
export async function revealMessage({ reports }: ActivityParts, given: readonly unknown[]): Promise<void> {
  const [row] = rowsOf(given);
  if (row?.kind !== "event" && row?.kind !== "alarm") {
    sayShortly(ACTIVITY_WORDS.chooseRow);
    return;
  }
  const { live } = row;
  const sequence = row.kind === "event" ? row.event.sequence : noted(row);
  const record = sequence === null ? null : messageRecord(live.project.store, sequence);
  if (record === null) {
    void say(ACTIVITY_WORDS.noMessage);
    return;
  }
  const issue = record.about.issue === undefined ? null : live.project.store.issue(record.about.issue);
  const lines = issue?.gone === null ? issueDetailLines(await issueDetails(live.project, issue), Date.now()) : [];
  await reports.show(messageDocument(record), messageReport(record, lines));
}

/** The newest event about the message that an alarm names; null: none. */
function noted({ live, alarm }: AlarmNode): number | null {
  const { store } = live.project;
  const connection = store.connections().find(({ name }) => name === alarm.connection);
  if (!connection) return null;
  const events = store.newestAudits(connection.id, Number.MAX_SAFE_INTEGER, LOOKED_AT);
  return events.find(({ reference, action }) => reference === alarm.reference && !action.startsWith("alarm "))?.sequence ?? null;
}

/** The issue that a row is about: its page, and its row in the view Issues. */
export async function revealIssue({ ferry, reveal }: ActivityParts, given: readonly unknown[]): Promise<void> {
  const [row] = rowsOf(given);
  const issue = row?.kind === "event" ? row.event.issue : row?.kind === "alarm" ? row.alarm.issue : undefined;
  if (row === undefined || issue === undefined) {
    sayShortly(ACTIVITY_WORDS.chooseRow);
    return;
  }
  if (row.live.project.store.issue(issue) === null) {
    void say(ACTIVITY_WORDS.noIssue);
    return;
  }
  ferry.details.show(row.live, issue);
  await reveal(row.live, issue);
}

/** Asks a partner what it has on record of the connection, waits as long as the person does, and shows it. */
export async function fetchTrail({ ferry, reports }: ActivityParts, given: readonly unknown[]): Promise<void> {
  const chosen = await whichConnection(
    ferry,
    given,
    TITLES.fetchTrail,
    ({ status, partner }) => partner !== null && !["handshake", "closed", "revoked", "suspended"].includes(status),
  );
  if (chosen === null) return;
  const { live, view } = chosen;
  const trail = { ...nextTrail(partnerAnswer(live.project, view.name, "GetAuditTrails")?.last ?? null), size: PAGE };
  const outcome = await live.carryOut({ kind: "ask trail", connection: view.name, id: newConversation(), trail });
  // One that is under way already is waited for.
  if (outcome.kind === "failed" && outcome.code !== "ASKED_ALREADY") {
    await sayFailure(ferry, commandSentence(outcome.code, outcome.data, "editor"));
    return;
  }
  const title = connectionTitle(view);
  const awaited = { live, name: view.name, operation: "GetAuditTrails" } as const;
  const answered = await waitingFor(TRAIL.waits(title), (cancelled, goesOn) => {
    let told = 0;
    return isAnswered(ferry, awaited, cancelled, (open) => {
      const events = open?.trail?.events.length ?? 0;
      if (events > told) goesOn(TRAIL.soFar(events));
      told = events;
    });
  });
  if (!answered) sayShortly(TRAIL.later(title));
  // Closed meanwhile, its store cannot be read.
  const told = ferry.folders.live.includes(live) ? partnerAnswer(live.project, view.name, "GetAuditTrails") : null;
  // What came before the person had enough is worth reading, too.
  const shown = told === null ? null : shownTrail(told);
  if (told === null || (!answered && (shown?.events ?? []).length === 0)) return;
  const { store } = live.project;
  const keys = new Map(
    [...new Set((shown?.events ?? []).flatMap(({ issue }) => issue ?? []))].flatMap((issue) => {
      const key = store.issue(issue)?.key;
      return key === undefined ? [] : [[issue, key] as const];
    }),
  );
  await reports.show(TRAIL.document(title), trailReport(told, keys));
}

/** Writes the whole trail with the partners' signed files where the person says. */
export async function exportTrail({ ferry }: ActivityParts, given: readonly unknown[]): Promise<void> {
  const [row] = rowsOf(given);
  const live = row?.live ?? (await whichProject(ferry, TRAIL.exportTitle));
  if (live === null) return;
  const name = TRAIL.fileName(live.project.file.name, dayOf(Date.now()));
  const file = await vscode.window.showSaveDialog({
    title: TRAIL.exportTitle,
    saveLabel: TRAIL.exportButton,
    defaultUri: vscode.Uri.file(inHome(name)),
    filters: { "JSON Lines": ["jsonl"] },
  });
  if (file === undefined) return;
  const path = file.fsPath;
  try {
    const lines = await waitingFor(TRAIL.exporting, (cancelled, goesOn) =>
      exportInSteps(live.project, path, {
        stopped: () => cancelled.isCancellationRequested || !ferry.folders.live.includes(live),
        lines: (number) => goesOn(TRAIL.written(number)),
      }),
    );
    if (lines === null) sayShortly(TRAIL.stopped);
    else void say(TRAIL.exported(lines, path));
  } catch (error) {
    const refused = systemRefusalOf(error);
    if (refused === null) throw error;
    await sayFailure(ferry, TRAIL.failed(path, refused.code));
  }
}
