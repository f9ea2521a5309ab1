import { type CommandOutcome, done, notDone } from "../model/command.ts";
import { EMPTY_DOCUMENT, type IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { type Context, isoNow, rulesOf } from "./context.ts";
import { forgetDeletions } from "./deletion-count.ts";
import { project } from "./projection.ts";
import { wantsRewrite } from "./rewrite.ts";
import { putRow, putSync } from "./rows.ts";

/**
 * A person's answer to a held question. `file`: as the tracker stands is meant, and counts as an edit. `partner`: what was agreed is
 * written again.
 */
export async function answerQuestion(context: Context, issue: IssueId, take: "partner" | "file"): Promise<CommandOutcome> {
  const { store } = context;
  const row = store.issue(issue);
  if (!row || row.heldBecause === null || row.heldBecause === "unreadable") return notDone("NO_QUESTION", { key: row?.key ?? issue });
  if (row.heldBecause === "many deletions") return answerDeletion(context, row, take);
  const memory = await context.tracker.answer(issue, take);
  const read = await context.tracker.read([issue]);
  if (read === null) return notDone("ISSUE_BUSY", { key: row.key });
  const [present] = read;
  store.transaction(() => {
    store.remember(memory);
    putRow(context, { ...row, heldBecause: null, version: take === "partner" ? (present?.version ?? null) : row.version });
    if (take !== "partner") return;
    for (const { sync } of store.syncsOf(issue)) {
      const connection = store.connection(sync.connection);
      if (!connection || sync.frozen) continue;
      // What the tracker shows now is not what we last read: the write compares with what is there.
      const rules = rulesOf(context, connection);
      const shadow = present && rules ? project(rules, present, sync, null, isoNow(context)).shadow : EMPTY_DOCUMENT;
      putSync(context, connection, wantsRewrite(context, { ...sync, shadow: present ? shadow : { ...sync.shadow, deleted: true } }));
    }
  });
  return done({ key: row.key });
}

/** What the tracker holds back because its folder is not where it was: a person says that it is meant so. */
export async function standHere(context: Context): Promise<CommandOutcome> {
  const memory = await context.tracker.standHere();
  if (memory.length === 0) return notDone("NO_OTHER_BRANCH");
  context.store.transaction(() => context.store.remember(memory));
  return done();
}

/** `partner`: the partner's deletion is taken; `file`: the issue stays, and lives on at the partner, too. */
function answerDeletion(context: Context, row: LocalIssue, take: "partner" | "file"): CommandOutcome {
  const { store } = context;
  return store.transaction(() => {
    for (const { sync } of store.syncsOf(row.id)) {
      const connection = store.connection(sync.connection);
      if (!connection) continue;
      putSync(context, connection, { ...sync, takesDeletion: take === "partner" });
      forgetDeletions(context, connection.id);
    }
    putRow(context, { ...row, heldBecause: null });
    return done({ key: row.key });
  });
}
