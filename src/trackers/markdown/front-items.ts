import { isId } from "../../model/ids.ts";

/** An item of `attachments:` in the front matter: `pump.png 06d9v3m2s9z7d8nq4p6w1x0h58`. `name` is that of the file in the folder of the issue. */
export interface AttachmentItem {
  readonly id: string;
  readonly name: string;
}

/** An item of `links:`: `blocks ACME-9`, or an id where no issue here has it. */
export interface LinkItem {
  readonly kind: string;
  readonly to: string;
}

export function attachmentItem(text: string): AttachmentItem | null {
  const found = /^(.*\S) (\S{26})$/.exec(text);
  const [, name, id] = found ?? [];
  return name !== undefined && id !== undefined && isId(id) ? { id, name } : null;
}

export function attachmentItemText({ id, name }: AttachmentItem): string {
  return `${name} ${id}`;
}

/** Each id once, the first item of it. */
export function attachmentItems(lines: readonly string[]): readonly AttachmentItem[] {
  const items = lines.flatMap((line) => attachmentItem(line) ?? []);
  return items.filter((item, n) => items.findIndex(({ id }) => id === item.id) === n);
}

export function linkItem(text: string): LinkItem | null {
  const found = /^(\S+(?: \S+)*) (\S+)$/.exec(text);
  const [, kind, to] = found ?? [];
  return kind !== undefined && to !== undefined ? { kind, to } : null;
}
