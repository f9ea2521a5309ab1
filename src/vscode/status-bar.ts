import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** The one item in the status bar. */
export class StatusBar implements vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #item = vscode.window.createStatusBarItem("issueFerry.status", vscode.StatusBarAlignment.Left, 0);

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.#item.name = "Issue Ferry";
    this.#item.command = "issueFerry.statusMenu";
    ferry.folders.onChange(() => this.#update());
  }

  #update(): void {
    if (this.#ferry.folders.live.length === 0) return this.#item.hide();
    this.#item.text = "$(sync) Ferry";
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
