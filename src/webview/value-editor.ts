import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { html, type TemplateResult } from "lit";
import type { Draft } from "./page-host.ts";

/** Where another value is typed in place of both. Enter takes it, Escape leaves it. */
export function valueEditor(
  draft: Draft,
  on: { readonly typed: (text: string) => void; readonly save: () => void; readonly cancel: () => void },
): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter") on.save();
    else if (event.key === "Escape") on.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<span class="editor" @keydown=${key}>
    <vscode-textfield
      .label=${`New value: ${draft.label}`}
      .value=${draft.text}
      @input=${(event: Event) => on.typed((event.currentTarget as HTMLElement & { value: string }).value)}
    ></vscode-textfield>
    <span class="buttons">
      <vscode-button @click=${on.save}>Set</vscode-button>
      <vscode-button secondary @click=${on.cancel}>Cancel</vscode-button>
    </span>
  </span>`;
}
