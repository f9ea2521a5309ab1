import type { Command } from "commander";
import type { OpenProject } from "../app/open-project.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { type Value, isSet } from "../model/value.ts";
import type { Calls } from "./calls.ts";
import { usage } from "./failures.ts";
import { changedFields, settableFields } from "./field-arguments.ts";
import { editEach } from "./several-issues.ts";

/** Fields of one issue or of several at once. */
export function addFieldCommands(program: Command, calls: Calls): void {
  program
    .command("set")
    .description(
      "change fields: title, body, type, status, priority, labels, assignee, due, and the project's own. Empty clears; labels+=x adds, labels-=x removes",
    )
    .usage("[options] <key...> <field=value...>")
    .argument("<key>", "keys or ids of issues")
    .argument("<field=value...>", "what to change")
    .action((key: string, words: string[], _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const first = words.findIndex((word) => /^[A-Za-z][\w-]*\+?=/.test(word));
        if (first < 0) return usage(`"${words.at(-1) ?? ""}" is not of the form FIELD=VALUE.`);
        return editEach(project, [key, ...words.slice(0, first)], (row) => fieldEdit(project, row, words.slice(first)));
      }),
    );

  program
    .command("label")
    .description("add labels to issues, or take them away")
    .argument("<key...>", "keys or ids of issues")
    .option("--add <label>", "a label that they get; may be repeated", collected, [])
    .option("--remove <label>", "a label that they lose; may be repeated", collected, [])
    .action((keys: string[], { add, remove }: { add: readonly string[]; remove: readonly string[] }, command: Command) =>
      calls.project(command, async (project) => {
        if (add.length + remove.length === 0) return usage("Say which label: --add LABEL or --remove LABEL.");
        const words = [...add.map((label) => `labels+=${label}`), ...remove.map((label) => `labels-=${label}`)];
        return editEach(project, keys, (row) => fieldEdit(project, row, words));
      }),
    );
}

/** The edit that words such as `status=Done` ask for, or what is wrong with them. A list is given as it is seen now, with what it was. */
async function fieldEdit(project: OpenProject, row: LocalIssue, words: readonly string[]) {
  const [present] = (await project.tracker.read([row.id])) ?? [];
  const before: Readonly<Record<string, Value>> = present?.fields ?? row.fields;
  const fields = changedFields(words, before, settableFields(project.file));
  if (!fields.ok) return usage(fields.failure);
  const lists = Object.keys(fields.value).filter((name) => isSet(fields.value[name] ?? null) || isSet(before[name] ?? null));
  const seen = lists.length > 0 && { seen: { fields: Object.fromEntries(lists.map((name) => [name, before[name] ?? null])) } };
  return { kind: "edit issue" as const, issue: row.id, change: { fields: fields.value }, ...seen };
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
