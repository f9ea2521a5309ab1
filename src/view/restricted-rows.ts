import type { Value } from "../model/value.ts";
import { plainText } from "./plain-text.ts";
import { valueText } from "./value-text.ts";

export const RESTRICTED = {
  trust: "Trust this folder to synchronise",
  manage: "Manage Workspace Trust",
  message: "Restricted Mode: issues are shown as their files say. Nothing is written, sent or received.",
  more: (count: number): string => `${count} more are not shown here`,
} as const;

/** An issue of a folder that is not trusted. */
export function restrictedRow(
  key: string,
  fields: Readonly<Record<string, Value>>,
): { readonly label: string; readonly description: string } {
  const title = fields["title"] ?? null;
  const status = fields["status"] ?? null;
  const label = [key, title === null ? "" : valueText(title)].map(plainText).join(" ").trim();
  return { label, description: status === null ? "" : valueText(status) };
}
