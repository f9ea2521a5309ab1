import { html, nothing, type TemplateResult } from "lit";
import type { IssuePage, Notice } from "../view/details-model.ts";
import { type Act, buttons } from "./buttons.ts";
import { STATUS_PICTURE, icon } from "./icons.ts";

export function banner({ banner: said, status }: IssuePage, act: Act): TemplateResult {
  return html`<section class="banner ${status.replaceAll(" ", "-")}" aria-label="Sync status">
    ${icon(STATUS_PICTURE[status])}
    <p>
      <strong>${said.word}</strong> ${said.sentence} ${said.remedy === null ? nothing : html`<span class="remedy">${said.remedy}</span>`}
    </p>
    ${buttons(said.buttons, act)}
  </section>`;
}

/** What concerns one connection. */
export function notice(said: Notice, act: Act): TemplateResult {
  return html`<div class="notice ${said.tone}">
    <p>${said.sentence} ${said.remedy === null ? nothing : html`<span class="remedy">${said.remedy}</span>`}</p>
    ${buttons(said.buttons, act)}
  </div>`;
}
