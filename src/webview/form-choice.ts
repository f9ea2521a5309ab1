import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Choice, Control } from "../view/form-model.ts";
import type { Drawing } from "./form-controls.ts";
import { domId } from "./form-ids.ts";

/**
 * One of a few words. What the arrow keys or a letter go past on a closed list is not written: it counts when the control is left, by Enter, or
 * when the file is saved; Escape leaves what the file says. What is chosen from the opened list counts at once.
 */
export function chooser(drawing: Drawing, given: Extract<Control, { readonly kind: "choice" }>): TemplateResult {
  const { host } = drawing;
  const { id, path, said, choices, chosen } = given;
  const draft = host.draft(id);
  const typed = draft === undefined ? -1 : choices.findIndex((choice) => textOf(choice) === draft);
  const take = (choice: Choice | undefined): void => {
    if (!choice) return;
    if (choice === choices[chosen]) return host.setDraft(id, null);
    host.actOver(choice.value === null ? { do: "remove", path } : { do: "set", path, value: choice.value }, id);
  };
  const at = (event: Event): Choice | undefined => choices[Number((event.currentTarget as HTMLSelectElement).value)];
  const key = (event: KeyboardEvent): void => {
    const isOpening = event.key === " " || event.key === "F4" || event.altKey;
    if (event.key === "Enter" || isOpening) byKeys = null;
    else if (event.key !== "Tab" && event.key !== "Shift") byKeys = id;
    if (host.draft(id) === undefined || (event.key !== "Enter" && event.key !== "Escape")) return;
    if (event.key === "Enter") take(at(event));
    else host.setDraft(id, null);
    event.stopPropagation();
    event.preventDefault();
    drawing.show();
  };
  return html`<select
    id=${domId(id)}
    aria-invalid=${said.some(({ tone }) => tone === "bad") ? "true" : nothing}
    aria-describedby=${said.length > 0 ? `${domId(id)}-said` : nothing}
    .value=${live(String(typed < 0 ? chosen : typed))}
    @pointerdown=${() => (byKeys = null)}
    @keydown=${key}
    @change=${(event: Event) => {
      const choice = at(event);
      if (byKeys === id && choice) host.setDraft(id, textOf(choice));
      else take(choice);
    }}
    @blur=${(event: Event) => {
      byKeys = null;
      if (host.draft(id) !== undefined) take(at(event));
    }}
  >
    ${choices.map((choice, i) => html`<option value=${String(i)} ?selected=${i === chosen}>${choice.label}</option>`)}
  </select>`;
}

/** The closed list that is walked through with keys. */
let byKeys: string | null = null;

/** Choices may be others by the next page: a draft is what would be written. */
function textOf({ value }: Choice): string {
  return JSON.stringify(value);
}
