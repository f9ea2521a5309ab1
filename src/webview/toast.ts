import { html, nothing, type TemplateResult } from "lit";
import type { ToPage } from "../view/details-messages.ts";
import { type Act, links } from "./buttons.ts";
import { icon } from "./icons.ts";

export type Told = Extract<ToPage, { readonly kind: "told" }>;

/** What became of the last thing that was asked for, with a way back where there is one. It stays until it is closed or the next one comes. */
export function toast(told: Told | null, act: Act, close: () => void): TemplateResult {
  return html`<div class="toast-place" role="status">
    ${
      told === null
        ? nothing
        : html`<div class="toast ${told.tone}">
            ${icon(told.tone === "bad" ? "error" : "pass")}
            <span class="said">${told.text}</span>
            ${told.undo === null ? nothing : links([{ label: "Undo", action: told.undo }], act)}
            <button type="button" class="close" aria-label="Close this message" @click=${close}>${icon("close")}</button>
          </div>`
    }
  </div>`;
}
