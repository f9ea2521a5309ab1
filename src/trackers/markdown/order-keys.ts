import { layoutOf } from "./issue-layout.ts";

/**
 * The text with the keys of its front matter in the order of `model`'s; those that only this one has come last. Each takes the lines below it
 * along, up to the next key. What has no front matter stays as it is.
 */
export function inOrderOf(model: string, text: string): string {
  const order = blocksOf(model)?.blocks.map(({ key }) => key);
  const own = blocksOf(text);
  if (!order || !own) return text;
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = own.blocks.toSorted((a, b) => place(a.key) - place(b.key));
  return own.before + sorted.map((block) => block.text).join("") + own.behind;
}

interface Blocks {
  readonly before: string;
  readonly blocks: readonly { readonly key: string; readonly text: string }[];
  readonly behind: string;
}

function blocksOf(text: string): Blocks | null {
  const layout = layoutOf(text);
  const front = layout.ok ? layout.value.front : null;
  if (!front || front.entries.size === 0) return null;
  const lineOf = (offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;
  const starts = [...front.entries.values()]
    .map(({ key, start }) => ({ key, start: lineOf(front.yamlStart + start) }))
    .toSorted((a, b) => a.start - b.start);
  const blocks = starts.map(({ key, start }, i) => ({ key, text: text.slice(start, starts[i + 1]?.start ?? front.yamlEnd) }));
  if (blocks.some((block) => !block.text.endsWith("\n"))) return null;
  return { before: text.slice(0, starts[0]?.start), blocks, behind: text.slice(front.yamlEnd) };
}
