import type { Streams } from "./streams.ts";

/** The whole word that was asked for: a `y` goes to any question. */
const YES = /^\s*yes\s*$/i;

/** A question whose "yes" cannot be taken back. */
export interface Question {
  readonly text: string;
  readonly detail: string;
}

/**
 * Whether it is meant: said beforehand by `--yes`, or by who sits at a terminal and is asked. "unasked": neither, as in a script; nothing may be done
 * then, since nobody read what goes.
 */
export async function isMeant(
  streams: Streams,
  { yes = false, json = false }: { readonly yes?: boolean | undefined; readonly json?: boolean | undefined },
  { text, detail }: Question,
): Promise<boolean | "unasked"> {
  if (yes) return true;
  if (json || !streams.isTyped || !streams.ask) return "unasked";
  return YES.test(await streams.ask(`${text}\n${detail}\nType "yes" to go on: `));
}
