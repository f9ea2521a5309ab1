import * as vscode from "vscode";
import { attachFile } from "../../app/attach-file.ts";
import { filesThatStay } from "../../app/kept-here.ts";
import { attachSentence, attachedSentence } from "../../view/attach-words.ts";
import { BUTTONS } from "../../view/details-words.ts";
import { commandSentence } from "../../view/command-failures.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { RowNode } from "../issue-nodes.ts";
import type { Chosen } from "./issue-choice.ts";
import { sayFailure, sayShortly } from "./telling.ts";

/** Files that were dropped on an issue are attached to it. `list`: addresses, one a line. */
export async function dropFiles(ferry: Ferry, { live, issue: id }: RowNode, list: string): Promise<void> {
  const issue = live.index.issues.get(id);
  if (issue) await attachFiles(ferry, { live, issue }, pathsIn(list));
}

/** One after the other; the first that cannot be attached ends it. */
export async function attachFiles(ferry: Ferry, { live, issue }: Chosen, paths: readonly string[]): Promise<void> {
  const names: string[] = [];
  const ids: string[] = [];
  for (const path of paths) {
    const done = await attachFile(live.project, issue, path, async (change) => {
      return live.carryOut({ kind: "edit issue", issue: issue.id, change });
    });
    if (!done.ok) {
      const { failure } = done;
      const sentence =
        failure.kind === "command" ? commandSentence(failure.outcome.code, failure.outcome.data, "editor") : attachSentence(path, failure);
      await sayFailure(ferry, sentence);
      break;
    }
    names.push(done.value.name);
    ids.push(done.value.id);
  }
  if (ids.length === 0) return;
  const stay = await filesThatStay(live.project, issue.id, ids);
  const sentence = attachedSentence(issue.key, names, stay);
  const [first] = stay ?? [];
  if (!first) return sayShortly(sentence);
  // It would be found out late that a partner waits for a file that never comes: said until it is read.
  if ((await say(sentence, BUTTONS.contract)) === BUTTONS.contract)
    await vscode.commands.executeCommand("issueFerry.editConnection", {
      project: live.project.file.id,
      connection: first.connection,
      at: ["contract", "attachments"],
      word: "",
    });
}

/** Paths of files on this machine; other addresses are passed over. */
function pathsIn(list: string): readonly string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    if (line === "" || line.startsWith("#")) return [];
    const uri = vscode.Uri.parse(line);
    return uri.scheme === "file" ? [uri.fsPath] : [];
  });
}
