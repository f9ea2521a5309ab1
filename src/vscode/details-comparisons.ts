import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { issueDetails } from "../app/snapshot.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { comparisonOf, withBody } from "../view/details-compare.ts";
import type { Target } from "../view/details-model.ts";

const SCHEME = "issue-ferry-text";

/** The diff editor for values: texts that no file holds are given to it as read-only documents. */
export class DetailsComparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered: vscode.Disposable[];

  constructor() {
    this.#registered = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) this.#texts.delete(uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  /** Whether there is anything to compare. A text that lost stands beside the issue's file itself, so that pieces of it can be taken over. */
  async open(live: LiveProject, row: LocalIssue, target: Target): Promise<boolean> {
    const view = await issueDetails(live.project, row);
    const comparison = comparisonOf(view, target);
    if (!comparison) return false;
    const place = comparison.lostBody === null ? null : await live.project.tracker.place(row.id);
    const file = place === null ? null : await vscode.workspace.openTextDocument(vscode.Uri.file(place));
    const mine = file && withBody(file.getText(), view.body, comparison.lostBody ?? "");
    const [left, right] =
      file && mine !== null
        ? [this.#document(row, target, comparison.left.name, mine), file.uri]
        : [
            this.#document(row, target, comparison.left.name, comparison.left.text),
            this.#document(row, target, comparison.right.name, comparison.right.text),
          ];
    await vscode.commands.executeCommand("vscode.diff", left, right, comparison.title, {
      viewColumn: vscode.ViewColumn.Active,
      preview: true,
    });
    return true;
  }

  dispose(): void {
    for (const registered of this.#registered) registered.dispose();
    this.#changed.dispose();
  }

  #document(row: LocalIssue, { connection, part }: Target, name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${row.key} ${name}.md`, query: `${row.id} ${connection} ${part}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }
}
