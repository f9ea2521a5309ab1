import * as vscode from "vscode";
import { isIssueFile } from "../../app/issue-file.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { sharedByScope } from "../../app/would-leave.ts";
import { type Result, failed, ok } from "../../model/failure.ts";
import { newId } from "../../model/ids.ts";
import { FROM_TEXT, type TextPlace, type TodoComment, bodyOfComment, todoComment, withKey } from "../../view/issue-from-text.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { keysIn } from "../../view/key-text.ts";
import { shortText } from "../../view/plain-text.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import { namedIssue } from "../named-issue.ts";
import type { Commands } from "./command.ts";
import type { IssueChoice } from "./issue-choice.ts";
import { carryOutAll } from "./carry-out.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** Lines that may belong to a comment. */
const LINES = 22;
/** Characters of a line that are looked at. */
const MOST_LINE = 1000;
/** Of a line, keys that are looked up. */
const MOST_KEYS = 20;
/** A comment that has moved meanwhile is looked for this many lines up and down. */
const AROUND = 200;

/** A TODO comment becomes an issue, and says so: its key is put into it, which one undo takes out again. */
export function commentCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    newIssueFromComment: async (place?: unknown, line?: unknown) => {
      const editor = vscode.window.activeTextEditor;
      if (place instanceof vscode.Uri && typeof line === "number")
        return fromComment(ferry, choice, await vscode.workspace.openTextDocument(place), line);
      if (editor) return fromComment(ferry, choice, editor.document, editor.selection.active.line);
      void say(FROM_TEXT.noEditor);
    },
  } satisfies Commands;
}

async function fromComment(ferry: Ferry, choice: IssueChoice, document: vscode.TextDocument, line: number): Promise<void> {
  const found = commentAt(ferry, document, line);
  if (!found.ok) {
    void say(found.failure);
    return;
  }
  const comment = found.value;
  const live = projectAt(ferry, document.uri) ?? (await choice.project());
  if (!live) return;
  const { text } = document.lineAt(line);
  const issue = newId(Date.now(), live.project.context.crypto.random(10));
  const fields = { title: comment.title, body: bodyOfComment(comment, placeOf(document, line, line)) };
  const [done] = await carryOutAll(ferry, [
    { live, key: shortText(comment.title, 60), command: { kind: "new issue", issue, change: { fields } } },
  ]);
  if (!done) return;
  const key = String(done.data["key"] ?? "");
  const now = lineWith(document, text, line);
  const edit = new vscode.WorkspaceEdit();
  if (now !== null) edit.insert(document.uri, new vscode.Position(now, comment.keyAt), ` #${key}`);
  const put = now !== null && (await vscode.workspace.applyEdit(edit));
  const partners = sharedByScope(live.project, issue);
  if (partners.length === 0) {
    if (put) sayShortly(FROM_TEXT.created(key));
    else void say(FROM_TEXT.notPutBack(key));
    return;
  }
  // It leaves at once: nobody was asked, so there is a way back.
  if (!(await sayWithUndo(put ? FROM_TEXT.shared(key, partners) : FROM_TEXT.sharedNotPutBack(key, partners)))) return;
  const [gone] = await carryOutAll(ferry, [{ live, key, command: { kind: "delete issue", issue } }]);
  if (!gone) return;
  if (put) await takeOut(document, withKey(text, comment, key), line, comment, key);
  sayShortly(PROMPT_WORDS.deleted([key]));
}

/** Takes the key out of the comment again, where that still says the same. */
async function takeOut(document: vscode.TextDocument, keyed: string, line: number, { keyAt }: TodoComment, key: string): Promise<void> {
  const at = lineWith(document, keyed, line);
  if (at === null) return;
  const edit = new vscode.WorkspaceEdit();
  edit.delete(document.uri, new vscode.Range(at, keyAt, at, keyAt + key.length + 2));
  await vscode.workspace.applyEdit(edit);
}

/** The comment on a line that may become an issue; else why not, for people. One that names an issue is one already. */
export function commentAt(ferry: Ferry, document: vscode.TextDocument, line: number): Result<TodoComment, string> {
  if (isOwnText(ferry, document.uri)) return failed(FROM_TEXT.ownText);
  const comment = todoComment(linesFrom(document, line));
  if (!comment) return failed(FROM_TEXT.noComment);
  const named = keysIn(document.lineAt(line).text.slice(0, MOST_LINE), MOST_KEYS)
    .flatMap((key) => ferry.folders.live.map((live) => namedIssue(live, key)))
    .find((issue) => issue !== null);
  return named ? failed(FROM_TEXT.hasIssue(named.key)) : ok(comment);
}

function linesFrom(document: vscode.TextDocument, line: number): string[] {
  const end = Math.min(document.lineCount, line + LINES);
  return Array.from({ length: Math.max(0, end - line) }, (_, i) => document.lineAt(line + i).text);
}

/** The nearest line that still says the same. */
function lineWith(document: vscode.TextDocument, text: string, line: number): number | null {
  for (let away = 0; away <= AROUND; away++)
    for (const at of [line + away, line - away]) if (at >= 0 && at < document.lineCount && document.lineAt(at).text === text) return at;
  return null;
}

/** The project of the folder in which a text lies. */
function projectAt({ folders }: Ferry, uri: vscode.Uri): LiveProject | null {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  return folders.live.find(({ project }) => project.workspace === folder) ?? null;
}

/** Where lines stand, from the folder of the workspace on; of other files only the name is told. */
export function placeOf({ uri }: vscode.TextDocument, first: number, last: number): TextPlace {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = folder ? vscode.workspace.asRelativePath(uri, false) : uri.path.slice(uri.path.lastIndexOf("/") + 1);
  return { path, first: first + 1, last: last + 1 };
}

/** Whether a text is an issue's own. */
export function isOwnText({ folders }: Ferry, uri: vscode.Uri): boolean {
  return uri.scheme === "file" && folders.live.some(({ project }) => isIssueFile(project, uri.fsPath));
}
