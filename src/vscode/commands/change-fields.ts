import { fieldChoices } from "../../app/field-choices.ts";
import { canonicalValue } from "../../model/value.ts";
import { valueFromText } from "../../model/typed-text.ts";
import type { FieldKind, Value } from "../../model/value.ts";
import { labelsOf, textOf } from "../../view/issue-item.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { USUAL_VALUES } from "../../view/usual-values.ts";
import type { Ferry } from "../ferry.ts";
import type { Commands } from "./command.ts";
import { editFields } from "./field-edits.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { pickLabels, pickValue } from "./pick-value.ts";

/** Status, priority, labels and assignee, of one issue or of many at once. */
export function fieldCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    changeStatus: async (...given: Given) => changeField(ferry, await choice.several(given), "status", "option"),
    changePriority: async (...given: Given) => changeField(ferry, await choice.several(given), "priority", "option"),
    assignIssue: async (...given: Given) => changeField(ferry, await choice.several(given), "assignee", "person"),
    changeLabels: async (...given: Given) => changeLabels(ferry, await choice.several(given)),
  } satisfies Commands;
}

async function changeField(ferry: Ferry, chosen: readonly Chosen[], field: string, kind: FieldKind): Promise<void> {
  const [first] = chosen;
  if (!first) return;
  const keys = chosen.map(({ issue }) => issue.key);
  const texts = new Set(chosen.map(({ issue }) => textOf(issue.fields[field])));
  const [only = ""] = texts;
  const { author } = first.live.project;
  const found = fieldChoices(first.live, field);
  const known = new Set(found.map(({ value }) => value));
  const usual = kind === "person" ? [nameOf(author)] : (USUAL_VALUES[field] ?? []);
  // Words of a project that has its own are not mixed with ours.
  const added = kind === "person" || found.length < 2 ? usual.filter((value) => !known.has(value)) : [];
  const picked = await pickValue({
    title: PROMPT_WORDS.pickValue(field, keys),
    choices: [...found, ...added.map((value) => ({ value, used: 0 }))],
    present: texts.size === 1 && only !== "" ? only : null,
    ...(kind === "person" && { notes: new Map([[nameOf(author), PROMPT_WORDS.me]]) }),
  });
  if (picked === undefined) return;
  const value = picked === null ? null : typedValue(kind, picked, chosen, field);
  await editFields(
    ferry,
    chosen.map((one) => ({ ...one, field, valueIn: () => value })),
    (changed) => PROMPT_WORDS.changed(changed, field, value),
  );
}

/** A person that is known already keeps the mail address that goes with the name. */
function typedValue(kind: FieldKind, text: string, chosen: readonly Chosen[], field: string): Value {
  if (kind !== "person") return canonicalValue(text);
  for (const { live } of chosen)
    for (const { fields } of live.index.issues.values()) {
      const value = fields[field];
      if (typeof value === "object" && value !== null && "name" in value && value.name === text) return value;
    }
  const typed = valueFromText(kind, text);
  return typed.ok ? typed.value : null;
}

function nameOf(author: string): string {
  return author.replace(/\s*<[^<>]*>\s*$/, "");
}

async function changeLabels(ferry: Ferry, chosen: readonly Chosen[]): Promise<void> {
  const [first] = chosen;
  if (!first) return;
  const have = new Map<string, number>();
  for (const { issue } of chosen) for (const label of labelsOf(issue)) have.set(label, (have.get(label) ?? 0) + 1);
  const title = PROMPT_WORDS.pickValue(
    "labels",
    chosen.map(({ issue }) => issue.key),
  );
  const picked = await pickLabels(title, fieldChoices(first.live, "labels"), chosen.length, have);
  if (picked === undefined) return;
  const added = picked.filter((label) => have.get(label) !== chosen.length);
  const removed = Array.from(have).flatMap(([label, some]) => (some === chosen.length && !picked.includes(label) ? [label] : []));
  await editFields(
    ferry,
    // What somebody else added while the box was open stays.
    chosen.map((one) => ({ ...one, field: "labels", valueIn: (now) => labelled(labelsOf(now), added, removed) })),
    (changed) => PROMPT_WORDS.labelsChanged(changed, added, removed),
  );
}

/** Labels with some added and some taken away. */
export function labelled(present: readonly string[], added: readonly string[], removed: readonly string[]): Value {
  return canonicalValue([...present.filter((label) => !removed.includes(label)), ...added]);
}
