import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { LostRow, TimeEntry } from "../view/details-model.ts";
import { exactMoment, momentText } from "../view/moment-text.ts";
import { type Act, links } from "./buttons.ts";
import { shown } from "./field-table.ts";

/** Entries shown at first. */
export const FIRST = 12;

export function timeLineSection(
  entries: readonly TimeEntry[],
  all: boolean,
  now: number,
  act: Act,
  more: () => void,
): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  const visible = all ? entries : entries.slice(0, FIRST);
  return html`<section aria-labelledby="time-line">
    <h2 id="time-line">Time line</h2>
    <ol class="time-line">
      ${repeat(
        visible,
        (entry) => entry.id,
        (entry) =>
          html`<li class=${entry.tone} tabindex="-1">
            <div class="moment">
              <span>${entry.text}</span>
              <time datetime=${new Date(entry.time).toISOString()} title=${exactMoment(entry.time)}>${momentText(entry.time, now)}</time>
            </div>
            ${entry.details.length === 0 ? nothing : disclosed(entry, act)}
          </li>`,
      )}
    </ol>
    ${
      visible.length < entries.length
        ? html`<button type="button" class="link" @click=${more}>Show ${entries.length - visible.length} older entries</button>`
        : nothing
    }
  </section>`;
}

function disclosed(entry: TimeEntry, act: Act): TemplateResult {
  return html`<details>
    <summary>message</summary>
    <dl>
      ${entry.details.map(
        ({ name, value, copy }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>
              <code>${value}</code>
              ${copy ? links([{ label: "Copy", spoken: `Copy: ${name}`, action: { do: "copy", text: value } }], act) : nothing}
            </dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

export function lostSection(rows: readonly LostRow[], act: Act): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<section aria-labelledby="lost">
    <h2 id="lost">Your values that lost</h2>
    <ul class="lost">
      ${repeat(
        rows,
        (row) => row.id,
        (row) =>
          html`<li>
            <span class="what"><strong>${row.label}</strong> ${shown(row.value)}</span>
            <span class="state">${row.state}</span>
            ${links(row.buttons, act)}
          </li>`,
      )}
    </ul>
  </section>`;
}
