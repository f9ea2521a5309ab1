import type { PageButton } from "../view/details-model.ts";

/**
 * What a button does and how it is called, as one text: two buttons of one name on two connections are never taken for each other. What a field is
 * filled with when it opens is no part of it: an edit stays the same edit while values come in.
 */
export function identity({ label, action }: PageButton): string {
  const deed = action.do === "edit" ? { do: action.do, target: action.target } : action;
  return `${label} ${JSON.stringify(deed)}`;
}
