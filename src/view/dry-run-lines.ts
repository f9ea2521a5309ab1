import type { Changes } from "../model/changes.ts";
import type { Failure } from "../model/failure.ts";
import type { TrackerChange } from "../model/tracker-issue.ts";
import { counted } from "./ages.ts";
import { fileName, stayLine } from "./file-words.ts";
import { plainText, shortText } from "./plain-text.ts";
import { quoted } from "./value-text.ts";

export interface DryRunView {
  readonly leaves: readonly {
    readonly connection: string;
    readonly kind: string;
    readonly key: string | null;
    readonly changes: Changes | null;
  }[];
  readonly writes: readonly { readonly issue: string; readonly key: string | null; readonly action: DryRunWrite }[];
  /** Files and links that do not travel. */
  readonly stays: readonly { readonly connection: string; readonly key: string; readonly part: string; readonly failure: Failure }[];
}

type DryRunWrite = { readonly kind: "put"; readonly change: TrackerChange } | { readonly kind: "delete" };

/** What a pass would send and write, one line each. */
export function dryRunLines({ leaves, writes, stays }: DryRunView): string[] {
  const kept = stays.map(({ connection, key, part, failure }) => `to ${connection}: ${plainText(key)}: ${stayLine(part, failure)}`);
  if (leaves.length + writes.length === 0) return ["nothing would leave, and nothing would be written", ...kept];
  return [
    ...leaves.map(({ connection, kind, key, changes }) => {
      const what = key === null ? kind : `${kind} ${plainText(key)}`;
      return `to ${connection}: ${what}${changes === null ? "" : changesText(changes)}`;
    }),
    ...writes.map(({ issue, key, action }) => {
      const name = plainText(key ?? issue);
      return action.kind === "delete" ? `here: delete ${name}` : `here: write ${name}${writeText(action.change)}`;
    }),
    ...kept,
  ];
}

/** What a field goes through first stands before its value. */
function writeText({ fields = {}, via = {}, comments = [], removedComments = [], ...others }: TrackerChange): string {
  const { attachments = [], removedAttachments = [], links } = others;
  const parts = Object.entries(fields).map(
    ([field, value]) => `${plainText(field)} = ${[...(via[field] ?? []), value].map(quoted).join(", then ")}`,
  );
  if (comments.length > 0) parts.push(counted(comments.length, "comment"));
  if (removedComments.length > 0) parts.push(`without ${counted(removedComments.length, "comment")}`);
  parts.push(...filesText(attachments));
  if (removedAttachments.length > 0) parts.push(`without ${counted(removedAttachments.length, "file")}`);
  parts.push(...(links?.added ?? []).map(({ kind }) => `link "${shortText(plainText(kind), 60)}"`));
  parts.push(...(links?.removed ?? []).map(({ kind }) => `without link "${shortText(plainText(kind), 60)}"`));
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

function changesText(changes: Changes): string {
  const parts = Object.entries(changes.fields ?? {}).map(([field, value]) => `${plainText(field)} = ${quoted(value)}`);
  if (changes.comments) parts.push(counted(changes.comments.length, "comment"));
  parts.push(...filesText(changes.attachments ?? []));
  parts.push(...(changes.links?.added ?? []).map(({ kind }) => `link "${shortText(plainText(kind), 60)}"`));
  parts.push(...(changes.links?.removed ?? []).map(({ kind }) => `without link "${shortText(plainText(kind), 60)}"`));
  if (changes.deleted !== undefined) parts.push(changes.deleted ? "deleted" : "not deleted any more");
  if (changes.shared !== undefined) parts.push(changes.shared ? "shared again" : "no longer shared");
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

/** By their names, as fields are. */
function filesText(files: readonly { readonly name: string; readonly removed?: boolean | undefined }[]): string[] {
  return files.map((file) => (file.removed === true ? "without a file" : `file ${fileName(file)}`));
}
