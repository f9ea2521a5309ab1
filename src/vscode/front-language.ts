import * as vscode from "vscode";
import { issueAttachments } from "../app/issue-attachments.ts";
import type { LiveProject } from "../app/live-project.ts";
import { fileChoice } from "../view/file-prompts.ts";
import { FRONT_WORDS } from "../view/file-words.ts";
import { type FrontItem, fileOfItem, frontItems, linkKinds, typedLink } from "../view/front-text.ts";
import { keySuggestion, suggestedIssues } from "../view/key-suggestions.ts";
import type { Ferry } from "./ferry.ts";
import type { ProjectIssues } from "./issue-model.ts";

const MOST_SUGGESTIONS = 50;

interface Place {
  readonly live: LiveProject;
  readonly issue: string;
}

/** In the front matter of issue files: files open from their lines, and what links may say is completed. Keys are links as in any text. */
export class FrontLanguage implements vscode.CompletionItemProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #registered: vscode.Disposable;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    const selector = [{ scheme: "file", language: "markdown" }];
    this.#registered = vscode.Disposable.from(
      vscode.languages.registerCompletionItemProvider(selector, this, " ", "-"),
      vscode.languages.registerDocumentLinkProvider(selector, this),
    );
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const place = this.#placeOf(document.uri);
    if (!place) return [];
    const project = place.live.project.file.id;
    return itemsOf(document).flatMap((item) => {
      const file = item.list === "attachments" ? fileOfItem(item) : null;
      if (!file) return [];
      const named = encodeURIComponent(JSON.stringify([{ project, issue: place.issue, file: file.id }]));
      const range = new vscode.Range(item.line, file.start, item.line, file.end);
      const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:issueFerry.openFile?${named}`));
      link.tooltip = FRONT_WORDS.openLink;
      return [link];
    });
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const place = this.#placeOf(document.uri);
    if (!place) return [];
    const items = itemsOf(document);
    const item = items.find(({ line, start, end }) => line === position.line && start <= position.character && position.character <= end);
    if (!item) return [];
    return item.list === "links" ? this.#links(place, items, item, position) : filesLeft(place, items, item);
  }

  /** The words first, then the key. */
  #links(
    { live, issue }: Place,
    items: readonly FrontItem[],
    item: FrontItem,
    { line, character }: vscode.Position,
  ): vscode.CompletionItem[] {
    const { kind, typed } = typedLink(item.text.slice(0, character - item.start));
    const words = linkKinds(items.filter((other) => other !== item)).flatMap((word, i): vscode.CompletionItem[] => {
      // Of what was typed, which may be several words already.
      if (!word.startsWith(item.text.slice(0, character - item.start))) return [];
      const range = new vscode.Range(line, item.start, line, character);
      const again = { title: "", command: "editor.action.triggerSuggest" };
      const how = { kind: vscode.CompletionItemKind.Keyword, range, insertText: `${word} `, sortText: `0${i}`, command: again };
      return [{ label: word, ...how }];
    });
    const list = this.#ferry.issues.projects.find((project: ProjectIssues) => project.live === live)?.list.items ?? [];
    const range = new vscode.Range(line, character - typed.length, line, character);
    const found = kind === null ? [] : suggestedIssues(list, typed, MOST_SUGGESTIONS).filter((other) => other.issue.id !== issue);
    const keys = found.map((other, i): vscode.CompletionItem => {
      const { text, title, detail, matched } = keySuggestion(other.issue);
      const key = text.slice(1);
      const shown = { label: { label: key, description: title }, kind: vscode.CompletionItemKind.Reference, detail, range };
      return { ...shown, insertText: key, filterText: matched.slice(1), sortText: `1${String(i).padStart(4, "0")}` };
    });
    return [...words, ...keys];
  }

  #placeOf(uri: vscode.Uri): Place | null {
    if (uri.scheme !== "file") return null;
    for (const live of this.#ferry.folders.live) {
      const issue = live.project.tracker.issueAt(uri.fsPath);
      if (issue !== null) return { live, issue };
    }
    return null;
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function itemsOf(document: vscode.TextDocument): readonly FrontItem[] {
  return frontItems((line) => (line < document.lineCount ? document.lineAt(line).text : undefined));
}

/** Files of the issue whose lines the text lacks: taken out a moment ago, or by mistake. */
async function filesLeft({ live, issue }: Place, items: readonly FrontItem[], item: FrontItem): Promise<vscode.CompletionItem[]> {
  const named = new Set(items.flatMap((other) => fileOfItem(other)?.id ?? []));
  const left = (await issueAttachments(live.project, issue)).filter(({ id }) => !named.has(id));
  const range = new vscode.Range(item.line, item.start, item.line, item.end);
  return left.map((file) => {
    const { label, description } = fileChoice(file);
    const text = `${file.name} ${file.id}`;
    const plain = /^[\w][\w .@/+()-]*$/.test(text) ? text : JSON.stringify(text);
    return { label: { label, description }, kind: vscode.CompletionItemKind.File, range, insertText: plain, filterText: file.name };
  });
}
