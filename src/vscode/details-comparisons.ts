import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { issueDetails } from "../app/snapshot.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { comparisonOf, withBody } from "../view/details-compare.ts";
import type { Target } from "../view/details-model.ts";

const SCHEME = "issue-ferry-text";

interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface TextPair {
  readonly title: string;
  readonly about: string;
  readonly key: string;
  readonly left: NamedText;
  readonly right: NamedText;
}

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
    await showDiff(left, right, comparison.title);
    return true;
  }

  /** Two texts side by side. `about`: the same for what is shown anew in the same place. */
  async show({ title, about, key, left, right }: TextPair): Promise<void> {
    await showDiff(this.#put(about, key, left), this.#put(about, key, right), title);
  }

  dispose(): void {
    for (const registered of this.#registered) registered.dispose();
    this.#changed.dispose();
  }

  #document(row: LocalIssue, { connection, part }: Target, name: string, text: string): vscode.Uri {
    return this.#put(`${row.id} ${connection} ${part}`, row.key, { name, text });
  }

  #put(about: string, key: string, { name, text }: NamedText): vscode.Uri {
    // Of Markdown the editor makes links, to commands, too, and these are the partner's words: a language of its own, which only wraps long lines.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${key} ${name.replaceAll("/", " ")}.${SCHEME}`, query: about });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }
}

async function showDiff(left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> {
  await vscode.commands.executeCommand("vscode.diff", left, right, title, { viewColumn: vscode.ViewColumn.Active, preview: true });
}
