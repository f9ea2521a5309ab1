import * as vscode from "vscode";
import { linklessText } from "../view/message-text.ts";

const SCHEME = "issue-ferry-report";

/** Read-only texts that a command shows: each name has one, the newest. */
export class ReportDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? "";
  }

  /** `markdown`: it is one, with long lines, which the editor wraps then. Nothing in it is a link. */
  async show(name: string, text: string, markdown = false): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.#texts.set(uri.path, markdown ? linklessText(text) : text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = markdown ? await vscode.languages.setTextDocumentLanguage(document, "markdown") : document;
    await vscode.window.showTextDocument(shown, { preview: true });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
