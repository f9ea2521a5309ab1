import { Lexer } from "yaml";
import { type TextChange, applied } from "./yaml-edit.ts";

/** Comments of a YAML text that are not there any more after a change, as they are written: what stood inside of something that goes. */
export function lostComments(text: string, change: TextChange): readonly string[] {
  const left = new Map<string, number>();
  for (const comment of commentsIn(applied(text, change))) left.set(comment, (left.get(comment) ?? 0) + 1);
  return commentsIn(text).filter((comment) => {
    const there = left.get(comment) ?? 0;
    left.set(comment, there - 1);
    return there <= 0;
  });
}

/** The lexer says this before each scalar: what follows may begin like a comment and is none. */
const SCALAR = "\u001F";

function commentsIn(text: string): readonly string[] {
  const tokens = [...new Lexer().lex(text)];
  return tokens.filter((token, i) => token.startsWith("#") && tokens[i - 1] !== SCALAR).map((token) => token.trim());
}
