import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { SharePart } from "../view/form-model.ts";
import { type Drawing, saidLines } from "./form-controls.ts";
import { domId } from "./form-ids.ts";
import { SHARE } from "./form-state.ts";
import { icon } from "./icons.ts";

/** Silence before a filter that is being typed is looked at. Milliseconds. */
const CALM_MS = 250;

let timer: ReturnType<typeof setTimeout> | undefined;

/** What is shared: a filter counts when it is taken, since a half typed one may share more than is meant. */
export function shareSection(
  drawing: Drawing,
  part: SharePart,
  forwarding: unknown,
  bringUp: (id: string, key: string) => void,
): TemplateResult {
  const { host } = drawing;
  const draft = host.share !== null && host.share.trim() !== part.share ? host.share.trim() : null;
  const isTried = draft !== null && part.tried === draft;
  const fault = isTried ? part.fault : null;
  const stop = (): void => {
    clearTimeout(timer);
    host.share = null;
    host.act({ do: "try", share: null });
    drawing.show();
  };
  const take = (): void => {
    if (draft === null || draft === "" || !isTried || fault !== null || part.counting) return;
    clearTimeout(timer);
    host.act({ do: "try", share: null });
    host.actOnce({ do: "set", path: ["share"], value: draft }, SHARE);
    root()?.focus();
  };
  const typed = (text: string): void => {
    host.share = text;
    clearTimeout(timer);
    timer = setTimeout(() => host.act({ do: "try", share: text.trim() === part.share ? null : text.trim() }), CALM_MS);
    drawing.show();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter") take();
    else if (event.key === "Escape" && draft !== null) stop();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const id = domId("share");
  const isOld = draft !== null && !isTried;
  return html`<section aria-labelledby="sharing" data-at="share">
    <h2 id="sharing">What you share</h2>
    <p class="intro">Of the issues of this project. What comes from the partner stays shared as long as they share it.</p>
    <div class="control text">
      <label class="name" for=${id}>Share</label>
      <div class="value">
        <div class="add">
          <input
            type="text"
            id=${id}
            list="share-list"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${fault !== null || part.said.length > 0 ? "true" : nothing}
            aria-describedby="share-help"
            .value=${live(host.share ?? part.share)}
            @input=${(event: Event) => typed((event.currentTarget as HTMLInputElement).value)}
            @keydown=${key}
          />
          <datalist id="share-list">${part.offers.map((offer) => html`<option value=${offer}></option>`)}</datalist>
          ${
            draft === null
              ? nothing
              : html`<vscode-button ?disabled=${fault !== null || !isTried || part.counting} @click=${take}>Share This</vscode-button>
                  <vscode-button secondary @click=${stop}>Back</vscode-button>`
          }
        </div>
        <p class="hint" id="share-help">
          <code>marked</code>: only issues that you share one by one. <code>all</code>: every issue. Or a filter, such as
          <code>label:pump and status != Done</code>.
        </p>
        ${saidLines("share", part.said)}
        ${fault === null ? nothing : html`<p class="fault bad" role="alert">${icon("error")}<span>${fault}</span></p>`}
        <div class="preview ${part.counting || isOld ? "old" : ""}" aria-busy=${String(part.counting)} aria-live="polite">
          ${
            draft === null
              ? nothing
              : html`<p class="note">
                  ${fault === null ? "If you take this filter (it is not in the file yet):" : "This filter is not in the file."}
                </p>`
          }
          <ul>
            ${part.preview.map(
              ({ tone, text, mend }) =>
                html`<li class=${tone}>
                  ${tone === "bad" ? icon("error") : tone === "waits" ? icon("warning") : tone === "good" ? icon("pass") : nothing}<span
                    >${text}</span
                  >
                  ${
                    mend
                      ? html`<button
                          type="button"
                          class="link"
                          aria-label=${`${mend.label}: ${mend.key}`}
                          @click=${() => bringUp(mend.at, mend.key)}
                        >
                          ${mend.label}
                        </button>`
                      : nothing
                  }
                </li>`,
            )}
          </ul>
          ${part.counting ? html`<p class="counting">${icon("sync")}Counting the issues...</p>` : nothing}
        </div>
      </div>
    </div>
    ${forwarding}
  </section>`;
}

function root(): HTMLElement | null {
  return document.querySelector<HTMLElement>(`#${domId("share")}`);
}
