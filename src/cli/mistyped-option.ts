import type { Command } from "commander";
import { plainText } from "../view/plain-text.ts";

/**
 * The parser tells that an option is missing before it tells that another one is none, which is mostly the same one mistyped. What the first such
 * word is, and what it may stand for; null: all are known.
 */
export function mistypedOption(program: Command, words: readonly string[]): string | null {
  let command = program;
  for (const word of words) {
    const next = word.startsWith("-") ? undefined : command.commands.find((one) => one.name() === word);
    if (next) command = next;
  }
  const known = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
  const unknown = words.map((word) => word.split("=")[0] ?? "").find((word) => /^--[a-z]/.test(word) && !known.includes(word));
  if (unknown === undefined) return null;
  const near = known.toSorted((a, b) => distance(a, unknown) - distance(b, unknown))[0];
  const meant = near !== undefined && distance(near, unknown) <= 3 ? ` (Did you mean ${near}?)` : "";
  return `unknown option '${plainText(unknown)}'${meant}`;
}

/** Letters to add, take away or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
