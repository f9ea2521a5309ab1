import type { Command } from "commander";
import { nearWord } from "../model/near-word.ts";
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
  const near = nearWord(unknown, known, 3);
  const meant = near === null ? "" : ` (Did you mean ${near}?)`;
  return `unknown option '${plainText(unknown)}'${meant}`;
}
