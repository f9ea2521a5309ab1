import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Typed, WordRow, WordTable } from "../view/form-model.ts";
import { type Drawing, line, saidLines, valueOf } from "./form-controls.ts";
import { domId } from "./form-ids.ts";
import { icon } from "./icons.ts";

/** Words of two sides. Roles are named, since narrow pages show the table as blocks. */
export function wordTable(drawing: Drawing, table: WordTable): TemplateResult {
  const { id, label, columns, rows, more, said } = table;
  return html`<div class="table" data-at=${id}>
    <h3 id=${domId(id)}>${label}</h3>
    ${saidLines(id, said)}
    <table role="table" aria-labelledby=${domId(id)}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${columns[0]}</th>
          <th role="columnheader" scope="col">${columns[1]}</th>
          <th role="columnheader" scope="col"><span class="unseen">Row</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          (row) => row.id,
          (row) => wordRow(drawing, table, row),
        )}
        ${newRow(drawing, table)}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="hint">${more} more rows stand in the text.</p>` : nothing}
  </div>`;
}

function wordRow(drawing: Drawing, { path, columns, offers, values }: WordTable, row: WordRow): TemplateResult {
  const { host } = drawing;
  const keyOf = `key:${row.id}`;
  const here = [...path, row.key];
  const about = { id: row.id, list: row.said };
  return html`<tr role="row" data-at=${row.id}>
    <td role="cell" data-label=${columns[0]}>
      ${line(drawing, {
        key: keyOf,
        value: row.key,
        label: `${columns[0]}: ${row.key}`,
        said: about,
        offers: offers[0],
        commit: (text) => {
          if (text === row.key || text.trim() === "") {
            host.setDraft(keyOf, null);
            drawing.show();
          } else host.act({ do: "rename", path: here, to: text }, keyOf);
        },
      })}
    </td>
    <td role="cell" data-label=${columns[1]}>
      ${line(drawing, {
        key: row.id,
        value: row.value,
        label: `${columns[1]}: ${row.key}`,
        said: about,
        offers: offers[1],
        commit: (text) => {
          if (text === row.value || text.trim() === "") {
            host.setDraft(row.id, null);
            drawing.show();
          } else host.act({ do: "set", path: here, value: valueOf(text, typedOf(values, row.key)) }, row.id);
        },
      })}
      ${saidLines(row.id, row.said)}
    </td>
    <td role="cell" class="deeds">
      <button
        type="button"
        class="icon-button"
        title="Remove"
        aria-label="Remove ${row.key}"
        @click=${() => {
          host.actOnce({ do: "remove", path: here });
        }}
      >
        ${icon("close")}
      </button>
    </td>
  </tr>`;
}

/** Handed over when both are typed. */
function newRow(drawing: Drawing, { id, path, columns, label, offers, values }: WordTable): TemplateResult {
  const { host } = drawing;
  const [keyKey, valueKey] = [`new:key:${id}`, `new:value:${id}`];
  const add = (): void => {
    const [key, value] = [(host.draft(keyKey) ?? "").trim(), (host.draft(valueKey) ?? "").trim()];
    if (key === "" || value === "") return;
    host.actOnce({ do: "add", path, key, value: valueOf(value, typedOf(values, key)) }, keyKey, valueKey);
  };
  const enter = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add();
  };
  return html`<tr role="row" class="new" data-new=${id} @keydown=${enter}>
    <td role="cell" data-label=${columns[0]}>
      ${line(drawing, { key: keyKey, value: "", label: `${columns[0]}: a new row of ${label}`, offers: offers[0], empty: "Another", commit: () => undefined })}
    </td>
    <td role="cell" data-label=${columns[1]}>
      ${line(drawing, { key: valueKey, value: "", label: `${columns[1]}: a new row of ${label}`, offers: offers[1], commit: () => undefined })}
    </td>
    <td role="cell" class="deeds"><button type="button" class="small" aria-label="Add to ${label}" @click=${add}>Add</button></td>
  </tr>`;
}

function typedOf(values: WordTable["values"], key: string): Typed {
  if (typeof values === "string") return values;
  return Object.hasOwn(values, key) ? (values[key] ?? "text") : "text";
}
