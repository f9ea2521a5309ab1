import { resolve } from "node:path";
import type { Command } from "commander";
import { type CannotAttach, attachFile, attachmentsNamed } from "../app/attach-file.ts";
import { filesThatStay } from "../app/kept-here.ts";
import { plainText } from "../view/plain-text.ts";
import { attachSentence, attachedSentence, detachSentence } from "../view/attach-words.ts";
import { type Answer, answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { codeOf, commandFailed } from "./failures.ts";
import { withIssue } from "./issue-commands.ts";

/** Files of issues. They lie beside the issue, and travel where the contract lets them. */
export function addAttachmentCommands(program: Command, calls: Calls): void {
  program
    .command("attach")
    .description("attach files to an issue: copies of them lie beside it")
    .argument("<key>", "key or id of the issue")
    .argument("<file...>", "files to copy")
    .action((key: string, files: string[], _: unknown, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const attached: { readonly id: string; readonly name: string }[] = [];
          for (const file of files) {
            const path = resolve(calls.streams.cwd, file);
            const done = await attachFile(project, row, path, (change) => ask(project, { kind: "edit issue", issue: row.id, change }));
            if (!done.ok) return { ...attachFailed(file, done.failure), besides: { id: row.id, key: row.key, attached } };
            attached.push(done.value);
          }
          const notes = [
            attachedSentence(
              row.key,
              attached.map(({ name }) => name),
              await filesThatStay(
                project,
                row.id,
                attached.map(({ id }) => id),
              ),
            ),
          ];
          return answer({ id: row.id, key: row.key, attached }, { lines: attached.map(({ name }) => plainText(name)), notes });
        }),
      ),
    );

  program
    .command("detach")
    .description("take a file out of an issue, here and at the partners; it goes to the trash")
    .argument("<key>", "key or id of the issue")
    .argument("<name>", "name of the file, or its id where several have that name")
    .action((key: string, name: string, _: unknown, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const found = await attachmentsNamed(project, row, name);
          const [one] = found;
          const wrong = found.length === 0 ? "no such file" : found.length > 1 ? "several" : one?.theirs ? "theirs" : null;
          if (!one || wrong !== null)
            return failure(codeOf(wrong ?? "no such file"), detachSentence(wrong ?? "no such file", row.key, name, found));
          const outcome = await ask(project, { kind: "edit issue", issue: row.id, change: { removedAttachments: [one.id] } });
          if (outcome.kind === "failed") return commandFailed(outcome);
          return answer(
            { id: row.id, key: row.key, removed: { id: one.id, name: one.name } },
            { notes: [detachSentence("done", row.key, one.name, [])] },
          );
        }),
      ),
    );
}

function attachFailed(file: string, found: CannotAttach): Extract<Answer, { readonly kind: "failed" }> {
  if (found.kind === "command") return commandFailed(found.outcome);
  return failure(codeOf(`attach ${found.kind}`), attachSentence(file, found));
}
