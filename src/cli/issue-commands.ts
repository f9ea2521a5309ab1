import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { commentTime } from "../app/comment-time.ts";
import { findIssue } from "../app/issue-lookup.ts";
import type { OpenProject } from "../app/open-project.ts";
import { refusedValues, sharedOver } from "../app/refused-values.ts";
import { shareEdit } from "../app/share-choice.ts";
import { type Left, whatLeft } from "../app/what-left.ts";
import type { CommandOutcome } from "../model/command.ts";
import { newId } from "../model/ids.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { TrackerChange } from "../model/tracker-issue.ts";
import type { Value } from "../model/value.ts";
import { refusedSentence } from "../view/field-failures.ts";
import { plainText } from "../view/plain-text.ts";
import { unsharedSentences } from "../view/unshared.ts";
import { type Answer, answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { fieldValue } from "./field-arguments.ts";
import { commandFailed, usage } from "./failures.ts";

interface NewOptions {
  readonly title: string;
  readonly bodyFile?: string;
  readonly type?: string;
  readonly status?: string;
  readonly priority?: string;
  readonly assignee?: string;
  readonly due?: string;
  readonly label: readonly string[];
  readonly share: readonly string[];
}

/** Edits of issues. They are done when the issue's file has them; the passes that follow carry them to the partners. */
export function addIssueCommands(program: Command, calls: Calls): void {
  const textOf = async (file: string): Promise<string> =>
    file === "-" ? calls.streams.read() : readFileSync(resolve(calls.streams.cwd, file), "utf8");

  program
    .command("new")
    .description("create an issue; prints its key")
    .requiredOption("--title <text>", "one line")
    .option("--body-file <file>", "its text in Markdown; - reads standard input")
    .option("--type <type>", "such as bug")
    .option("--status <status>", "such as New")
    .option("--priority <priority>", "such as high")
    .option("--assignee <name>", "Name, or Name <mail>")
    .option("--due <date>", "such as 2026-12-01")
    .option("--label <label>", "a label; may be repeated", collected, [])
    .option("--share <name>", "a connection to share it with; may be repeated", collected, [])
    .action((options: NewOptions, command: Command) =>
      calls.project(command, async (project) => {
        const unknown = options.share.find((name) => !project.store.connections().some((other) => other.name === name));
        if (unknown !== undefined) return commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: unknown } });
        const fields = newFields(options, options.bodyFile === undefined ? "" : await textOf(options.bodyFile));
        if (typeof fields === "string") return usage(fields);
        const change: TrackerChange = { fields, ...(options.share.length > 0 && { share: options.share }) };
        const outcome = await ask(project, { kind: "new issue", issue: freshId(), change });
        // Those that are named, and those whose filter has it.
        const shares = new Set(sharedOver(project, String(outcome.data["id"] ?? "")).map(({ id }) => id));
        const over = project.store.connections().filter(({ id, name }) => options.share.includes(name) || shares.has(id));
        const stay = refusedValues(project, over, fields).map(refusedSentence);
        return edited(outcome, (key) => [`${key} is created.`, ...stay].join("\n"));
      }),
    );

  program
    .command("comment")
    .description("add a comment")
    .argument("<key>", "key or id of the issue")
    .option("--text <text>", "what it says")
    .option("--file <file>", "a file that says it; - reads standard input")
    .option("--internal", "only for this side: it never travels, unless the contract says so")
    .action((key: string, options: { text?: string; file?: string; internal?: boolean }, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          if ((options.text === undefined) === (options.file === undefined))
            return usage("Say what the comment says: either --text or --file.");
          const body = options.text ?? (await textOf(options.file ?? "-"));
          if (body.trim() === "") return usage("A comment needs a text.");
          const comment = {
            id: freshId(),
            author: project.author,
            created: commentTime(),
            body,
            internal: options.internal ?? false,
          };
          const outcome = await ask(project, { kind: "edit issue", issue: row.id, change: { comments: [comment] } });
          return edited(outcome, (shown) => `Commented on ${shown}.`, { comment: comment.id });
        }),
      ),
    );

  program
    .command("delete")
    .description("delete an issue here, and at the partners where the contract says so; its file goes to the trash")
    .argument("<key>", "key or id of the issue")
    .action((key: string, _: unknown, command: Command) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) =>
          edited(await ask(project, { kind: "delete issue", issue: row.id }), (shown) => `${shown} is deleted.`),
        ),
      ),
    );

  for (const verb of ["share", "unshare"] as const)
    program
      .command(verb)
      .description(verb === "share" ? "share issues with a partner" : "no longer share issues with a partner, who keeps a copy")
      .argument("<key...>", "keys or ids of issues")
      .requiredOption("--with <name>", "the connection")
      .action((keys: string[], options: { with: string }, command: Command) =>
        calls.project(command, async (project) => shareAll(project, keys, options.with, verb === "share")),
      );
}

async function shareAll(project: OpenProject, keys: readonly string[], name: string, shared: boolean): Promise<Answer> {
  const rows: { readonly row: LocalIssue; readonly share: readonly string[] }[] = [];
  // All are looked at before the first is changed.
  for (const key of keys) {
    const row = await findIssue(project, key);
    if (!row || row.gone !== null) return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
    const share = shareEdit(project, row, name, shared);
    if (!share.ok) return commandFailed({ kind: "failed", ...share.failure });
    rows.push({ row, share: share.value(row.share) });
  }
  const issues: { readonly id: string; readonly key: string; readonly left?: Left }[] = [];
  const failures: Extract<Answer, { readonly kind: "failed" }>[] = [];
  for (const { row, share } of rows) {
    const outcome = await ask(project, { kind: "edit issue", issue: row.id, change: { share }, seen: { share: row.share } });
    if (outcome.kind === "failed") failures.push(commandFailed(outcome));
    else issues.push({ id: row.id, key: row.key, ...(!shared && { left: whatLeft(project, row.id, name) }) });
  }
  const keysShown = issues.map(({ key }) => plainText(key)).join(", ");
  const said =
    issues.length === 0
      ? []
      : shared
        ? [`${keysShown} ${issues.length === 1 ? "is" : "are"} shared with ${name}.`, ...refusedOver(project, name, rows)]
        : unsharedSentences(name, issues);
  const document = { connection: name, issues };
  const [first] = failures;
  if (!first) return answer(document, { notes: said });
  return { ...first, message: [...failures.map(({ message }) => message), ...said].join(" "), besides: document };
}

/** What of these issues the partner does not get; of many issues the same is said once. */
function refusedOver(project: OpenProject, name: string, rows: readonly { readonly row: LocalIssue }[]): readonly string[] {
  const over = project.store.connections().filter((connection) => connection.name === name);
  return [...new Set(rows.flatMap(({ row }) => refusedValues(project, over, row.fields).map(refusedSentence)))];
}

/** A sentence says what is wrong. */
function newFields(options: NewOptions, body: string): Readonly<Record<string, Value>> | string {
  const { title, type, status, priority, assignee, due } = options;
  const typed = { title, type, status, priority, assignee, due, body, labels: options.label.join(",") };
  const fields: Record<string, Value> = {};
  for (const [name, text] of Object.entries(typed)) {
    if (text === undefined) continue;
    const value = fieldValue(name, text);
    if (!value.ok) return value.failure;
    if (value.value !== null) fields[name] = value.value;
  }
  return fields;
}

export async function withIssue(project: OpenProject, key: string, work: (row: LocalIssue) => Promise<Answer>): Promise<Answer> {
  const row = await findIssue(project, key);
  return row && row.gone === null ? work(row) : commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
}

function edited(outcome: CommandOutcome, said: (key: string) => string, more: Readonly<Record<string, string>> = {}): Answer {
  if (outcome.kind === "failed") {
    const { id, key } = outcome.data;
    return { ...commandFailed(outcome), ...(outcome.code === "PARTLY_TAKEN" && { besides: { id, key } }) };
  }
  const key = plainText(String(outcome.data["key"] ?? ""));
  return answer({ id: outcome.data["id"], key: outcome.data["key"], ...more }, { lines: [key], repeated: true, notes: [said(key)] });
}

function freshId(): string {
  return newId(Date.now(), randomBytes(10));
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
