import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ConnectionPart, FieldRow, Shown } from "../view/details-model.ts";
import { type Act, links } from "./buttons.ts";
import { STATE_PICTURE, STATUS_PICTURE, icon } from "./icons.ts";
import { notice } from "./notice.ts";

/** What one partner confirmed. Roles are named, since narrow pages show the table as blocks. */
export function connectionSection(part: ConnectionPart, act: Act, editor: (row: FieldRow) => TemplateResult | null): TemplateResult {
  const heading = `connection-${part.id}`;
  return html`<section aria-labelledby=${heading}>
    <h2 id=${heading}>${part.heading}</h2>
    <p class="facts">
      <span class="status ${part.status.replaceAll(" ", "-")}">${icon(STATUS_PICTURE[part.status])}${part.status}</span> · ${part.facts}
    </p>
    ${part.notice ? notice(part.notice, act) : nothing} ${part.rows.length > 0 ? table(part, act, editor, heading) : nothing}
    ${part.comments === null ? nothing : html`<p class="facts">${part.comments}</p>`}
  </section>`;
}

function table(part: ConnectionPart, act: Act, editor: (row: FieldRow) => TemplateResult | null, heading: string): TemplateResult {
  return html`<table class="fields" role="table" aria-labelledby=${heading}>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Field</th>
        <th role="columnheader" scope="col">Agreed now</th>
        <th role="columnheader" scope="col">Yours</th>
        <th role="columnheader" scope="col">Result</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        part.rows,
        (row) => row.part,
        (row) => html`
          <tr role="row" class="row ${row.state.replaceAll(" ", "-")}">
            <th role="rowheader" scope="row">${row.label}</th>
            <td role="cell" data-label="Agreed now">${row.agreed ? shown(row.agreed) : html`<span class="none">nothing yet</span>`}</td>
            <td role="cell" data-label="Yours">${row.yours ? shown(row.yours) : html`<span class="none">the same</span>`}</td>
            <td role="cell" data-label="Result">${result(row, act, editor)}</td>
          </tr>
        `,
      )}
    </tbody>
  </table>`;
}

function result(row: FieldRow, act: Act, editor: (row: FieldRow) => TemplateResult | null): TemplateResult {
  return html`<span class="word">${icon(STATE_PICTURE[row.state])}${row.word}</span>
    ${row.result === "" ? nothing : html`<span class="why">${row.result}</span>`}
    ${row.remedy === null ? nothing : html`<span class="remedy">${row.remedy}</span>`} ${editor(row) ?? links(row.buttons, act)}`;
}

export function shown(value: Shown): TemplateResult {
  const text = value.lost ? html`<del>${value.text}</del>` : value.text;
  return value.note === undefined ? html`${text}` : html`${text} <span class="note">${value.note}</span>`;
}
