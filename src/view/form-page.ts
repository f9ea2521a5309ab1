import type { ContractTerms } from "../model/contract.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { connectionTitle } from "./connection-status.ts";
import { contractSection } from "./form-contract.ts";
import { mappingSection } from "./form-mapping.ts";
import { isOver } from "./connection-tree-row.ts";
import { fewOffers } from "./form-offers.ts";
import { type Block, type FormCommand, type FormPage, type FormSection, type NoForm, type Said, idOf } from "./form-model.ts";
import { type Place, idsIn, placeOfFault, placeOfPath, withSaid } from "./form-said.ts";
import { type ShareState, sharePart } from "./form-share.ts";
import { factsOf, statePart } from "./form-state.ts";
import { type Written, at, typedText } from "./form-values.ts";
import { flawSentence, isWarning } from "./mapping-flaws.ts";
import { plainText, shortText } from "./plain-text.ts";
import type { CheckShown } from "./settings-check.ts";
import { lackSentences } from "./would-leave.ts";

/** Everything that the page of a connection is made of. */
export interface FormState extends Pick<ShareState, "tried" | "counting" | "preview"> {
  readonly connection: ConnectionView;
  readonly written: Written;
  readonly terms: ContractTerms;
  readonly inForce: ContractTerms | null;
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly people: readonly string[];
  readonly kinds: Readonly<Record<string, string>>;
  readonly line: (path: readonly (string | number)[]) => number;
  /** Of the text as it is. */
  readonly check: Pick<CheckShown, "faults" | "flaws" | "lacks">;
  readonly dirty: boolean;
}

export function formPage(state: FormState): FormPage {
  const { connection, written, terms, inForce, check, dirty, line } = state;
  const partner = connectionTitle(connection);
  const broken = check.faults.length > 0;
  const stands = connection.role === "primary" ? null : connection.proposed ? "proposed" : inForce ? "in force" : "none";
  const reader = { role: connection.role, partner };
  const contract = contractSection({ ...state, reader, stands });
  const mapping = mappingSection({ ...state, partner });
  const sections = [sharing(written), contract, mapping];
  const ids = ["share", ...sections.flatMap(({ blocks }) => idsIn(blocks))];
  const paths = pathsOf(sections);
  const places = ids.map((id): Place => ({ id, line: line(paths.get(id) ?? id.split("/")) }));
  const told = [
    ...check.faults.map((fault) => ({
      tone: "bad" as const,
      text: plainText(fault.detail),
      at: placeOfFault(fault, places),
      line: fault.line,
    })),
    ...check.flaws.map((flaw) => ({
      tone: isWarning(flaw) ? ("waits" as const) : ("faint" as const),
      text: flawSentence(flaw),
      at: placeOfPath(flaw.path, places),
      line: flaw.line,
    })),
  ];
  const said = new Map<string, Said[]>();
  for (const { tone, text, at: where } of told) if (where !== null) said.set(where, [...(said.get(where) ?? []), { tone, text }]);
  const lacks = lackSentences(check.lacks).map((text) => ({ tone: "waits" as const, text, at: null, line: 1 }));
  const draft = connection.role === "primary" && !broken ? terms : null;
  return {
    kind: "form",
    title: partner,
    facts: factsOf(connection, dirty),
    state: statePart({ connection, inForce, draft, dirty, broken }),
    mend: [...told.filter(({ tone }) => tone !== "faint"), ...lacks],
    share: {
      ...sharePart({ ...state, share: typedText(at(written, "share") ?? "marked"), broken, over: isOver(connection), partner }),
      said: said.get("share") ?? [],
    },
    sections: sections.map((section) => ({ ...section, blocks: withSaid(fewOffers(section.blocks), said) })),
  };
}

function sharing(written: Written): FormSection {
  return {
    id: "forwarding",
    heading: "",
    intro: "",
    blocks: [
      {
        kind: "check",
        id: "forward",
        label: "Issues that came over another connection are shared here, too",
        path: ["forward"],
        value: at(written, "forward") === true,
        said: [],
      },
    ],
  };
}

/** Words may have a slash in them: an id is no path. */
function pathsOf(sections: readonly FormSection[]): Map<string, readonly (string | number)[]> {
  const paths = new Map<string, readonly (string | number)[]>();
  const note = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.kind === "group") note(block.blocks);
      else if (block.kind !== "lines") paths.set(block.id, block.path);
      if (block.kind === "table") for (const row of block.rows) paths.set(row.id, [...block.path, row.key]);
    }
  };
  for (const { blocks } of sections) note(blocks);
  paths.set(idOf(["share"]), ["share"]);
  return paths;
}

/** Where a part of the file stands on the page, and what is typed into a new row there; null: nowhere. `word`: the row of a table; empty: none. */
export function placeOnForm(
  { sections }: FormPage,
  { path, word }: { readonly path: readonly string[]; readonly word: string },
): { readonly id: string; readonly key: string } | null {
  const ids = ["share", ...sections.flatMap(({ blocks }) => idsIn(blocks))];
  const row = idOf([...path, word]);
  if (word !== "" && ids.includes(row)) return { id: row, key: "" };
  const id = placeOfPath(
    path,
    ids.map((one) => ({ id: one, line: 0 })),
  );
  return id === null ? null : { id, key: id === idOf(path) ? word : "" };
}

/** Why an edit of the page is not in the text. */
export const FORM_TOLD = {
  taken: "There is a row of that name already: change that one.",
  gone: "What this was about has changed meanwhile. Look again.",
  broken: "The text is written in a way that the form cannot edit. Open it as text.",
  refused: "The editor did not take the change.",
  notSaved: "The file could not be saved. What is typed stays in the editor.",
  unsaved: "This file has changes that are not saved, and you would accept without them. Save them, or take them back, and accept then.",
} as const;

/** Comments asked about by name; those beyond are counted. */
const NAMED_COMMENTS = 5;

/** Asked before comments of the file go with what they stand in: the page does not show them. */
export function asksComments(comments: readonly string[]): { readonly question: string; readonly detail: string; readonly yes: string } {
  const more = comments.length - NAMED_COMMENTS;
  const named = comments.slice(0, NAMED_COMMENTS).map((comment) => shortText(comment, 80));
  return {
    question: `Remove ${counted(comments.length, "comment")} of the file, too?`,
    detail: ["They stand in what is removed:", ...named, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"),
    yes: "Remove",
  };
}

/**
 * What becomes of edits that are not saved where a command of the page is run: what is saved is in force with the next pass, so only publishing saves,
 * and its button says so. Accepting puts the contract in force with what the file says: it waits until that is decided.
 */
export function unsavedAt(command: FormCommand): "saved" | "left" | "refused" {
  if (command === "publishConfiguration") return "saved";
  return command === "acceptUpdate" ? "refused" : "left";
}

/** Why there is no form: the text cannot be read. It is never overwritten. */
export function brokenForm(title: string, faults: readonly { readonly line: number; readonly detail: string }[]): NoForm {
  return {
    kind: "none",
    title: plainText(title),
    sentence:
      "The text of this file cannot be read, so there is no form for it. Nothing of it is changed; nothing is exchanged until it is mended.",
    faults: faults.map(({ line, detail }) => ({ line, text: `Line ${line}: ${plainText(detail)}` })),
  };
}

/** `restricted`: the folder is not trusted. */
export function strangeForm(title: string, restricted: boolean): NoForm {
  return {
    kind: "none",
    title: plainText(title),
    sentence: restricted
      ? "This folder is not trusted, so its connections are only shown as text. Trust it to work with them."
      : "This file is of no connection that is open here. It may have been removed, or its project cannot be opened now.",
    faults: [],
  };
}
