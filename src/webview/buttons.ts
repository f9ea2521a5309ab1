import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import type { PageAction, PageButton } from "../view/details-model.ts";

export type Act = (action: PageAction) => void;

/** Buttons of a banner: the first choice stands out. */
export function buttons(all: readonly PageButton[], act: Act): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<span class="buttons">
    ${all.map(
      (one) =>
        html`<vscode-button ?secondary=${one.primary !== true} aria-label=${one.spoken ?? nothing} @click=${() => act(one.action)}
          >${one.label}</vscode-button
        >`,
    )}
  </span>`;
}

/** Buttons that look like links: in rows and lines. */
export function links(all: readonly PageButton[], act: Act): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<span class="links">
    ${all.map(
      (one) =>
        html`<button
          type="button"
          class="link"
          data-do=${one.action.do}
          aria-label=${one.spoken ?? nothing}
          @click=${() => act(one.action)}
        >
          ${one.label}
        </button>`,
    )}
  </span>`;
}
