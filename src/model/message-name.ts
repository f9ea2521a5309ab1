/**
 * What the name of a message says (docs/PROTOCOL.md 1). A name is a reason to look, never evidence: only a signed header that
 * agrees with it is.
 */
export type MessageName =
  | { readonly kind: "numbered"; readonly generation: number; readonly sequence: number }
  | { readonly kind: "acknowledgement" }
  | { readonly kind: "join" }
  | { readonly kind: "refusal" }
  /** Inside the grammar, of no kind known here. */
  | { readonly kind: "other" };

const GRAMMAR = /^[a-z0-9][a-z0-9-]{0,90}\.ferry$/;
/** Fifteen digits: every number is exact, and each position has one spelling. */
const NUMBERED = /^(0|[1-9]\d{0,14})-(0|[1-9]\d{0,14})-[a-z0-9]+\.ferry$/;

/** null: outside the grammar, so nobody's message (a conflict copy, a sync client's or a system's own file). */
export function readMessageName(name: string): MessageName | null {
  if (!GRAMMAR.test(name)) return null;
  if (name.startsWith("ack-")) return { kind: "acknowledgement" };
  if (name.startsWith("join-")) return { kind: "join" };
  if (name.startsWith("refused-")) return { kind: "refusal" };
  const numbers = NUMBERED.exec(name);
  if (numbers === null) return { kind: "other" };
  return { kind: "numbered", generation: Number(numbers[1]), sequence: Number(numbers[2]) };
}
