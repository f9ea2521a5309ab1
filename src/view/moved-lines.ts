import { keysText } from "./issue-words.ts";
import { shortText } from "./plain-text.ts";
import { way } from "./ways.ts";

/** So many keys are named at most. */
const NAMED = 10;

interface Moved extends Readonly<Record<"sent" | "received" | "deleted" | "refused", readonly string[]>> {
  readonly files: readonly { readonly key: string; readonly name: string }[];
}

/** What a pass sent, received and did not take or see taken: a line each, where there is any. A deletion is told as one. */
export function movedLines({ sent, received, deleted, refused, files }: Moved): string[] {
  const gone = new Set(deleted);
  const alive = (keys: readonly string[]): readonly string[] => keys.filter((key) => !gone.has(key));
  const dead = (keys: readonly string[]): readonly string[] => keys.filter((key) => gone.has(key));
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ["sent", alive(sent)],
    ["sent that they are deleted", dead(sent)],
    ["received", alive(received)],
    ["deleted by the partner (the files are in .trash)", dead(received)],
    ["files received", files.map(({ key, name }) => `${shortText(name, 80)} of ${key}`)],
    ["refused", refused],
  ];
  return lines.flatMap(([what, keys]) => {
    if (keys.length === 0) return [];
    const why = keys === refused ? ` (${way("command line", "show", "KEY")} says why)` : "";
    return [`${what}: ${keysText(keys, NAMED)}${why}`];
  });
}
