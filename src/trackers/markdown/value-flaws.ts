import { isDay } from "../../model/field-kind.ts";
import { type Value, isSet, fieldValue } from "../../model/value.ts";
import type { FolderLook } from "./attachment-folders.ts";
import { attachmentItem, attachmentItems, linkItem } from "./front-items.ts";
import type { IssueFile } from "./issue-file.ts";
import type { FilesRow } from "./memory-rows.ts";
import { isTyped } from "./typed-scalar.ts";

/** Something in a file that is an issue all the same: it means nothing, or no partner takes it. `line` starts at 1. */
export interface ValueFlaw {
  readonly code:
    | "BAD_DUE"
    | "BAD_VALUE"
    | "UNKNOWN_CONNECTION"
    | "BAD_ATTACHMENT"
    | "ATTACHMENT_MISSING"
    | "ATTACHMENT_TAKEN"
    | "ATTACHMENT_NAME"
    | "ATTACHMENT_NO_FILE"
    | "BAD_LINK"
    | "LINK_TO_NOTHING";
  readonly detail: string;
  readonly line: number;
}

/** Values that a person most likely mistyped, each with its line. */
export function valueFlaws({ layout, custom, fields, share }: IssueFile, isConnection: (name: string) => boolean): readonly ValueFlaw[] {
  const lines = layout.text.split(/\r\n|\r|\n/);
  const lineOf = (key: string, word = ""): number => {
    const at = lines.findIndex((line) => line.startsWith(`${key}:`));
    const value = lines.findIndex((line, n) => n >= at && line.includes(word));
    return Math.max(at < 0 ? 0 : at, value) + 1;
  };
  const { due = null } = fields;
  return [
    ...(typeof due === "string" && !isDay(due) ? [{ code: "BAD_DUE" as const, detail: due, line: lineOf("due") }] : []),
    ...Array.from(custom).flatMap(([name, kind]) => {
      const value = fieldValue(fields, name);
      if (value === null || isTyped(kind, value)) return [];
      return [{ code: "BAD_VALUE" as const, detail: `${name} ${kind} ${wordOf(value)}`, line: lineOf(name) }];
    }),
    ...share
      .filter((word) => !isConnection(word.replace(/^-/, "")))
      .map((word) => ({ code: "UNKNOWN_CONNECTION" as const, detail: word.replace(/^-/, ""), line: lineOf("share", word) })),
  ];
}

/** The same of files and links. `row`, `look`: what lies beside the issue; null: not looked at. `links`: items that name no issue of this project. */
export function itemFlaws(
  { layout, attachments }: IssueFile,
  beside: { readonly links: readonly string[]; readonly row: FilesRow | null; readonly look: FolderLook | null },
): readonly ValueFlaw[] {
  const lines = layout.text.split(/\r\n|\r|\n/);
  const lineOf = (word: string): number =>
    Math.max(
      lines.findIndex((line) => line.includes(word)),
      0,
    ) + 1;
  const flaw = (code: ValueFlaw["code"], detail: string): ValueFlaw => ({ code, detail: detail.slice(0, 200), line: lineOf(detail) });
  const rows = new Map(beside.row?.items.map((item) => [item.id, item]));
  return [
    ...attachments.filter((line) => attachmentItem(line) === null).map((line) => flaw("BAD_ATTACHMENT", line)),
    ...attachmentItems(attachments).flatMap(({ id, name }) => {
      const row = rows.get(id);
      const faulty = beside.look?.faults.some((fault) => fault.name === name) === true;
      if (beside.row === null || faulty) return [];
      if (row?.theirs)
        return row.stat !== null && row.sha256 !== row.theirs.sha256 && row.sha256 !== row.placed ? [flaw("ATTACHMENT_TAKEN", name)] : [];
      return row === undefined || (row.stat === null && beside.look?.files.has(name) !== true) ? [flaw("ATTACHMENT_MISSING", name)] : [];
    }),
    ...(beside.look?.faults ?? []).map(({ name, code }) => flaw(code, name)),
    ...beside.links.map((line) => flaw(linkItem(line) === null ? "BAD_LINK" : "LINK_TO_NOTHING", line)),
  ];
}

/** Enough of it to know it by. */
function wordOf(value: Value): string {
  if (typeof value === "object" && value !== null) return isSet(value) ? value.join(", ") : value.name;
  return String(value).slice(0, 100);
}
