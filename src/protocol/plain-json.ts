/** What is wrong with parsed JSON although it is JSON. */
export type PlainJsonFault =
  /** NUL or half of a surrogate pair in a text or a name: no tracker can be trusted to hold it. */
  | "BAD_TEXT"
  /** A name twice in one object: two readers could take different values. */
  | "DUPLICATE_KEY";

/**
 * Checks a parsed value whose source text held `members` members: `JSON.parse` keeps the last of several members of one name, so then
 * fewer are found. For bounded depth only; goes down by recursion.
 */
export function faultOf(value: unknown, members: number): PlainJsonFault | null {
  const found = count(value);
  if (found === null) return "BAD_TEXT";
  return found === members ? null : "DUPLICATE_KEY";
}

/** Number of members of all objects in it; null when a text is not fit. */
function count(value: unknown): number | null {
  if (typeof value === "string") return isFit(value) ? 0 : null;
  if (typeof value !== "object" || value === null) return 0;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      const inner = count(item);
      if (inner === null) return null;
      sum += inner;
    }
    return sum;
  }
  for (const [name, member] of Object.entries(value)) {
    const inner = isFit(name) ? count(member) : null;
    if (inner === null) return null;
    sum += inner + 1;
  }
  return sum;
}

function isFit(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
