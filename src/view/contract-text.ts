import type { ContractField, ContractTerms, Role } from "../model/contract.ts";
import type { ContractDifference } from "./contract-difference.ts";
import { plainText } from "./plain-text.ts";

/** From which side a contract is read. `partner`: what people call the other one. */
export interface Reader {
  readonly role: Role;
  readonly partner: string;
}

/** A contract as a page to read, in short lines: two of them stand side by side where a new one is reviewed. */
export function contractText(terms: ContractTerms, reader: Reader): string[] {
  const partner = plainText(reader.partner);
  const kept = "The other value is kept, and can be brought back.";
  const fields = (title: string, who: Changer): string[] =>
    section(
      title,
      terms.fields.filter((field) => changerOf(field, reader.role) === who).map((field) => `${plainText(field.name)}${aside(field)}`),
    );
  const winners = (wins: Role): string[] =>
    terms.fields
      .filter(({ direction, policy, kind }) => direction === "both" && policy === wins && kind !== "set")
      .map(({ name }) => plainText(name));
  const [ours, theirs] = [winners(reader.role), winners(reader.role === "primary" ? "secondary" : "primary")];
  const stands = [
    ...(theirs.length > 0 ? [`${partner}'s value stands${ours.length > 0 ? ` in: ${theirs.join(", ")}` : "."}`] : []),
    ...(ours.length > 0 ? [`Yours stands${theirs.length > 0 ? ` in: ${ours.join(", ")}` : "."}`] : []),
  ];
  return [
    ...section("Types of issues that are exchanged", [terms.types.map(plainText).join(", ")]),
    ...fields("What both sides change", "both"),
    ...fields("What only you change", "you"),
    ...fields(`What only ${partner} changes`, "partner"),
    ...(stands.length > 0 ? section("If both sides change the same at once", [...stands, kept]) : []),
    ...section("Comments", [COMMENTS[terms.comments]]),
    ...section("Deleted issues", [DELETES[terms.deletes]]),
    ...section("Attachments and links between issues", ["They do not travel."]),
  ].slice(0, -1);
}

/** What a later contract changes, a sentence each; empty: nothing. */
export function changeSentences(difference: ContractDifference, reader: Reader): string[] {
  const names = (list: readonly string[]): string => list.map(plainText).join(", ");
  const { typesAdded, typesRemoved, fieldsAdded, fieldsRemoved, fieldsChanged, rulesChanged } = difference;
  return [
    ...(typesAdded.length > 0 ? [`Exchanged from now on: issues of the type ${names(typesAdded)}.`] : []),
    ...(typesRemoved.length > 0 ? [`No longer exchanged: issues of the type ${names(typesRemoved)}.`] : []),
    ...fieldsAdded.map((field) => `Exchanged from now on: ${fieldWords(field, reader)}.`),
    ...(fieldsRemoved.length > 0 ? [`No longer exchanged: ${names(fieldsRemoved.map(({ name }) => name))}.`] : []),
    ...fieldsChanged.map(({ after }) => `Changed: ${fieldWords(after, reader)}.`),
    ...rulesChanged.flatMap(({ name, after }) => RULES[name]?.(after) ?? []),
  ];
}

const COMMENTS: Readonly<Record<ContractTerms["comments"], string>> = {
  all: "All travel, internal ones too.",
  public: "Public ones travel; internal ones stay where they are.",
  none: "None travels.",
};

const DELETES: Readonly<Record<ContractTerms["deletes"], string>> = {
  propagate: "They are deleted at the other side, too. It can bring them back.",
  keep: "The other side keeps its copy.",
};

const RULES: Readonly<Record<string, (after: string) => string>> = {
  comments: (after) => `Comments: ${COMMENTS[after as keyof typeof COMMENTS]}`,
  deletes: (after) => `Deleted issues: ${DELETES[after as keyof typeof DELETES]}`,
};

type Changer = "both" | "you" | "partner";

function changerOf({ direction }: ContractField, role: Role): Changer {
  if (direction === "both") return "both";
  return (direction === "to-secondary") === (role === "primary") ? "you" : "partner";
}

/** `status (New or Done), changed by both sides; if both change it at once, Acme's value stands`. */
function fieldWords(field: ContractField, reader: Reader): string {
  const partner = plainText(reader.partner);
  const changed = { both: "changed by both sides", you: "changed by you alone", partner: `changed by ${partner} alone` };
  const who = changerOf(field, reader.role);
  const stands = field.policy === reader.role ? "yours" : `${partner}'s`;
  const wins = who === "both" && field.kind !== "set" ? `; if both change it at once, ${stands} stands` : "";
  return `${plainText(field.name)}${aside(field)}, ${changed[who]}${wins}`;
}

/** What kind of thing it is, where that is not the usual line of text. */
function aside({ kind, values }: ContractField): string {
  if (values) return ` (${values.map(plainText).join(", ")})`;
  const words = KINDS[kind];
  return words === undefined ? "" : ` (${words})`;
}

const KINDS: Readonly<Partial<Record<ContractField["kind"], string>>> = {
  text: "merged line by line",
  set: "what both add and take away is merged",
  person: "a name",
  number: "a number",
  date: "a date",
  boolean: "yes or no",
};

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}
