import type { Command } from "commander";
import { findIssue } from "../app/issue-lookup.ts";
import { type Undone, forgetLast, lastUndone } from "../app/last-command.ts";
import { partnerChange } from "../app/partner-change.ts";
import { differenceOf } from "../view/difference-lines.ts";
import { PARTNER_CHANGE } from "../view/partner-change-words.ts";
import { plainText } from "../view/plain-text.ts";
import { UNDO, type UndonePart } from "../view/undo-words.ts";
import { partName } from "../view/value-text.ts";
import { answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { commandFailed } from "./failures.ts";
import { withIssue } from "./issue-commands.ts";

/** Somebody went on after what is to be taken back. */
const SINCE: ReadonlySet<string> = new Set(["CHANGED_SINCE", "SETTLED_SINCE"]);

/** What a command line wrote, in the words of `UNDO.done`. */
function partsOf(asked: Undone["step"]["asked"]): readonly UndonePart[] {
  switch (asked.kind) {
    case "edit issue":
      return [...Object.keys(asked.change.fields ?? {}), ...(asked.change.share ? ["share"] : [])];
    case "delete issue":
      return ["deleted"];
    case "resolve":
      return [`conflict ${asked.field}`];
  }
}

/** What was there before: what a partner changed, and what a person wants back. */
export function addUndoCommands(program: Command, calls: Calls): void {
  program
    .command("undo")
    .description("take back what the last command did to issues: set, label, share, unshare, delete, resolve")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const steps = lastUndone(project.store);
        if (steps === null) return failure("NOTHING_TO_UNDO", UNDO.nothing);
        const undone: string[] = [];
        const what: UndonePart[] = [];
        const changed: string[] = [];
        const failed: string[] = [];
        const left: (typeof steps)[number][] = [];
        for (const step of steps) {
          const key = step.row?.key ?? step.step.asked.issue;
          const outcome = step.command && (await ask(project, step.command));
          if (outcome === null || (outcome.kind === "failed" && SINCE.has(outcome.code))) changed.push(key);
          else if (outcome.kind === "done") {
            undone.push(key);
            what.push(...partsOf(step.step.asked));
          } else {
            failed.push(commandFailed(outcome).message);
            left.push(step);
          }
        }
        forgetLast(project.store, left);
        const notes = [
          ...(undone.length > 0 ? [UNDO.done(undone, what)] : []),
          ...(changed.length > 0 ? [UNDO.changedSince(changed)] : []),
          ...failed,
        ];
        if (undone.length === 0)
          return { ...failure(failed.length > 0 ? "NOT_UNDONE" : "CHANGED_SINCE", notes.join(" ")), besides: { undone, changed } };
        return answer({ undone, changed }, { lines: undone.map(plainText), notes });
      }),
    );

  program
    .command("bring-back")
    .description("write a deleted issue again, as it was: here, and at the partners where the deletion reached them")
    .argument("<key>", "key or id of the issue")
    .action((key: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const row = await findIssue(project, key);
        if (!row) return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
        const outcome = await ask(project, { kind: "bring back", issue: row.id });
        if (outcome.kind === "failed") return commandFailed(outcome);
        const there = String(outcome.data["key"] ?? row.key);
        return answer({ id: row.id, key: there }, { lines: [plainText(there)], notes: [UNDO.back(there)] });
      }),
    );

  program
    .command("reopen")
    .description("take back how a conflict was settled: what stood there comes back, and both values wait again")
    .argument("<key>", "key or id of the issue")
    .requiredOption("--field <field>", "the field of the conflict")
    .action((key: string, { field }: { field: string }, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const outcome = await ask(project, { kind: "reopen", issue: row.id, connection: null, field });
          if (outcome.kind === "failed") return commandFailed(outcome);
          return answer({ id: row.id, key: row.key, field }, { notes: [UNDO.reopened(row.key, partName(field))] });
        }),
      ),
    );

  program
    .command("changes")
    .description("what a partner changed last in an issue: lines before and after")
    .argument("<key>", "key or id of the issue")
    .action((key: string, _: unknown, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const change = partnerChange(project, row);
          if (change === null) return answer({ key: row.key, change: null }, { notes: [PARTNER_CHANGE.none(row.key)] });
          const { partner, texts } = change;
          if (texts === null) return answer({ key: row.key, change }, { notes: [PARTNER_CHANGE.tooLong(row.key, partner)] });
          return answer(
            { key: row.key, change },
            { lines: [PARTNER_CHANGE.title(row.key, partner), ...differenceOf(texts.before, texts.after)] },
          );
        }),
      ),
    );
}
