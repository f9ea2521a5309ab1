import type { Template } from "../model/mapping.ts";
import type { ContractField } from "../model/contract.ts";
import { normalLineText, normalText } from "../model/text.ts";

/**
 * A text in the other side's form. What bears the mark of the other direction came from there, and goes back without it; so what arrives and is
 * sent back unchanged is what arrived. A template without its place for the text is one-way: it says the same of everything.
 */
export function templated(
  template: Template,
  field: Pick<ContractField, "name" | "kind">,
  direction: "send" | "receive",
  text: string,
): string {
  const back = direction === "send" ? template.receive : template.send;
  const around = direction === "send" ? template.send : template.receive;
  const inside = back === undefined ? null : unwrapped(partsOf(back, field), text);
  if (inside !== null) return inside;
  const cut = direction === "send" && back !== undefined ? withoutMark(partsOf(back, field), text) : null;
  if (cut !== null) return cut;
  if (around === undefined) return text;
  const { before, after } = partsOf(around, field);
  return after === null ? before : before + text + after;
}

interface Parts {
  readonly before: string;
  /** null: there is no place for the text. */
  readonly after: string | null;
}

/** The template in the normal form that texts have: else its mark would not be found again. */
function partsOf(template: string, { name, kind }: Pick<ContractField, "name" | "kind">): Parts {
  const normal = kind === "text" ? normalText : normalLineText;
  const [before, ...rest] = template.split(`{${name}}`);
  if (before === undefined || rest.length === 0) return { before: normal(template), after: null };
  // Any character that is no blank holds the place.
  const [first = "", second = ""] = normal(`${before}\u0001${rest.join("")}`).split("\u0001");
  return { before: first, after: second };
}

/** Shorter ones stand in many texts. */
const SHORTEST_MARK = 3;

/** Somebody wrote before or behind the mark of what arrived: it does not leave for that. null: it is not there. */
function withoutMark({ before, after }: Parts, text: string): string | null {
  if (after === null) return null;
  let rest = text;
  for (const mark of [before, after]) if (mark.trim().length >= SHORTEST_MARK) rest = rest.replace(mark, () => "");
  return rest === text || rest.trim() === "" ? null : rest;
}

function unwrapped({ before, after }: Parts, text: string): string | null {
  if (after === null || before + after === "") return null;
  const fits = text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return fits ? text.slice(before.length, text.length - after.length) : null;
}
