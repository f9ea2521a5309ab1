/** The known word that was most likely meant by one that is not known: up to two slips of the fingers, one in a short word. null: none is near. */
export function nearestWord(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  if (word.length > 60) return null;
  let best: { readonly word: string; readonly slips: number } | null = null;
  for (const other of known) {
    const slips = slipsBetween(word, other.toLowerCase());
    if (slips <= (Math.min(word.length, other.length) < 5 ? 1 : 2) && (best === null || slips < best.slips)) best = { word: other, slips };
  }
  return best?.word ?? null;
}

/** Letters to be added, taken away or changed. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
