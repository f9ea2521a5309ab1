import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PageAction, PageButton } from "../view/details-model.ts";
import { identity } from "./button-identity.ts";

export type Act = (action: PageAction) => void;

/**
 * Buttons of a banner: the first choice stands out. A button stays the same one when others come before it, and another deed is another button:
 * whoever is about to press it presses no other.
 */
export function buttons(all: readonly PageButton[], act: Act): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<span class="buttons">
    ${repeat(
      all,
      identity,
      (one) =>
        html`<vscode-button
          ?secondary=${one.primary !== true}
          data-action=${identity(one)}
          aria-label=${one.spoken ?? nothing}
          @click=${() => act(one.action)}
          >${one.label}</vscode-button
        >`,
    )}
  </span>`;
}

/** Buttons that look like links: in rows and lines. */
export function links(all: readonly PageButton[], act: Act): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<span class="links">
    ${repeat(
      all,
      identity,
      (one) =>
        html`<button
          type="button"
          class="link"
          data-do=${one.action.do}
          data-action=${identity(one)}
          aria-label=${one.spoken ?? nothing}
          @click=${() => act(one.action)}
        >
          ${one.label}
        </button>`,
    )}
  </span>`;
}
