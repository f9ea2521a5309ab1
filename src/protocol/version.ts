/**
 * Versions of the protocol and what two sides have in common (docs/PROTOCOL.md 8). `major.minor` names a version of the protocol, whatever version
 * the program has; within one, messages only grow optional members. History:
 *   1.0  first version.
 */
export const VERSION = "1.0";

/** The least version a reader must speak to understand what we write. */
export const LEAST_VERSION = "1.0";

/** What this side speaks, the newest first. A development version stands here alone. */
export const SPEAKS: readonly string[] = [VERSION];

/** Takes identity files (docs/PROTOCOL.md 2, "Another identity key"). */
export const IDENTITY_CHANGE = "identity-change";

/** Answers operations (docs/PROTOCOL.md 6): GetStatus and GetChecksums. */
export const OPERATIONS = "operations";

/** Answers GetIssueIds, too. */
export const ISSUE_LIST = "issue-list";

/** Takes files and links as parts of an issue, where the contract has them (docs/PROTOCOL.md 4). */
const ATTACHMENTS = "attachments";
const LINKS = "links";

/** Contents of attachments travel (docs/PROTOCOL.md 6, "Contents"). */
export const FILES = "files";

/** Fetches contents as soon as they are agreed on, where the contract says so (docs/PROTOCOL.md 4). */
const CONTENTS = "contents";

/** Takes alarms (docs/PROTOCOL.md 6). */
export const ALARMS = "alarms";

/** Names of features beyond the messages of 1.0 that this side has; a feature is used only if both have it. */
export const CAPABILITIES: readonly string[] = [
  "workflow",
  IDENTITY_CHANGE,
  OPERATIONS,
  ISSUE_LIST,
  ATTACHMENTS,
  LINKS,
  FILES,
  CONTENTS,
  ALARMS,
];

export type CommonVersion =
  | { readonly kind: "common"; readonly version: string }
  /** No version in common: one list begins after the other ends, or one side is under development. */
  | { readonly kind: "none"; readonly because: "partner is newer" | "partner is older" | "development version" | "unreadable" };

interface Version {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly development: boolean;
}

/**
 * The highest version both lists name. A side that lists a development version speaks nothing else, so it has a version in common only with
 * the very same one. Names outside the grammar are passed over.
 */
export function commonVersion(mine: readonly string[], theirs: readonly string[]): CommonVersion {
  const ours = spoken(mine);
  const other = spoken(theirs);
  const [ourBest] = ours;
  const [otherBest] = other;
  if (!ourBest || !otherBest) return { kind: "none", because: "unreadable" };
  const common = ours.find((version) => other.some((candidate) => candidate.text === version.text));
  if (common) return { kind: "common", version: common.text };
  if (ourBest.development || otherBest.development) return { kind: "none", because: "development version" };
  return { kind: "none", because: order(ourBest, otherBest) > 0 ? "partner is newer" : "partner is older" };
}

/** Whether a side that speaks these versions understands a message whose least version is `least`. */
export function understands(speaks: readonly string[], least: string): boolean {
  const wanted = parse(least);
  if (wanted === null) return false;
  return spoken(speaks).some((version) =>
    wanted.development || version.development
      ? version.text === wanted.text
      : version.major === wanted.major && version.minor >= wanted.minor,
  );
}

/** What a list means: readable names, the newest first; only the development versions when there are any. */
function spoken(names: readonly string[]): readonly Version[] {
  const versions = names
    .map(parse)
    .filter((version) => version !== null)
    .sort(order);
  const development = versions.filter((version) => version.development);
  return development.length > 0 ? development : versions;
}

function order(a: Version, b: Version): number {
  return b.major - a.major || b.minor - a.minor || (a.text < b.text ? 1 : -1);
}

function parse(text: string): Version | null {
  const found = /^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})(-(?:alpha|beta)\.(?:0|[1-9]\d{0,3}))?$/.exec(text);
  if (found === null) return null;
  return { text, major: Number(found[1]), minor: Number(found[2]), development: found[3] !== undefined };
}
