/** Which of the known words a mistyped one most probably stands for, at most `most` letters away; null: none is that near. */
export function nearWord(word: string, known: readonly string[], most: number): string | null {
  let [best, least] = [null as string | null, most + 1];
  for (const other of known) {
    const far = distance(other, word);
    if (far < least) [best, least] = [other, far];
  }
  return best;
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
