import type { Role } from "../../src/model/contract.ts";
import { type Mapping, DEFAULT_MAPPING, REFUSE } from "../../src/model/mapping.ts";
import type { Letter } from "./simulated-project.ts";
import { type TrackerNature, exact, lower, picky, upper } from "./tracker-nature.ts";

/** What may happen in a history besides edits of fields and passes. */
export type Feature =
  | "comments"
  | "deletes"
  | "scope"
  | "new issues"
  | "stops"
  | "contracts"
  | "answers"
  | "crashes"
  | "ends at writes"
  | "exchange faults"
  | "disk faults"
  | "attacks"
  | "unsaved"
  | "stale saves"
  | "races"
  | "retries"
  | "two processes"
  | "renewals"
  | "restores"
  | "copies"
  | "identities"
  /** With `files` contracts name them, and their terms change in the middle. */
  | "files"
  | "links"
  | "part faults"
  /** People ask their partner for contents, lists, trails and comparisons. */
  | "operations"
  /** With `operations`: contents take the place of others at the partner, and are taken back. */
  | "replaces";

export interface Variant {
  readonly name: string;
  readonly policy: Role;
  readonly natures: Readonly<Record<Letter, TrackerNature>>;
  readonly mappings: Readonly<Record<Letter, Mapping>>;
  /** Whether values may be refused anywhere: then one editor alone may lose one. */
  readonly refusals: boolean;
  readonly small: boolean;
  readonly editors: readonly Letter[];
  readonly issues: number;
  readonly features: ReadonlySet<Feature>;
}

interface Trackers {
  readonly name: string;
  readonly natures: Variant["natures"];
  readonly mappings?: Variant["mappings"];
  readonly refusals?: true;
}

/** Refuses some statuses by its value table. */
function refusing(numbers: readonly number[], direction: "send" | "receive"): Mapping {
  const table = Object.fromEntries(numbers.map((number) => [`status~${number};`, REFUSE]));
  const none = {};
  return {
    ...DEFAULT_MAPPING,
    values: { status: { send: direction === "send" ? table : none, receive: direction === "receive" ? table : none, otherwise: "same" } },
  };
}

const EVERY_SECOND = Array.from({ length: 200 }, (_, i) => i * 2 + 1);
const EVERY_THIRD = Array.from({ length: 200 }, (_, i) => i * 3 + 2);

const TRACKERS: readonly Trackers[] = [
  { name: "exact", natures: { P: exact, S: exact } },
  { name: "normalising", natures: { P: upper, S: lower } },
  { name: "secondary refuses", natures: { P: exact, S: picky(3) }, refusals: true },
  { name: "primary refuses", natures: { P: picky(3), S: exact }, refusals: true },
  { name: "both refuse", natures: { P: picky(3), S: picky(2) }, refusals: true },
  {
    name: "both refuse by mapping",
    natures: { P: exact, S: exact },
    mappings: { P: refusing(EVERY_THIRD, "receive"), S: refusing(EVERY_SECOND, "receive") },
    refusals: true,
  },
  {
    name: "lossy mappings",
    natures: { P: exact, S: exact },
    mappings: { P: refusing(EVERY_THIRD, "send"), S: refusing(EVERY_SECOND, "send") },
    refusals: true,
  },
];

const EDITORS: readonly (readonly Letter[])[] = [["P", "S"], ["P"], ["S"]];
const POLICIES: readonly Role[] = ["primary", "secondary"];

function variants(name: string, trackers: readonly Trackers[], issues: number, features: readonly Feature[]): Variant[] {
  return POLICIES.flatMap((policy) =>
    trackers.flatMap((tracker) =>
      [false, true].flatMap((small) =>
        EDITORS.map((editors) => ({
          name: `${name}, ${tracker.name}, ${policy} wins, ${small ? "small" : "unique"} values, ${editors.join("+")}`,
          policy,
          natures: tracker.natures,
          mappings: tracker.mappings ?? { P: DEFAULT_MAPPING, S: DEFAULT_MAPPING },
          refusals: tracker.refusals ?? false,
          small,
          editors,
          issues,
          features: new Set(features),
        })),
      ),
    ),
  );
}

const [EXACT, NORMALISING] = TRACKERS.slice(0, 1).concat(TRACKERS.slice(1, 2)) as [Trackers, Trackers];

/** By family: each history has one variant, and the families share the histories of a run. */
export const FAMILIES: Readonly<Record<string, readonly Variant[]>> = {
  /** One issue, edits of its fields, passes in any order: where the rules of merging and confirming show. */
  fields: variants("fields", TRACKERS, 1, []),
  races: variants("races", TRACKERS, 1, ["races", "unsaved", "retries"]),
  stale: variants("stale saves", [EXACT, NORMALISING], 1, ["stale saves", "unsaved"]),
  comments: variants("comments", [EXACT, NORMALISING], 1, ["comments", "races"]),
  deletes: variants("deletes", [EXACT], 1, ["deletes", "comments", "new issues"]),
  scope: variants("scope", [EXACT], 1, ["scope", "new issues", "comments"]),
  contracts: variants("contracts", [EXACT], 1, ["contracts", "stops", "unsaved"]),
  /** The secondary answers a new contract soon, and declines every other one. */
  answers: variants("answers", [EXACT], 1, ["contracts", "answers", "unsaved"]),
  crashes: variants("crashes", TRACKERS, 1, ["crashes", "exchange faults", "races", "identities"]),
  /** Processes end just before and just after writes to the tracker, and users edit before the next pass. */
  ends: variants("ends", TRACKERS, 1, ["crashes", "ends at writes", "comments", "races", "retries"]),
  /** Errors of the system, shares that lie, clocks that are wrong. */
  disks: variants("disks", [EXACT, NORMALISING], 2, ["disk faults", "exchange faults", "crashes", "comments", "new issues", "races"]),
  /** Power cuts, yesterday's folder, and somebody who writes into the exchange folder without a key. */
  attacks: variants("attacks", [EXACT, NORMALISING], 1, ["attacks", "exchange faults", "disk faults", "crashes", "new issues"]),
  /** Each side has two windows; the one that follows hands commands over and takes over when the other dies. */
  processes: variants("processes", [EXACT], 1, [
    "two processes",
    "crashes",
    "exchange faults",
    "comments",
    "stops",
    "races",
    "retries",
    "unsaved",
  ]),
  /** A side is put back to an earlier state once or twice, with or without its issues and the exchange folder. */
  restores: variants("restores", [EXACT, NORMALISING], 1, ["restores", "new issues", "identities"]),
  "restores and more": variants("restores and more", [EXACT], 1, [
    "restores",
    "new issues",
    "comments",
    "crashes",
    "exchange faults",
    "stops",
    "identities",
  ]),
  /** The state and the issues of a side are on two machines at once, until a person says which is the real one. */
  copies: variants("copies", [EXACT, NORMALISING], 1, ["copies", "new issues", "exchange faults", "crashes", "comments"]),
  /** Epoch keys are renewed after two messages, while files are lost and doubled, processes end, and partners stay away. */
  renewals: variants("renewals", [EXACT, NORMALISING], 1, ["renewals", "crashes", "exchange faults", "new issues", "comments"]),
  "renewals and restores": variants("renewals and restores", [EXACT], 1, [
    "renewals",
    "restores",
    "crashes",
    "exchange faults",
    "new issues",
  ]),
  /** Files and links of issues by hand at both sides, under contracts that change. */
  files: variants("files", [EXACT], 2, ["files", "links", "contracts", "new issues", "races"]),
  "files in scope": variants("files in scope", [EXACT], 2, ["files", "links", "contracts", "new issues", "scope", "deletes", "retries"]),
  /** Contents travel while parts of them are lost, cut, doubled and late, and processes end. */
  transfers: variants("transfers", [EXACT], 1, ["files", "part faults", "operations", "crashes", "exchange faults", "new issues"]),
  /** The same on machines whose disks and clocks fail, in the hands of two processes each. */
  "transfers of two processes": variants("transfers of two processes", [EXACT], 1, [
    "files",
    "links",
    "part faults",
    "operations",
    "contracts",
    "crashes",
    "exchange faults",
    "disk faults",
    "attacks",
    "two processes",
    "new issues",
    "stops",
  ]),
  /** Contents at the partner make room for others and are taken back, while users put there what they like and processes end. */
  "replaced files": variants("replaced files", [EXACT], 1, ["files", "operations", "replaces", "crashes", "exchange faults", "new issues"]),
  /** Processes end around writes of files and links, in issues that users edit, delete and take out of the trash before the next pass. */
  "files at ends": variants("files at ends", [EXACT], 2, ["files", "links", "comments", "deletes", "crashes", "ends at writes", "races"]),
  /** Editors save old texts with the files and links that stood in them. */
  "stale files": variants("stale files", [EXACT], 2, ["files", "links", "stale saves", "comments", "races", "crashes"]),
  /** A side is put back to an earlier state: its store, with or without its issues and the contents beside them; or these alone. */
  "restored files": variants("restored files", [EXACT], 2, ["files", "links", "operations", "restores", "new issues", "crashes"]),
  everything: variants("everything", TRACKERS, 2, [
    "comments",
    "deletes",
    "scope",
    "new issues",
    "stops",
    "contracts",
    "crashes",
    "exchange faults",
    "unsaved",
    "stale saves",
    "races",
    "retries",
    "identities",
  ]),
};

export const VARIANTS: readonly Variant[] = Object.values(FAMILIES).flat();
