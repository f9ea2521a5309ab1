import type { AttachmentLimits, ContractField, ContractTerms, Role } from "../model/contract.ts";
import type { ContractDifference, ContractRule } from "./contract-difference.ts";
import { plainText } from "./plain-text.ts";
import { attachmentWords, contentsWords, linkWords, workflowText } from "./term-words.ts";

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
    ...(terms.attachments === "none" && terms.links === "none"
      ? section("Attachments and links between issues", [attachmentWords("none")])
      : [...section("Attachments", [attachmentWords(terms.attachments)]), ...section("Links between issues", [linkWords(terms.links)])]),
    ...(terms.contents === undefined ? [] : section("Contents of attachments", [contentsWords(terms.contents)])),
  ].slice(0, -1);
}

/** Characters of a line that a comparison shows without cutting it, side by side in a window of usual width. */
const SIDE_BY_SIDE = 56;

/** The lines, none longer than that where it has spaces; what goes on stands as far in as its beginning. */
export function foldedLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? "";
    const folded: string[] = [];
    for (const word of line.slice(indent.length).split(" ")) {
      const last = folded.at(-1);
      if (last === undefined || last.length + 1 + word.length > SIDE_BY_SIDE) folded.push(indent + word);
      else folded[folded.length - 1] = `${last} ${word}`;
    }
    return folded;
  });
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
    ...fieldsChanged.map(({ name, before, after }) => `Changed: ${plainText(name)}: ${fieldChanges(before, after, reader).join("; ")}.`),
    ...rulesChanged.map(({ name, after }) => RULES[name](after)),
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

const RULES: Readonly<Record<ContractRule, (after: string) => string>> = {
  comments: (after) => `Comments: ${COMMENTS[after as keyof typeof COMMENTS]}`,
  deletes: (after) => `Deleted issues: ${DELETES[after as keyof typeof DELETES]}`,
  attachments: (after) => `Attachments: ${attachmentWords(attachmentsOf(after))}`,
  contents: (after) => `Contents of attachments: ${contentsWords(contentsOf(after))}`,
  links: (after) => `Links between issues: ${linkWords(after === "none" ? after : "known")}`,
};

/** As `contractDifference` names them. */
function attachmentsOf(term: string): ContractTerms["attachments"] {
  return term === "none" || term === "all" ? term : (JSON.parse(term) as ContractTerms["attachments"]);
}

function contentsOf(term: string): ContractTerms["contents"] {
  if (term === "on demand") return undefined;
  return term === "at once" ? term : (JSON.parse(term) as AttachmentLimits);
}

type Changer = "both" | "you" | "partner";

function changerOf({ direction }: ContractField, role: Role): Changer {
  if (direction === "both") return "both";
  return (direction === "to-secondary") === (role === "primary") ? "you" : "partner";
}

/** `status (New or Done), changed by both sides; if both change it at once, Acme's value stands`. */
function fieldWords(field: ContractField, reader: Reader): string {
  const wins = changerOf(field, reader.role) === "both" && field.kind !== "set" ? `; ${standsWords(field, reader)}` : "";
  return `${plainText(field.name)}${aside(field)}, changed ${changedBy(field, reader)}${wins}`;
}

function changedBy(field: ContractField, { role, partner }: Reader): string {
  return { both: "by both sides", you: "by you alone", partner: `by ${plainText(partner)} alone` }[changerOf(field, role)];
}

function standsWords({ policy }: ContractField, { role, partner }: Reader): string {
  return `if both change it at once, ${policy === role ? "yours" : `${plainText(partner)}'s`} stands`;
}

/** What is not as before in a field that differs: never empty. */
function fieldChanges(before: ContractField, after: ContractField, reader: Reader): string[] {
  const moved = before.direction !== after.direction;
  const told = before.policy !== after.policy || (moved && after.direction === "both" && after.kind !== "set");
  return [
    ...(before.kind === after.kind ? [] : [`${kindWords(after)}, before ${kindWords(before)}`]),
    ...valueChanges(before.values, after.values),
    ...stepChanges(before.workflow, after.workflow),
    ...(moved ? [`changed ${changedBy(after, reader)}, before ${changedBy(before, reader)}`] : []),
    ...(told ? [standsWords(after, reader)] : []),
  ];
}

function valueChanges(before: readonly string[] | undefined, after: readonly string[] | undefined): string[] {
  const names = (values: readonly string[]): string => values.map(plainText).join(", ");
  if (after === undefined) return before === undefined ? [] : [`any value, before only ${names(before)}`];
  if (before === undefined) return [`only ${names(after)}, before any value`];
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  if (added.length === 0 && removed.length === 0) return before.join("\n") === after.join("\n") ? [] : ["its values in another order"];
  return [...(added.length > 0 ? [`also ${names(added)}`] : []), ...(removed.length > 0 ? [`no longer ${names(removed)}`] : [])];
}

function stepChanges(before: ContractField["workflow"], after: ContractField["workflow"]): string[] {
  const [was, is] = [before && workflowText(before), after && workflowText(after)];
  if (was === is) return [];
  return [is === undefined ? "any value may follow another" : `only by the steps ${is}`];
}

function kindWords({ kind }: ContractField): string {
  return KINDS[kind] ?? "a line of text";
}

/** What kind of thing it is, where that is not the usual line of text. */
function aside({ kind, values, workflow }: ContractField): string {
  const steps = workflow ? `by the steps ${workflowText(workflow)}` : null;
  if (values) return ` (${values.map(plainText).join(", ")}${steps ? `; ${steps}` : ""})`;
  if (steps) return ` (${steps})`;
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
