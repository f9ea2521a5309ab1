import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { IssueId } from "../model/document.ts";
import { type Standing, standingOf } from "../view/issue-item.ts";
import { SIGNS } from "../view/issue-signs.ts";
import type { Ferry } from "./ferry.ts";

/** An own scheme: decorations of `file:` belong to git and others. */
const SCHEME = "issue-ferry";

export function issueUri(live: LiveProject, issue: IssueId): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, authority: live.project.file.id, path: `/${issue}` });
}

/** Letter and colour beside an issue's row. Only what changed its standing is asked for again. */
export class IssueDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #ferry: Ferry;
  readonly #subscriptions: vscode.Disposable[];
  /** What was answered, by URI: only what a tree asked for is ever told of. */
  readonly #given = new Map<string, Standing | null>();
  #on: boolean;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.#on = isLettered();
    this.#subscriptions = [
      vscode.window.registerFileDecorationProvider(this),
      ferry.issues.onChange(({ project, changed }) => {
        const uris = [...changed].map((id) => issueUri(project.live, id));
        this.#tell(uris.filter((uri) => this.#given.has(uri.toString()) && this.#given.get(uri.toString()) !== this.#standing(uri)));
      }),
      ferry.issues.onProjects(() => this.#tell(this.#all())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration("issueFerry.decorations")) return;
        this.#on = isLettered();
        this.#tell(this.#all());
      }),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const standing = this.#standing(uri);
    this.#given.set(uri.toString(), standing);
    if (standing === null || !this.#on) return undefined;
    const { letter, meaning, colour } = SIGNS[standing];
    return new vscode.FileDecoration(letter, meaning, colour === null ? undefined : new vscode.ThemeColor(colour));
  }

  #standing(uri: vscode.Uri): Standing | null {
    const live = this.#ferry.folders.live.find(({ project }) => project.file.id === uri.authority);
    const issue = live?.index.issues.get(uri.path.slice(1));
    return issue ? standingOf(issue) : null;
  }

  #all(): vscode.Uri[] {
    return [...this.#given.keys()].map((text) => vscode.Uri.parse(text));
  }

  #tell(uris: vscode.Uri[]): void {
    if (uris.length > 0) this.#changed.fire(uris);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** Whether letters are wanted. */
export function isLettered(): boolean {
  return vscode.workspace.getConfiguration("issueFerry").get("decorations", true);
}
