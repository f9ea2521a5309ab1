import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { IssueId } from "../model/document.ts";
import type { Ferry } from "./ferry.ts";

/** An own scheme: decorations of `file:` belong to git and others. */
const SCHEME = "issue-ferry";

export function issueUri(live: LiveProject, issue: IssueId): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, authority: live.project.file.id, path: `/${issue}` });
}

/** Letter and colour beside an issue's row. */
export class IssueDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #ferry: Ferry;
  readonly #registered: vscode.Disposable;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.#registered = vscode.window.registerFileDecorationProvider(this);
    ferry.folders.onChange(() => this.#changed.fire(undefined));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const live = this.#ferry.folders.live.find(({ project }) => project.file.id === uri.authority);
    const status = live?.index.issues.get(uri.path.slice(1))?.syncStatus;
    return status === undefined ? undefined : new vscode.FileDecoration(status.slice(0, 1).toUpperCase());
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
