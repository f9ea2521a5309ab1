/** `mine` or `theirs`, where a word looks like a slip of one of them; null: it does not. The words themselves are no slips. */
export function slipOf(word: string): "mine" | "theirs" | null {
  const typed = word.trim().toLowerCase();
  for (const meant of ["mine", "theirs"] as const) if (word !== meant && (typed === meant || isOneSlip(typed, meant))) return meant;
  return null;
}

/** One letter too much, too little or another one, or two beside each other exchanged. */
function isOneSlip(typed: string, meant: string): boolean {
  const start = [...meant].findIndex((letter, i) => typed[i] !== letter);
  if (start === -1) return typed.length === meant.length + 1;
  const [rest, wanted] = [typed.slice(start), meant.slice(start)];
  return (
    rest.slice(1) === wanted ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted.slice(1) ||
    (rest.slice(2) === wanted.slice(2) && rest[0] === wanted[1] && rest[1] === wanted[0])
  );
}
