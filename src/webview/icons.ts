import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import close from "@vscode/codicons/src/icons/close.svg";
import debugPause from "@vscode/codicons/src/icons/debug-pause.svg";
import error from "@vscode/codicons/src/icons/error.svg";
import home from "@vscode/codicons/src/icons/home.svg";
import passFilled from "@vscode/codicons/src/icons/pass-filled.svg";
import sync from "@vscode/codicons/src/icons/sync.svg";
import warning from "@vscode/codicons/src/icons/warning.svg";
import type { FieldState, IssuePage } from "../view/details-model.ts";

/** Pictures of VS Code's own set, inside the bundle: no font to load. */
const PICTURES = { close, pause: debugPause, error, home, pass: passFilled, sync, warning };
export type Picture = keyof typeof PICTURES;

/** Beside words that say the same. */
export function icon(name: Picture): TemplateResult {
  return html`<span class="icon" aria-hidden="true">${unsafeHTML(PICTURES[name])}</span>`;
}

export const STATUS_PICTURE: Readonly<Record<IssuePage["status"], Picture>> = {
  error: "error",
  conflict: "warning",
  held: "pause",
  pending: "sync",
  "up to date": "pass",
  local: "home",
};

export const STATE_PICTURE: Readonly<Record<FieldState, Picture>> = {
  confirmed: "pass",
  waiting: "sync",
  conflict: "warning",
  refused: "error",
  "stays here": "home",
};
