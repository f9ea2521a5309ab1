import { plainText } from "./plain-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

export interface Place {
  readonly at: string;
  readonly line?: number;
  readonly code: string;
  readonly detail?: string;
  /** What a name that is not known may stand for. */
  readonly near?: string;
}

/** A person may decide that what git has checked out is meant. */
function standHere(surface: Surface): string {
  return `If the issues are to be as they stand here from now on, say so with ${way(surface, "standHere")}.`;
}

/** Branch and what was found instead: names of branches and commits have no space in them. */
function part(detail: string, at: 0 | 1): string {
  return detail.split(" ")[at] ?? "";
}

/** Why git cannot be asked. */
const MUTE: ReadonlyMap<string, string> = new Map([
  ["missing", "git was not found on this machine"],
  ["silent", "git does not answer"],
  ["owner", "git does not trust it, since it belongs to somebody else"],
]);

/** `<field> <kind> <value>`: names of fields have no space in them. */
function badValue(detail: string): string {
  const [name = "", kind = "", ...words] = detail.split(" ");
  return `"${words.join(" ")}" is no ${FORMS.get(kind) ?? `value of ${name}`}, as ${name} is by .issue-ferry/project.yaml. No partner gets it as it stands.`;
}

const FORMS: ReadonlyMap<string, string> = new Map([
  ["number", "number such as 3 or 2.5"],
  ["boolean", "true or false"],
  ["date", "date such as 2026-12-01"],
  ["option", "text of one line"],
]);

const SENTENCES: ReadonlyMap<string, (detail: string, surface: Surface) => string> = new Map<
  string,
  (detail: string, surface: Surface) => string
>([
  [
    "YAML_COLON",
    (detail) => `the value of ${detail || "this key"} holds a colon or a number sign that YAML reads as its own. Put the value in quotes.`,
  ],
  ["YAML_BROKEN", (detail) => `the front matter is not valid YAML${detail && ` (${detail})`}. Correct it.`],
  ["YAML_DUPLICATE_KEY", (detail) => `the key ${detail} stands twice. Remove one.`],
  ["YAML_ALIAS", (detail) => `YAML aliases (*${detail}) are not taken. Write the value out.`],
  ["YAML_ANCHOR", (detail) => `YAML anchors (&${detail}) are not taken. Remove it.`],
  ["YAML_TAG", (detail) => `YAML tags (${detail}) are not taken. Remove it.`],
  ["YAML_MERGE_KEY", () => "YAML merge keys (<<) are not taken. Write the keys out."],
  ["YAML_NOT_A_MAP", () => "the front matter must be a list of `key: value` lines."],
  ["YAML_NOT_TEXT", (detail) => `${detail || "this key"} must be a text, or a plain list of texts.`],
  ["FRONT_MATTER_OPEN", () => "the front matter has no closing line `---`. Add it."],
  ["FRONT_MATTER_TOO_LARGE", () => "the front matter is too large. Move text into the body."],
  ["CONFLICT_MARKERS", () => "there are git conflict markers in the file. Resolve the conflict."],
  [
    "TWO_ISSUES",
    () =>
      "git has put two different issues with one key into this file. Keep one of them here, and put the other into a file of its own, without its line `key:`, so that it gets a key of its own.",
  ],
  ["BAD_DUE", (detail) => `"${detail}" is no date: write due as YYYY-MM-DD, such as 2026-12-01. No partner takes it as it stands.`],
  ["BAD_VALUE", (detail) => badValue(detail)],
  [
    "UNKNOWN_CONNECTION",
    (detail, surface) => `there is no connection "${detail}" to share it with. ${wayFirst(surface, "connections")} lists them.`,
  ],
  ["BAD_ATTACHMENT", (detail) => `"${detail}" is no item of a file. Remove the line: the files beside the issue get theirs by themselves.`],
  [
    "ATTACHMENT_MISSING",
    (detail, surface) =>
      `the file ${detail} is not beside the issue. Put it back into the folder of its files, get it from a partner who has it (${surface === "editor" ? '"Get File"' : "`issue-ferry get`"}), or remove its line: only that takes it away from the partners.`,
  ],
  [
    "ATTACHMENT_TAKEN",
    (detail) => `${detail} is a file of the partner, and another one lies in its place. It does not travel: give it another name.`,
  ],
  [
    "ATTACHMENT_NAME",
    (detail) => `the name of the file ${detail} cannot be used everywhere, or differs from another by case alone. Give it another one.`,
  ],
  [
    "ATTACHMENT_NO_FILE",
    (detail) => `${detail} beside the issue is a link, or has a second name elsewhere. Put a file of its own in its place.`,
  ],
  ["BAD_LINK", (detail) => `"${detail}" is no link. Write what it is and a key, such as "blocks ACME-9".`],
  ["LINK_TO_NOTHING", (detail) => `"${detail}" links to an issue that is not here.`],
  ["NO_TITLE", () => "the issue has no title. Begin the text with a line `# Title`."],
  ["BAD_ID", (detail) => `${detail ? `"${detail}"` : "this"} is no issue id. Remove the line to get a new id, or bring the old one back.`],
  ["BAD_KEY", (detail) => `${detail ? `"${detail}"` : "this"} is no key of this project. Remove the line to get a new key.`],
  [
    "DUPLICATE_ID",
    (detail) => `the id stands in ${detail || "another file"}, too. Remove the id line of the copy to make it an issue of its own.`,
  ],
  ["DUPLICATE_KEY", (detail) => `the key ${detail} stands in another file, too. Change one of them.`],
  ["BAD_COMMENT_ID", () => "a comment's mark is damaged. Remove it for a new comment, or bring the old one back."],
  ["DUPLICATE_COMMENT_ID", () => "two comments have the same mark. Remove the mark of the copy."],
  [
    "TEXT_BEFORE_COMMENTS",
    () => "there is text between `## Comments` and the first comment. Give it a heading `### Name`, or move it into the body.",
  ],
  ["TOO_LARGE", () => "the file is too large for an issue."],
  ["NOT_TEXT", () => "the file is no UTF-8 text."],
  ["NOT_REGULAR", () => "this is no ordinary file; links are not followed. Put a file in its place."],
  ["HARD_LINK", () => "the file has a second name elsewhere (a hard link). Make it a file of its own."],
  ["EMPTY_FILE", () => "the file is empty. Write a title, or delete it."],
  ["FOLDER_OUTSIDE", () => "the folder of the issues leads out of the project. Correct tracker.path in .issue-ferry/project.yaml."],
  [
    "TRASH_IS_NO_FOLDER",
    () => "the place for deleted issues is a link or a file; nothing is deleted meanwhile. Remove it: a folder is made when it is needed.",
  ],
  [
    "OTHER_BRANCH",
    (detail, surface) =>
      `the issues belong to the branch ${part(detail, 0)}, and git has ${part(detail, 1)} checked out here. Nothing is read, written or taken as deleted until you switch back. ${standHere(surface)}`,
  ],
  [
    "NO_BRANCH",
    (detail) =>
      `the issues belong to the branch ${part(detail, 0)}, and git has the commit ${part(detail, 1)} checked out here, on no branch. Nothing is read, written or taken as deleted until you switch back.`,
  ],
  [
    "OLDER_COMMIT",
    (detail, surface) =>
      `git has set the branch ${part(detail, 0)} back to the older commit ${part(detail, 1)}. Nothing is read, written or taken as deleted until it is where it was, or further. ${standHere(surface)}`,
  ],
  [
    "UNKNOWN_COMMIT",
    (detail, surface) =>
      `git does not know the commit ${part(detail, 1)} here, from which the issues of the branch ${part(detail, 0)} were read last, so that these may be older ones. Nothing is read, written or taken as deleted until you fetch it. ${standHere(surface)}`,
  ],
  [
    "GIT_MUTE",
    (detail, surface) => {
      const never = part(detail, 0) === "" ? ` If git keeps none of these issues, say so with ${way(surface, "standHere")}.` : "";
      return `the issues lie in a git repository, and ${MUTE.get(part(detail, 1)) ?? "git refuses to look at it"}, so that nobody knows which branch they are on. Nothing is read, written or taken as deleted until git answers. Try \`git status\` in that folder: it says what is to be done.${never}`;
    },
  ],
  [
    "GIT_UNDERWAY",
    (detail) =>
      `git is in the middle of a ${part(detail, 1)} here. Nothing is read, written or taken as deleted until you end it or abort it.`,
  ],
  [
    "GIT_WRITES",
    () =>
      "git writes here at the moment. If no git is running, one has ended in the middle: remove the file index.lock from the repository's .git folder.",
  ],
  ["FOLDER_UNREACHABLE", () => "the folder of the issues cannot be read now. Nothing is taken as deleted."],
]);

/** What a person must put right in an issue file: place, cause and cure. Until then the file is neither synchronised nor touched. */
export function diagnosticSentence(found: Place, surface: Surface = "command line"): string {
  const place = plainText(found.at) + (found.line === undefined ? "" : `:${found.line}`);
  return `${place}: ${causeAndCure(found, surface)}`;
}

/** The same in the editor, where the place is shown beside it. */
export function diagnosticText(found: Omit<Place, "at">): string {
  const text = causeAndCure(found, "editor");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function causeAndCure({ code, detail, near }: Omit<Place, "at">, surface: Surface): string {
  const said = SENTENCES.get(code)?.(plainText(detail ?? ""), surface) ?? `this cannot be taken as an issue (${plainText(code)}).`;
  return near === undefined ? said : `${said} Is "${plainText(near)}" meant?`;
}

/** What is wrong with the whole folder of the issues, so that none of them is read or written: a sentence. null: nothing. */
export function folderHeld(found: readonly Place[]): string | null {
  const whole = found.find(({ code }) => WHOLE_FOLDER.has(code));
  return whole ? diagnosticText(whole) : null;
}

const WHOLE_FOLDER: ReadonlySet<string> = new Set([
  "OTHER_BRANCH",
  "NO_BRANCH",
  "OLDER_COMMIT",
  "UNKNOWN_COMMIT",
  "GIT_MUTE",
  "GIT_UNDERWAY",
  "GIT_WRITES",
  "FOLDER_OUTSIDE",
  "FOLDER_UNREACHABLE",
]);

export function hasDiagnosticSentence(code: string): boolean {
  return SENTENCES.has(code);
}
