import { DEFAULT_TERMS } from "../model/contract.ts";
import type { ContractTerms, Role } from "../model/contract.ts";
import { type Reader, contractText } from "./contract-text.ts";
import { type Block, type Choice, type Control, type FormPath, type FormSection, type FormValue, type Group, idOf } from "./form-model.ts";
import { type Written, at, listAt, mapAt, textsAt, typedText } from "./form-values.ts";
import { plainText } from "./plain-text.ts";

interface ContractState {
  readonly written: Written;
  readonly terms: ContractTerms;
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly reader: Reader;
  /** Secondary: what there is of a contract. */
  readonly stands: "none" | "proposed" | "in force" | null;
}

/** What both sides exchange: to be written where this side is the primary, to be read where the partner is. */
export function contractSection({ written, terms, own, reader, stands }: ContractState): FormSection {
  const partner = plainText(reader.partner);
  if (stands !== null) return readContract(terms, reader, stands);
  const contract = at(written, "contract") ?? (terms as unknown as FormValue);
  const fields = listAt(at(contract, "fields"));
  return {
    id: "contract",
    heading: "What is exchanged",
    intro: `The contract. You write it, since this side is the primary; ${partner} sees it when you publish it, and accepts or declines.`,
    blocks: [
      {
        kind: "words",
        id: "contract/types",
        label: "Types of issues",
        hint: "In the contract's words. Issues of another type stay here.",
        path: ["contract", "types"],
        words: textsAt(at(contract, "types")),
        offers: own.get("type") ?? [],
        said: [],
      },
      ...fields.map((field, i) => fieldGroup(field, i, reader, own)),
      {
        kind: "adder",
        id: "contract/fields",
        label: "Another field",
        button: "Add Field",
        offers: namesNotIn(fields, [...own.keys(), ...DEFAULT_TERMS.fields.map(({ name }) => name)]),
        path: ["contract", "fields", fields.length],
        name: "name",
        value: { kind: "scalar", direction: "both", policy: "primary" },
      },
      choice(contract, ["comments"], "Comments", COMMENTS),
      choice(contract, ["deletes"], "Deleted issues", DELETES),
      ...attachments(contract),
      ...contents(contract),
      choice(contract, ["links"], "Links between issues", LINKS),
    ],
  };
}

function readContract(terms: ContractTerms, reader: Reader, stands: NonNullable<ContractState["stands"]>): FormSection {
  const partner = plainText(reader.partner);
  const intro = {
    none: `${partner} writes the contract and has not published one yet. Until then your words are checked against the usual one, which is shown here.`,
    proposed: `The contract as ${partner} proposes it. It is in their words; only they can change it.`,
    "in force": `The contract that is in force. It is in ${partner}'s words; only they can change it.`,
  }[stands];
  const lines = contractText(terms, reader);
  return {
    id: "contract",
    heading: "What is exchanged",
    intro,
    blocks: [{ kind: "lines", id: "contract/text", label: "Contract", lines }],
  };
}

function fieldGroup(field: FormValue, i: number, reader: Reader, own: ContractState["own"]): Group {
  const path = ["contract", "fields", i];
  const name = typedText(at(field, "name"));
  const kind = typedText(at(field, "kind"));
  const partner = plainText(reader.partner);
  const directions = directionChoices(partner);
  const policies = policyChoices(reader.role, partner);
  const direction = labelOf(directions, at(field, "direction"));
  const wins = at(field, "direction") === "both" && kind !== "set" ? [labelOf(policies, at(field, "policy"))] : [];
  return {
    kind: "group",
    id: idOf(path),
    label: plainText(name) || "(no name)",
    summary: [labelOf(KINDS, kind), `changed by ${middle(direction)}`, ...wins.map(middle)].map(plainText).join("; "),
    said: [],
    blocks: [
      {
        kind: "text",
        id: idOf([...path, "name"]),
        label: "Name",
        path: [...path, "name"],
        value: name,
        typed: "text",
        offers: [...own.keys()],
        said: [],
      },
      choice(field, ["kind"], "Kind", KINDS, path),
      choice(field, ["direction"], "Changed by", directions, path),
      ...(kind === "set" ? [] : [choice(field, ["policy"], "If both change it at once", policies, path)]),
      ...(["option", "scalar", "set"].includes(kind) ? [valueList(field, path, own.get(name) ?? [])] : []),
      ...(kind === "option" ? workflow(field, path) : []),
    ],
    buttons: [{ label: "Remove Field", spoken: `Remove Field: ${plainText(name)}`, deed: { do: "remove", path } }],
  };
}

function valueList(field: FormValue, path: FormPath, offers: readonly string[]): Block {
  return {
    kind: "words",
    id: idOf([...path, "values"]),
    label: "Allowed values",
    empty: "Any value.",
    path: [...path, "values"],
    words: textsAt(at(field, "values")),
    mayGo: true,
    offers,
    said: [],
  };
}

/** One row for each value that something is said of; the steps are told by commas. */
function workflow(field: FormValue, path: FormPath): Block[] {
  const steps = listAt(at(field, "workflow"));
  const listed = textsAt(at(field, "values"));
  const from = steps.map((step) => typedText(at(step, "from")));
  return [
    ...steps.map((step, i): Block => ({
      kind: "words",
      id: idOf([...path, "workflow", i]),
      label: `From ${plainText(from[i] ?? "")} to`,
      empty: "Nothing: it stays there.",
      path: [...path, "workflow", i, "to"],
      words: textsAt(at(step, "to")),
      offers: listed,
      said: [],
    })),
    {
      kind: "adder",
      id: idOf([...path, "workflow"]),
      label: steps.length === 0 ? "Only by steps (any value may follow another now): steps from" : "Steps from",
      button: "Add Steps",
      offers: listed.filter((value) => !from.includes(value)),
      path: [...path, "workflow", steps.length],
      name: "from",
      value: { to: [] },
    },
  ];
}

function attachments(contract: FormValue): Block[] {
  const given = at(contract, "attachments");
  const choices = [
    { label: "None travels", value: "none" },
    { label: "All travel", value: "all" },
    { label: "Some travel", value: isSome(given) ? given : { largest: 5_000_000 } },
  ];
  return [choice(contract, ["attachments"], "Attachments", choices), ...limits(given, ["contract", "attachments"], "attachment")];
}

/** When their contents travel: of no use where no attachment does. */
function contents(contract: FormValue): Block[] {
  const given = at(contract, "contents");
  if (given === undefined && at(contract, "attachments") === "none") return [];
  const choices = [
    { label: "Come when somebody gets them", value: null },
    { label: "Come by themselves", value: "at once" },
    { label: "Some come by themselves", value: isSome(given) ? given : { largest: 1_000_000 } },
  ];
  return [choice(contract, ["contents"], "Contents of attachments", choices), ...limits(given, ["contract", "contents"], "content")];
}

function isSome(given: FormValue | undefined): given is FormValue & object {
  return typeof given === "object" && given !== null;
}

/** Conditions that all must hold. */
function limits(given: FormValue | undefined, path: FormPath, noun: "attachment" | "content"): Block[] {
  if (!isSome(given)) return [];
  const many = noun === "attachment" ? "Attachments" : "Contents";
  const words = (key: string, label: string, empty: string): Block => ({
    kind: "words",
    id: idOf([...path, key]),
    label,
    empty,
    path: [...path, key],
    words: textsAt(at(given, key)),
    mayGo: true,
    offers: [],
    said: [],
  });
  return [
    {
      kind: "text",
      id: idOf([...path, "largest"]),
      label: `Largest ${noun}, in bytes`,
      path: [...path, "largest"],
      value: typedText(at(given, "largest")),
      typed: "number",
      mayGo: true,
      empty: "any size",
      offers: [],
      said: [],
    },
    words("mediaTypes", `${many} of the types (such as image/*)`, "Any type."),
    words("names", `${many} with names (such as *.png)`, "Any name."),
  ];
}

/** What is written and none of the choices is shown as it is, too. */
function choice(
  around: FormValue | undefined,
  inside: FormPath,
  label: string,
  choices: readonly Choice[],
  before: FormPath = ["contract"],
): Control {
  const value = at(around, ...inside);
  const found = choices.findIndex((one) => JSON.stringify(one.value) === JSON.stringify(value ?? null));
  const isOther = found < 0;
  const other = value === undefined ? "(nothing)" : plainText(typedText(value));
  const path = [...before, ...inside];
  return {
    kind: "choice",
    id: idOf(path),
    label,
    path,
    chosen: isOther ? 0 : found,
    choices: isOther ? [{ label: other, value: value ?? null }, ...choices] : choices,
    said: [],
  };
}

function labelOf(choices: readonly Choice[], value: FormValue | undefined): string {
  return choices.find((one) => one.value === value)?.label ?? typedText(value);
}

/** In the middle of a sentence; a partner's name stays as it is. */
function middle(text: string): string {
  return /^(?:Both|You|Your) /.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}

function namesNotIn(fields: readonly FormValue[], names: readonly string[]): string[] {
  const there = fields.map((field) => typedText(at(mapAt(field), "name")));
  return [...new Set(names)].filter((name) => !there.includes(name));
}

const KINDS: readonly Choice[] = [
  { value: "scalar", label: "A line of text" },
  { value: "text", label: "A text, merged line by line" },
  { value: "option", label: "One of some words" },
  { value: "set", label: "A list, such as labels" },
  { value: "person", label: "A person" },
  { value: "number", label: "A number" },
  { value: "date", label: "A date" },
  { value: "boolean", label: "Yes or no" },
];

const COMMENTS: readonly Choice[] = [
  { value: "public", label: "Public ones travel, internal ones stay here" },
  { value: "all", label: "All travel, internal ones too" },
  { value: "none", label: "None travels" },
];

const DELETES: readonly Choice[] = [
  { value: "propagate", label: "Are deleted at the other side, too" },
  { value: "keep", label: "Stay at the other side" },
];

const LINKS: readonly Choice[] = [
  { value: "none", label: "None travels" },
  { value: "known", label: "Those between issues that both sides have travel" },
];

function directionChoices(partner: string): readonly Choice[] {
  return [
    { value: "both", label: "Both sides" },
    { value: "to-secondary", label: "You alone" },
    { value: "to-primary", label: `${partner} alone` },
  ];
}

function policyChoices(role: Role, partner: string): readonly Choice[] {
  return [
    { value: role, label: "Your value stands" },
    { value: role === "primary" ? "secondary" : "primary", label: `${partner}'s value stands` },
  ];
}
