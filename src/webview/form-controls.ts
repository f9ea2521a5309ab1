import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Adder, Control, FormValue, Said, Typed } from "../view/form-model.ts";
import { chooser } from "./form-choice.ts";
import { domId } from "./form-ids.ts";
import type { FormHost } from "./form-state.ts";
import { icon } from "./icons.ts";

/** What all parts of the page draw with. */
export interface Drawing {
  readonly host: FormHost;
  show(): void;
}

export function saidLines(id: string, said: readonly Said[]): TemplateResult | typeof nothing {
  if (said.length === 0) return nothing;
  return html`<ul class="said" id="${domId(id)}-said">
    ${said.map(({ tone, text }) => html`<li class=${tone}>${tone === "bad" ? icon("error") : tone === "waits" ? icon("warning") : nothing}<span>${text}</span></li>`)}
  </ul>`;
}

interface Line {
  readonly key: string;
  readonly value: string;
  readonly label?: string;
  readonly id?: string;
  readonly said?: { readonly id: string; readonly list: readonly Said[] };
  readonly offers: readonly string[];
  readonly empty?: string;
  /** What is typed is handed over: by Enter, or when the control is left. */
  readonly commit: (text: string) => void;
}

/** One line to type in. Escape leaves what the file says. */
export function line(drawing: Drawing, { key, value, label, id, said, offers, empty, commit }: Line): TemplateResult {
  const { host } = drawing;
  const list = `${domId(key)}-list`;
  return html`<input
      type="text"
      id=${id ?? nothing}
      aria-label=${label ?? nothing}
      aria-invalid=${said?.list.some(({ tone }) => tone === "bad") ? "true" : nothing}
      aria-describedby=${said && said.list.length > 0 ? `${domId(said.id)}-said` : nothing}
      list=${offers.length > 0 ? list : nothing}
      placeholder=${empty ?? nothing}
      autocomplete="off"
      spellcheck="false"
      .value=${live(host.draft(key) ?? value)}
      @input=${(event: Event) => host.setDraft(key, (event.currentTarget as HTMLInputElement).value)}
      @change=${(event: Event) => commit((event.currentTarget as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape" || host.draft(key) === undefined) return;
        host.setDraft(key, null);
        event.stopPropagation();
        drawing.show();
      }}
    />${offers.length > 0 ? html`<datalist id=${list}>${offers.map((offer) => html`<option value=${offer}></option>`)}</datalist>` : nothing}`;
}

export function control(drawing: Drawing, given: Control): TemplateResult {
  const { id, label, hint, said } = given;
  const isGroup = given.kind === "words";
  return html`<div class="control ${given.kind}" data-at=${id} role=${isGroup ? "group" : nothing} aria-label=${isGroup ? label : nothing}>
    ${
      given.kind === "check"
        ? nothing
        : isGroup
          ? html`<span class="name">${label}</span>`
          : html`<label class="name" for=${domId(id)}>${label}</label>`
    }
    <div class="value">
      ${inner(drawing, given)} ${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`} ${saidLines(id, said)}
    </div>
  </div>`;
}

function inner(drawing: Drawing, given: Control): TemplateResult {
  const { host } = drawing;
  const { id, path, said } = given;
  switch (given.kind) {
    case "text":
      return line(drawing, {
        key: id,
        id: domId(id),
        value: given.value,
        said: { id, list: said },
        offers: given.offers,
        ...(given.empty !== undefined && { empty: given.empty }),
        commit: (text) => {
          if (text === given.value) host.setDraft(id, null);
          else if (text === "" && given.mayGo) host.act({ do: "remove", path }, id);
          else host.act({ do: "set", path, value: valueOf(text, given.typed) }, id);
        },
      });
    case "choice":
      return chooser(drawing, given);
    case "check":
      return html`<label class="check"
        ><input
          type="checkbox"
          .checked=${live(given.value)}
          @change=${(event: Event) => host.act({ do: "set", path, value: (event.currentTarget as HTMLInputElement).checked })}
        />${given.label}</label
      >`;
    case "words":
      return words(drawing, given);
  }
}

function words(drawing: Drawing, given: Extract<Control, { readonly kind: "words" }>): TemplateResult {
  const { host } = drawing;
  const { id, label, path, words: all, said, offers } = given;
  const remove = (i: number): void => {
    host.actOnce({ do: "remove", path: all.length === 1 && given.mayGo ? path : [...path, i] });
  };
  const key = `new:${id}`;
  const add = (text: string): void => {
    const word = text.trim();
    if (word === "") return;
    host.actOnce({ do: "set", path: [...path, all.length], value: word }, key);
  };
  return html`<ul class="chips">
      ${all.length === 0 && given.empty !== undefined ? html`<li class="none">${given.empty}</li>` : nothing}
      ${all.map(
        (word, i) =>
          html`<li class="word">
            <span>${word}</span
            ><button type="button" aria-label="Remove ${word}" title="Remove" @click=${() => remove(i)}>${icon("close")}</button>
          </li>`,
      )}
    </ul>
    <div class="add">
      ${line(drawing, {
        key,
        value: "",
        label: `Add to ${label}`,
        said: { id, list: said },
        offers: offers.filter((offer) => !all.includes(offer)),
        commit: add,
      })}
      <button type="button" class="small" @click=${() => add(host.draft(key) ?? "")}>Add</button>
    </div>`;
}

/** A name is typed, and something stands under it. */
export function adder(drawing: Drawing, given: Adder): TemplateResult {
  const { host } = drawing;
  const { id, label, button, path, name, value, offers } = given;
  const key = `new:${id}`;
  const add = (text: string): void => {
    const word = text.trim();
    if (word === "") return;
    const whole = name === null ? value : { [name]: word, ...(value as Readonly<Record<string, FormValue>>) };
    host.actOnce({ do: "set", path: name === null ? [...path, word] : path, value: whole }, key);
  };
  return html`<div class="control adder" data-at=${id}>
    <label class="name" for=${domId(key)}>${label}</label>
    <div class="value add">
      ${line(drawing, { key, id: domId(key), value: "", offers, commit: add })}
      <button type="button" class="small" @click=${() => add(host.draft(key) ?? "")}>${button}</button>
    </div>
  </div>`;
}

/** What cannot be read as meant stays a text: then the file says what is wrong with it. */
export function valueOf(text: string, typed: Typed): FormValue {
  switch (typed) {
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "boolean":
      return text === "true" || text === "false" ? text === "true" : text;
    case "list":
      return text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== "");
    case "text":
      return text;
  }
}

/** Keeps each element the one it was: what has the keys keeps them. */
export function each<T extends { readonly id: string }>(all: readonly T[], draw: (one: T) => TemplateResult): unknown {
  return repeat(all, ({ id }) => id, draw);
}
