import { html, render, type TemplateResult } from "lit";
import type { PageState, ToPage } from "../view/details-messages.ts";
import type { DetailsPage, EmptyPage, FieldRow, IssuePage, PageAction } from "../view/details-model.ts";
import { type Act, buttons, links } from "./buttons.ts";
import { connectionSection } from "./field-table.ts";
import { filesSection, textSection } from "./issue-text.ts";
import { held, keepFocus, placeOf } from "./kept-focus.ts";
import { banner } from "./notice.ts";
import { type Draft, connectHost } from "./page-host.ts";
import { FIRST, lostSection, timeLineSection } from "./time-line.ts";
import { type Told, toast } from "./toast.ts";
import { valueEditor } from "./value-editor.ts";

/** How often moments such as "yesterday" are looked at again. */
const MINUTE_MS = 60_000;

const root = document.querySelector("main");
if (!root) throw new Error("no place for the page");

let page: DetailsPage | null = null;
let state: PageState | null = null;
let told: Told | null = null;
let working = false;
let allEvents = false;
/** What had the focus when something was asked for is gone since: the way back may have it. */
let adrift = false;

const host = connectHost(receive);
let draft: Draft | null = host.draft;
/** The draft that was handed over: kept until it is known to have arrived. */
let saving: Draft | null = null;

function receive(message: ToPage): void {
  switch (message.kind) {
    case "page":
      page = message.page;
      state = message.state;
      // A project that is not to be had for a moment takes nothing away.
      if (draft && message.page.kind === "issue" && !editAction(message.page, draft)) draft = null;
      host.keep(state, draft);
      break;
    case "working":
      working = message.working;
      if (!working) saving = null;
      break;
    case "told":
      told = message;
      if (saving) {
        draft = message.tone === "bad" ? draft && seenAgain(draft) : null;
        host.keep(state, draft);
      }
      break;
  }
  show();
  if (message.kind === "told" && message.undo !== null && adrift) focusOn(".toast .link");
}

/** While one thing is being done the next click waits for it; the buttons stay where the focus is. */
const act: Act = (action: PageAction): void => {
  if (working) return;
  if (action.do === "edit") return edit({ ...action.target, label: action.label, text: action.text });
  adrift = false;
  if (action.do !== "copy") told = null;
  working = true;
  host.tell({ kind: "act", action });
  show();
};

function edit(next: Draft | null): void {
  const before = draft;
  draft = next;
  host.keep(state, draft);
  show();
  if (next && before?.part !== next.part) focusOn(".editor vscode-textfield");
}

function save(): void {
  if (working || !draft) return;
  const { connection, part, seen, text } = draft;
  saving = draft;
  act({ do: "set", target: { connection, part, ...(seen !== undefined && { seen }) }, text });
}

function cancel(): void {
  const row = root?.querySelector(".editor")?.closest("td");
  edit(null);
  requestAnimationFrame(() => row?.querySelector<HTMLElement>("[data-do=edit]")?.focus());
}

function editorOf(connection: string): (row: FieldRow) => TemplateResult | null {
  return (row) => {
    const now = draft;
    if (!now || now.connection !== connection || now.part !== row.part) return null;
    return valueEditor(now, {
      typed: (text) => {
        draft = { ...now, text };
        host.keep(state, draft);
      },
      save,
      cancel,
    });
  };
}

/** What its row offers for it now; null: nothing. */
function editAction(now: IssuePage, { connection, part }: Draft): Extract<PageAction, { readonly do: "edit" }> | null {
  const row = now.connections.find(({ id }) => id === connection)?.rows.find((other) => other.part === part);
  return row?.buttons.map(({ action }) => action).find((action) => action.do === "edit") ?? null;
}

/** It was said why it is not taken, with what stands there now on the page: whoever sets it once more has seen that. */
function seenAgain(before: Draft): Draft {
  const now = page?.kind === "issue" ? editAction(page, before) : null;
  return now ? { ...before, ...now.target } : before;
}

function show(): void {
  if (!root || !page) return;
  const before = root.contains(document.activeElement) ? held(document.activeElement as HTMLElement) : null;
  root.ariaBusy = String(working);
  root.classList.toggle("working", working);
  render(html`${page.kind === "issue" ? issuePage(page) : nothingPage(page)} ${toast(told, act, closeToast)}`, root);
  if (!before || document.activeElement === before.element) return;
  const again = placeOf(root, before);
  if (again) return focusSoon(() => again);
  // What had the focus may be gone with what it settled.
  adrift = true;
  focusOn("h1");
}

function closeToast(): void {
  told = null;
  show();
}

/** Elements of a library draw themselves a moment later; only then they can take the focus. */
function focusOn(wanted: string): void {
  focusSoon(() => root?.querySelector<HTMLElement>(wanted));
}

function focusSoon(wanted: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => wanted()?.focus());
}

function issuePage(shown: IssuePage): TemplateResult {
  const now = Date.now();
  return html`<header>
      <h1 tabindex="-1">${shown.title}</h1>
      <p class="keys">${shown.keys.map(({ key, where }) => html`<span><b>${key}</b> ${where}</span>`)} ${links(shown.links, act)}</p>
    </header>
    <p class="unseen" role="status">Sync status: ${shown.status}</p>
    ${banner(shown, act)}
    <p class="deeds">${links(shown.deeds, act)}</p>
    ${shown.connections.map((part) => connectionSection(part, act, editorOf(part.id)))} ${lostSection(shown.lost, act)}
    ${filesSection(shown, act)} ${textSection(shown, now)} ${timeLineSection(shown.timeLine, allEvents, now, act, older)}`;
}

function nothingPage({ title, sentence, buttons: all, timeLine }: EmptyPage): TemplateResult {
  return html`<header><h1 tabindex="-1">${title}</h1></header>
    <p>${sentence}</p>
    ${buttons(all, act)} ${timeLineSection(timeLine, allEvents, Date.now(), act, older)}`;
}

function older(): void {
  allEvents = true;
  show();
  // The button is gone; whoever pressed it reads on where it stood.
  adrift = false;
  focusOn(`.time-line li:nth-child(${FIRST + 1})`);
}

keepFocus(root);
setInterval(show, MINUTE_MS);
host.tell({ kind: "ready" });
