import type { ContractField, ContractTerms } from "../model/contract.ts";
import {
  type Block,
  type Choice,
  type Control,
  type FormPath,
  type FormSection,
  type FormValue,
  type Group,
  type Typed,
  type WordTable,
  idOf,
} from "./form-model.ts";
import { few } from "./form-offers.ts";
import { type Written, at, mapAt, typedText } from "./form-values.ts";
import { plainText } from "./plain-text.ts";

interface MappingState {
  readonly written: Written;
  readonly terms: ContractTerms;
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly people: readonly string[];
  /** Kinds of this project's fields. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly partner: string;
}

/** Rows of one table on the page. */
const MOST_ROWS = 200;

/** This side's own words, which are never sent. */
export function mappingSection(state: MappingState): FormSection {
  const { written, terms, partner } = state;
  const known = terms.fields.map(({ name }) => name);
  const others = [...new Set(["values", "fields", "templates"].flatMap((part) => Object.keys(mapAt(at(written, part)))))].filter(
    (name) => !known.includes(name),
  );
  return {
    id: "mapping",
    heading: "Your words and theirs",
    intro: `How the contract's words stand in this project. All of it stays here: ${plainText(partner)} never sees it.`,
    blocks: [
      ...terms.fields.map((field) => fieldGroup(field, state)),
      ...others.map((name) => fieldGroup({ name, kind: "option", direction: "both", policy: "primary" }, state)),
      peopleGroup(state),
      fixedGroup(state),
    ],
  };
}

function fieldGroup(field: ContractField, state: MappingState): Group {
  const { written, own, terms, partner } = state;
  const { name, kind } = field;
  const here = typedText(at(written, "fields", name));
  const table = at(written, "values", name);
  const template = at(written, "templates", name);
  const hasWords = kind === "option" || kind === "set" || kind === "scalar" || table !== undefined;
  const isText = name === "title" || name === "body" || kind === "text";
  const shared = name === "type" ? terms.types : (field.values ?? []);
  const ours = own.get(here === "" ? name : here) ?? [];
  const facts = [
    ...(here === "" ? [] : [`called ${plainText(here)} here`]),
    ...(table === undefined ? [] : [wordsSummary(table)]),
    ...(template === undefined ? [] : ["with a text around it"]),
  ];
  const blocks: Block[] = [];
  if (name !== "title" && name !== "body")
    blocks.push({
      kind: "text",
      id: idOf(["fields", name]),
      label: "Called here",
      path: ["fields", name],
      value: here,
      typed: "text",
      mayGo: true,
      empty: name,
      offers: [...own.keys()],
      said: [],
    });
  if (hasWords && !isText) blocks.push(...tables(["values", name], table, partner, ours, shared));
  if (kind === "text" || kind === "scalar") blocks.push(...templates(name, template, partner));
  return {
    kind: "group",
    id: idOf(["mapping", name]),
    label: plainText(name),
    summary: facts.length === 0 ? "the same here" : facts.join("; "),
    said: [],
    blocks,
    buttons: [],
  };
}

function wordsSummary(table: FormValue): string {
  const count = (side: string): number => Object.keys(mapAt(at(table, side))).length;
  const rest = at(table, "otherwise") ?? "same";
  const others = rest === "same" ? "others as they are" : rest === REFUSE ? "others refused" : "others by direction";
  return `${count("send")} of your words, ${count("receive")} of theirs; ${others}`;
}

function tables(
  path: FormPath,
  table: FormValue | undefined,
  partner: string,
  ours: readonly string[],
  shared: readonly string[],
): Block[] {
  const theirs = [
    ...new Set([...shared, ...Object.keys(mapAt(at(table, "receive"))), ...Object.values(mapAt(at(table, "send"))).map(typedText)]),
  ];
  const words = [
    ...new Set([...ours, ...Object.keys(mapAt(at(table, "send"))), ...Object.values(mapAt(at(table, "receive"))).map(typedText)]),
  ];
  const without = (list: readonly string[], side: "send" | "receive"): string[] =>
    list.filter((word) => word !== REFUSE && !Object.hasOwn(mapAt(at(table, side)), word));
  const name = plainText(partner);
  const side = (direction: "send" | "receive"): WordTable => ({
    kind: "table",
    id: idOf([...path, direction]),
    label: direction === "send" ? `What goes to ${name}` : `What comes from ${name}`,
    path: [...path, direction],
    columns: direction === "send" ? ["Here", "Becomes"] : [`At ${name}`, "Becomes here"],
    ...rowsOf([...path, direction], mapAt(at(table, direction))),
    offers:
      direction === "send"
        ? [without(words, "send"), [...theirs.filter((word) => word !== REFUSE), REFUSE]]
        : [without(theirs, "receive"), [...words.filter((word) => word !== REFUSE), REFUSE]],
    values: "text",
    said: [],
  });
  return [side("send"), rest(path, table, "send", theirs), side("receive"), rest(path, table, "receive", words)];
}

const REFUSE = "refuse";

/** What becomes of all other words, in one direction; the other direction stays as it is. */
function rest(path: FormPath, table: FormValue | undefined, direction: "send" | "receive", words: readonly string[]): Control {
  const given = at(table, "otherwise") ?? "same";
  const now = (side: "send" | "receive"): string => (typeof given === "string" ? given : typedText(at(given, side)) || "same");
  const other = direction === "send" ? "receive" : "send";
  const value = (word: string): FormValue => {
    const whole = { [direction]: word, [other]: now(other) };
    const isOne = word === now(other) && (word === "same" || word === REFUSE);
    return isOne ? word : { send: whole["send"] ?? "same", receive: whole["receive"] ?? "same" };
  };
  const offered = few([...new Set([now(direction), ...words])].filter((word) => word !== "same" && word !== REFUSE));
  const choices: Choice[] = [
    { label: direction === "send" ? "Go as they are" : "Stand here as they are", value: value("same") },
    { label: direction === "send" ? "Are refused: the issue stays here" : "Are refused: the old value stays", value: value(REFUSE) },
    ...offered.map((word) => ({ label: `Become ${plainText(word)}`, value: value(word) })),
  ];
  const chosen = choices.findIndex((one) => JSON.stringify(one.value) === JSON.stringify(value(now(direction))));
  return {
    kind: "choice",
    id: idOf([...path, "otherwise", direction]),
    label: "All other words",
    path: [...path, "otherwise"],
    chosen: Math.max(0, chosen),
    choices,
    said: [],
  };
}

function templates(name: string, template: FormValue | undefined, partner: string): Block[] {
  const one = (direction: "send" | "receive", label: string): Block => ({
    kind: "text",
    id: idOf(["templates", name, direction]),
    label,
    path: ["templates", name, direction],
    value: typedText(at(template, direction)),
    typed: "text",
    mayGo: true,
    empty: `{${name}}`,
    offers: [],
    said: [],
  });
  return [one("send", `Text that goes to ${plainText(partner)}`), one("receive", `Text that stands here when theirs comes`)];
}

function peopleGroup({ written, people, partner }: MappingState): Group {
  const table = at(written, "people");
  const emails = at(written, "emails") === true;
  return {
    kind: "group",
    id: "people-group",
    label: "People",
    summary: [...(table === undefined ? [] : [wordsSummary(table)]), emails ? "mail addresses travel" : "mail addresses stay here"].join(
      "; ",
    ),
    said: [],
    blocks: [
      {
        kind: "check",
        id: "emails",
        label: "Mail addresses travel with names",
        path: ["emails"],
        value: emails,
        said: [],
      },
      ...tables(["people"], table, partner, people, []),
    ],
    buttons: [],
  };
}

function fixedGroup({ written, own, kinds }: MappingState): Group {
  const rows = mapAt(at(written, "fixed"));
  const names = [...own.keys()].filter((name) => !Object.hasOwn(rows, name));
  const count = Object.keys(rows).length;
  return {
    kind: "group",
    id: "fixed-group",
    label: "Set on arrival",
    summary: count === 0 ? "nothing" : Object.keys(rows).map(plainText).join(", "),
    said: [],
    blocks: [
      {
        kind: "table",
        id: "fixed",
        label: "Fields of yours that are set when something arrives, whatever arrives",
        path: ["fixed"],
        columns: ["Your field", "Is set to"],
        ...rowsOf(["fixed"], rows),
        offers: [names, []],
        values: Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, typedBy(kind)])),
        said: [],
      },
    ],
    buttons: [],
  };
}

function typedBy(kind: string): Typed {
  return kind === "number" || kind === "boolean" ? kind : kind === "set" ? "list" : "text";
}

function rowsOf(path: FormPath, rows: Written): Pick<WordTable, "rows" | "more"> {
  const all = Object.entries(rows);
  return {
    rows: all.slice(0, MOST_ROWS).map(([key, value]) => ({ id: idOf([...path, key]), key, value: typedText(value), said: [] })),
    more: Math.max(0, all.length - MOST_ROWS),
  };
}
