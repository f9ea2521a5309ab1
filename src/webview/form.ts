import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, render, type TemplateResult } from "lit";
import type { ToForm } from "../view/form-messages.ts";
import type { AnyForm, Block, FormButton, FormPage, FormSection, Group, NoForm } from "../view/form-model.ts";
import { type Drawing, adder, control, each, saidLines } from "./form-controls.ts";
import { domId } from "./form-ids.ts";
import { shareSection } from "./form-share.ts";
import { FormHost } from "./form-state.ts";
import { wordTable } from "./form-table.ts";
import { icon } from "./icons.ts";
import { keepFocus } from "./kept-focus.ts";

const root = document.querySelector("main");
if (!root) throw new Error("no place for the page");

let page: AnyForm | null = null;
let told: Extract<ToForm, { readonly kind: "done" }>["told"] = null;
/** Asked for before the page was there. */
let wanted: Extract<ToForm, { readonly kind: "goto" }> | null = null;
/** Groups that were opened since something in them is wrong: once. */
const opened = new Set<string>();

const host = new FormHost(receive);
const drawing: Drawing = { host, show };

function receive(message: ToForm): void {
  switch (message.kind) {
    case "page":
      page = message.page;
      break;
    case "done":
    case "told":
      told = message.told;
      break;
    case "goto":
      wanted = message;
      break;
  }
  show();
  if (wanted !== null && page?.kind === "form") {
    const { id, key } = wanted;
    wanted = null;
    bringUp(id, key);
  }
}

function show(): void {
  if (!root || !page) return;
  const held = root.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const around = held?.closest<HTMLElement>("[data-at], [data-new]") ?? null;
  const place = around?.parentElement?.closest<HTMLElement>("[data-at]") ?? around;
  render(html`${page.kind === "form" ? formOf(page) : noForm(page)} ${toast()}`, root);
  if (held === null || root.contains(held)) return;
  // What had the keys is gone with what it removed.
  const next =
    place !== null && root.contains(place) ? place.querySelector<HTMLElement>(".add input, .new input, input, select, button") : null;
  (next ?? root.querySelector<HTMLElement>("h1"))?.focus();
}

function formOf(given: FormPage): TemplateResult {
  const [sharing, ...sections] = given.sections;
  return html`<header>
      <h1 tabindex="-1">${given.title}</h1>
      <p class="facts">${given.facts.map((fact) => html`<span>${fact}</span>`)}</p>
      <p class="links">${link({ label: "Open as Text", deed: { do: "text", line: null } })}</p>
    </header>
    ${state(given.state)} ${mend(given)} ${shareSection(drawing, given.share, sharing ? blocks(sharing.blocks) : nothing, bringUp)}
    ${sections.map(section)}`;
}

function state({ tone, text, more, buttons }: FormPage["state"]): TemplateResult {
  return html`<section class="banner ${tone}" aria-label="Contract">
    ${icon(tone === "good" ? "pass" : tone === "bad" ? "error" : tone === "waits" ? "warning" : "home")}
    <div class="words-of">
      <p>${text}</p>
      ${
        more.length === 0
          ? nothing
          : html`<ul class="changes">
              ${more.map((one) => html`<li>${one}</li>`)}
            </ul>`
      }
    </div>
    ${
      buttons.length === 0
        ? nothing
        : html`<span class="buttons"
            >${buttons.map((one) => html`<vscode-button ?secondary=${one.primary !== true} @click=${() => host.act(one.deed)}>${one.label}</vscode-button>`)}</span
          >`
    }
  </section>`;
}

function mend({ mend: all }: FormPage): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<section class="mend" aria-labelledby="mend">
    <h2 id="mend">To look at</h2>
    <ul>
      ${all.map(
        ({ tone, text, at, line }) =>
          html`<li class=${tone}>
            ${icon(tone === "bad" ? "error" : "warning")}<span>${text}</span>
            <button
              type="button"
              class="link"
              aria-label=${`${at === null ? "Show in Text" : "Go There"}: ${text}`}
              @click=${() => (at === null ? host.act({ do: "text", line }) : bringUp(at, ""))}
            >
              ${at === null ? "Show in Text" : "Go There"}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function section({ id, heading, intro, blocks: all }: FormSection): TemplateResult {
  return html`<section aria-labelledby=${domId(id)}>
    <h2 id=${domId(id)}>${heading}</h2>
    <p class="intro">${intro}</p>
    ${blocks(all)}
  </section>`;
}

function blocks(all: readonly Block[]): unknown {
  return each(all, (block) => {
    switch (block.kind) {
      case "group":
        return group(block);
      case "table":
        return wordTable(drawing, block);
      case "adder":
        return adder(drawing, block);
      case "lines":
        return html`<div class="lines">
          ${block.lines.map((one) => html`<p class=${one.startsWith("  ") ? "in" : "head"}>${one.trim()}</p>`)}
        </div>`;
      default:
        return control(drawing, block);
    }
  });
}

function group(given: Group): TemplateResult {
  const { id, label, summary, said, buttons } = given;
  if (isWrong(given) && !opened.has(id)) {
    opened.add(id);
    host.open.add(id);
  }
  return html`<details
    class="group"
    data-at=${id}
    .open=${host.open.has(id)}
    @toggle=${(event: Event) => {
      if ((event.currentTarget as HTMLDetailsElement).open) host.open.add(id);
      else host.open.delete(id);
      host.keep();
    }}
  >
    <summary><b>${label}</b> <span>${summary}</span>${isWrong(given) ? icon("warning") : nothing}</summary>
    <div class="inside">
      ${saidLines(id, said)} ${blocks(given.blocks)} ${buttons.length === 0 ? nothing : html`<p class="links">${buttons.map(link)}</p>`}
    </div>
  </details>`;
}

function isWrong({ said, blocks: all }: Group): boolean {
  const isLoud = (list: Group["said"]): boolean => list.some(({ tone }) => tone === "bad" || tone === "waits");
  return (
    isLoud(said) ||
    all.some((block) => {
      if (block.kind === "group") return isWrong(block);
      if (block.kind === "table") return isLoud(block.said) || block.rows.some((row) => isLoud(row.said));
      return block.kind !== "adder" && block.kind !== "lines" && isLoud(block.said);
    })
  );
}

function link({ label, spoken, deed }: FormButton): TemplateResult {
  return html`<button
    type="button"
    class="link"
    aria-label=${spoken ?? nothing}
    @click=${() => {
      if (deed.do === "remove") host.actOnce(deed);
      else host.act(deed);
    }}
  >
    ${label}
  </button>`;
}

function noForm({ title, sentence, faults }: NoForm): TemplateResult {
  return html`<header><h1 tabindex="-1">${title}</h1></header>
    <p class="none-why">${sentence}</p>
    ${
      faults.length === 0
        ? nothing
        : html`<ul class="faults">
            ${faults.map(
              ({ text, line }) => html`<li class="bad">${icon("error")}${link({ label: text, deed: { do: "text", line } })}</li>`,
            )}
          </ul>`
    }
    <vscode-button @click=${() => host.act({ do: "text", line: faults[0]?.line ?? null })}>Open as Text</vscode-button>`;
}

function toast(): TemplateResult {
  const close = (): void => {
    told = null;
    show();
  };
  return html`<div class="toast-place" role="status">
    ${
      told === null
        ? nothing
        : html`<div class="toast ${told.tone}">
            ${icon(told.tone === "bad" ? "error" : told.tone === "waits" ? "warning" : "pass")}<span>${told.text}</span>
            <button type="button" class="icon-button" aria-label="Close this message" @click=${close}>${icon("close")}</button>
          </div>`
    }
  </div>`;
}

/** Opens what is around a part of the page, and gives it the keys; `key`: what is typed into its new row. */
function bringUp(id: string, key: string): void {
  const found = [...(root?.querySelectorAll<HTMLElement>("[data-at]") ?? [])].find((one) => one.dataset["at"] === id);
  if (!found) return;
  for (let around = found.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
  if (key !== "") {
    host.setDraft(`new:key:${id}`, key);
    show();
  }
  const isRow = found instanceof HTMLTableRowElement;
  const into = key !== "" ? ".new td:nth-child(2) input" : isRow ? "td:nth-child(2) input" : "input, select, summary, button";
  requestAnimationFrame(() => {
    found.scrollIntoView({ block: "center" });
    found.querySelector<HTMLElement>(into)?.focus({ preventScroll: true });
  });
}

/** What is typed is in the text before it is saved. */
window.addEventListener(
  "keydown",
  (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    const typed = document.activeElement;
    if (typed instanceof HTMLInputElement && typed.type === "text") typed.dispatchEvent(new Event("change", { bubbles: true }));
    if (typed instanceof HTMLSelectElement) typed.dispatchEvent(new Event("blur"));
    host.act({ do: "save" });
    event.stopPropagation();
    event.preventDefault();
  },
  true,
);

keepFocus(root);
host.tell({ kind: "ready" });
if (host.share !== null) host.act({ do: "try", share: host.share.trim() });
