import * as vscode from "vscode";
import { commentTime } from "../../app/comment-time.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { newId } from "../../model/ids.ts";
import type { TrackerChange } from "../../model/tracker-issue.ts";
import { bodyOfSelection, titleOfSelection } from "../../view/issue-from-text.ts";
import { titleOf } from "../../view/issue-item.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { shortText } from "../../view/plain-text.ts";
import type { Ferry } from "../ferry.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { askLine, isMeant, pickOne } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Given, IssueChoice } from "./issue-choice.ts";
import { isOwnText, placeOf } from "./issue-from-comment.ts";
import { openIssueFile } from "./open-issue.ts";
import { carryOutAll } from "./carry-out.ts";
import { sayShortly } from "./telling.ts";
import { carryOutUndoably, undoableJob } from "./undoable.ts";

/** What another part of the extension has already: a code action, a drop. */
interface Draft {
  readonly title?: string;
  readonly body?: string;
}

/** New issues, new comments, deleting. */
export function writeCommands(ferry: Ferry, choice: IssueChoice, tree: IssuesTree) {
  return {
    newIssueFromSelection: async () => newIssue(ferry, choice, tree, {}),
    newIssue: async (draft?: unknown) => newIssue(ferry, choice, tree, isDraft(draft) ? draft : {}),
    newComment: async (...given: Given) => newComment(ferry, choice, given),
    deleteIssue: async (...given: Given) => deleteIssues(ferry, choice, given),
  } satisfies Commands;
}

async function newIssue(ferry: Ferry, choice: IssueChoice, tree: IssuesTree, draft: Draft): Promise<void> {
  const live = await choice.project();
  if (!live) return;
  const selected = draft.title === undefined && draft.body === undefined ? selection(ferry) : null;
  let typed = draft.title ?? titleOfSelection(selected?.text ?? "");
  // What was typed is asked again, not lost, when the next question is left or the issue cannot be made.
  for (let asks = draft.title === undefined; ; asks = true) {
    const title = asks ? await askTitle(typed) : typed;
    if (title === undefined) return;
    typed = title;
    const body = draft.body ?? (selected ? await askBody(selected) : "");
    if (body === undefined) continue;
    const change: TrackerChange = { fields: { title: title.trim(), ...(body.trim() !== "" && { body }) } };
    let failed = false;
    const [done] = await carryOutAll(
      ferry,
      [{ live, key: shortText(title, 60), command: { kind: "new issue" as const, issue: freshId(live), change } }],
      () => (failed = true),
    );
    if (failed) continue;
    if (!done) return;
    sayShortly(PROMPT_WORDS.created(String(done.data["key"] ?? "")));
    await openIssueFile(live, done.command.issue, String(done.data["key"] ?? ""), true);
    await tree.reveal(live, done.command.issue);
    return;
  }
}

async function askTitle(value: string): Promise<string | undefined> {
  return askLine({
    prompt: PROMPT_WORDS.newTitle,
    value,
    wrong: (text) => (text.trim() === "" ? PROMPT_WORDS.newTitleNeeded : null),
  });
}

async function askBody({ text, body }: Selected): Promise<string | undefined> {
  const items = [
    { label: PROMPT_WORDS.withSelection, detail: shortText(text.trim(), 120), body },
    { label: PROMPT_WORDS.withoutSelection, body: "" },
  ];
  return (await pickOne(items, { title: PROMPT_WORDS.selectionTitle }))?.body;
}

interface Selected {
  readonly text: string;
  /** What an issue says of it. */
  readonly body: string;
}

/** What is selected in the editor, where that is no issue file's own text. */
function selection(ferry: Ferry): Selected | null {
  const editor = vscode.window.activeTextEditor;
  if (!editor || isOwnText(ferry, editor.document.uri)) return null;
  const { document, selection: range } = editor;
  const text = document.getText(range);
  if (text.trim() === "") return null;
  const last = range.end.character === 0 ? range.end.line - 1 : range.end.line;
  return { text, body: bodyOfSelection(text, document.languageId, placeOf(document, range.start.line, last)) };
}

async function newComment(ferry: Ferry, choice: IssueChoice, given: Given): Promise<void> {
  const chosen = await choice.one(given);
  if (!chosen) return;
  const { live, issue } = chosen;
  // What was typed is asked again, not lost, when the next question is left or the comment cannot be written.
  for (let typed = ""; ;) {
    const body = await askLine({
      title: PROMPT_WORDS.comment(issue.key),
      prompt: shortText(titleOf(issue), 100),
      value: typed,
      wrong: (text) => (text.trim() === "" ? PROMPT_WORDS.commentNeeded : null),
    });
    if (body === undefined) return;
    typed = body;
    const audience = await askAudience(issue.key);
    if (!audience) continue;
    const { author } = live.project;
    const comment = { id: freshId(live), author, created: commentTime(), body, internal: audience.internal };
    let failed = false;
    const [done] = await carryOutAll(
      ferry,
      [{ live, key: issue.key, command: { kind: "edit issue", issue: issue.id, change: { comments: [comment] } } }],
      () => (failed = true),
    );
    if (done) sayShortly(PROMPT_WORDS.commented(issue.key));
    if (!failed) return;
  }
}

function askAudience(key: string): Thenable<{ readonly internal: boolean } | undefined> {
  return pickOne(
    [
      { label: PROMPT_WORDS.commentShared, internal: false },
      { label: PROMPT_WORDS.commentInternal, detail: PROMPT_WORDS.commentInternalDetail, internal: true },
    ],
    { title: PROMPT_WORDS.comment(key), placeHolder: PROMPT_WORDS.commentAudience },
  );
}

async function deleteIssues(ferry: Ferry, choice: IssueChoice, given: Given): Promise<void> {
  const chosen = await choice.several(given);
  if (chosen.length === 0) return;
  const keys = chosen.map(({ issue }) => issue.key);
  const partners = new Set<string>();
  for (const { live, issue } of chosen)
    for (const { connection, status } of live.index.shares(issue.id)) {
      const found = status === "local" ? null : live.project.store.connection(connection);
      if (found?.contract?.deletes === "propagate") partners.add(found.partner?.name ?? found.name);
    }
  const detail = PROMPT_WORDS.deleteDetail([...partners]);
  if (!(await isMeant(PROMPT_WORDS.deleteQuestion(keys), detail, PROMPT_WORDS.delete))) return;
  const jobs = chosen.map((one) => undoableJob(one, ({ id }) => ({ kind: "delete issue", issue: id })));
  await carryOutUndoably(ferry, jobs, PROMPT_WORDS.deleted);
}

function freshId({ project }: LiveProject): string {
  return newId(Date.now(), project.context.crypto.random(10));
}

function isDraft(given: unknown): given is Draft {
  return typeof given === "object" && given !== null && ("title" in given || "body" in given) && !("live" in given);
}
