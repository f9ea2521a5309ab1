import * as vscode from "vscode";
import type { LocalIssue } from "../model/local-issue.ts";
import { type IssueItem, issueItem } from "../view/issue-item.ts";
import { HOVER_COMMANDS, KEY_WORDS, commandAddress, hoverLinks } from "../view/key-hover.ts";
import { keySuggestion, suggestedIssues } from "../view/key-suggestions.ts";
import { type FoundKey, isLanguageListed, keysIn, typedKey } from "../view/key-text.ts";
import type { Ferry } from "./ferry.ts";
import type { ProjectIssues } from "./issue-model.ts";
import { namedIssue } from "./named-issue.ts";

/** Suggestions in one list; with more characters the list is made anew. */
const MOST_SUGGESTIONS = 50;
/** Of a text: what is longer, or has more keys, has no links further down. */
const MOST_TEXT = 1_000_000;
const MOST_LINKS = 1000;
/** Around the mouse: a line may be as long as a file. */
const AROUND = 100;

interface Found {
  readonly project: ProjectIssues;
  readonly issue: LocalIssue;
}

/** What is said of an issue where the mouse rests on it, as Markdown that links and loads nothing. */
export type TooltipOf = (project: ProjectIssues, item: IssueItem) => string;

interface KeyCompletion extends vscode.CompletionItem {
  readonly found: Found;
}

/** Keys such as `#ACME-12` in any text: completion, hover and links. `languages`: where, see `isLanguageListed`. */
export class KeyLanguage
  implements vscode.CompletionItemProvider<KeyCompletion>, vscode.HoverProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #ferry: Ferry;
  readonly #languages: readonly string[];
  readonly #tooltipOf: TooltipOf;
  readonly #registered: vscode.Disposable;

  constructor(ferry: Ferry, languages: readonly string[], tooltipOf: TooltipOf) {
    this.#ferry = ferry;
    this.#tooltipOf = tooltipOf;
    this.#languages = languages;
    const selector = [{ scheme: "file" }, { scheme: "untitled" }, { language: "scminput" }];
    this.#registered = vscode.Disposable.from(
      vscode.languages.registerCompletionItemProvider(selector, this, "#"),
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerDocumentLinkProvider(selector, this),
    );
  }

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _: vscode.CancellationToken,
    { triggerKind }: vscode.CompletionContext,
  ): vscode.CompletionList<KeyCompletion> | undefined {
    if (!this.#isListed(document)) return undefined;
    const before = document.lineAt(position.line).text.slice(Math.max(0, position.character - AROUND), position.character);
    const typed = typedKey(before, triggerKind === vscode.CompletionTriggerKind.Invoke);
    if (!typed) return undefined;
    const range = new vscode.Range(position.translate(0, typed.at - before.length), position);
    const items = this.#projectsOf(document.uri).flatMap((project) =>
      suggestedIssues(project.list.items, typed.typed, MOST_SUGGESTIONS, typed.titles).map(({ issue }) => ({ project, issue })),
    );
    const shown = items.slice(0, MOST_SUGGESTIONS).map((found, i): KeyCompletion => {
      const { text, title, detail, matched } = keySuggestion(found.issue);
      return {
        label: { label: text, description: title },
        kind: vscode.CompletionItemKind.Reference,
        detail,
        range,
        insertText: text,
        filterText: matched,
        sortText: String(i).padStart(4, "0"),
        found,
      };
    });
    return new vscode.CompletionList(shown, true);
  }

  resolveCompletionItem(item: KeyCompletion): KeyCompletion {
    item.documentation = new vscode.MarkdownString(this.#tooltip(item.found));
    return item;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!this.#isListed(document)) return undefined;
    const from = Math.max(0, position.character - AROUND);
    const text = document.lineAt(position.line).text.slice(from, position.character + AROUND);
    const at = position.character - from;
    const key = keysIn(text, AROUND).find(({ start, end }) => start <= at && at <= end);
    const found = key && this.#find(this.#projectsOf(document.uri), key);
    if (!key || !found) return undefined;
    const links = new vscode.MarkdownString(hoverLinks({ project: found.project.live.project.file.id, issue: found.issue.id }));
    links.isTrusted = { enabledCommands: HOVER_COMMANDS };
    // Apart from what came from a partner, which is trusted with nothing.
    const range = new vscode.Range(position.line, from + key.start, position.line, from + key.end);
    return new vscode.Hover([new vscode.MarkdownString(this.#tooltip(found)), links], range);
  }

  provideDocumentLinks(document: vscode.TextDocument, token: vscode.CancellationToken): vscode.DocumentLink[] {
    if (!this.#isListed(document) || token.isCancellationRequested) return [];
    const projects = this.#projectsOf(document.uri);
    if (projects.length === 0) return [];
    const known = new Map<string, Found | null>();
    const own = this.#issueAt(document.uri);
    return keysIn(document.getText().slice(0, MOST_TEXT), MOST_LINKS).flatMap((key) => {
      const name = key.marked ? `#${key.key}` : key.key;
      const found = known.get(name) ?? (known.has(name) ? null : this.#find(projects, key));
      known.set(name, found);
      if (!found || found.issue.id === own) return [];
      const range = new vscode.Range(document.positionAt(key.start), document.positionAt(key.end));
      const address = commandAddress("issueFerry.openIssue", { project: found.project.live.project.file.id, issue: found.issue.id });
      const link = new vscode.DocumentLink(range, vscode.Uri.parse(address));
      link.tooltip = KEY_WORDS.openLink(found.issue.key);
      return [link];
    });
  }

  #isListed({ languageId }: vscode.TextDocument): boolean {
    return isLanguageListed(this.#languages, languageId);
  }

  #tooltip({ project, issue }: Found): string {
    return this.#tooltipOf(project, issueItem(issue, project.live.index.shares));
  }

  /** The project of the text's own folder first. */
  #projectsOf(uri: vscode.Uri): readonly ProjectIssues[] {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    const isOwn = ({ live }: ProjectIssues): boolean => live.project.workspace === folder;
    return this.#ferry.issues.projects.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  }

  #find(projects: readonly ProjectIssues[], key: FoundKey): Found | null {
    for (const project of projects) {
      const issue = namedIssue(project.live, key);
      if (issue) return { project, issue };
    }
    return null;
  }

  /** The issue whose own file a text is. */
  #issueAt(uri: vscode.Uri): string | null {
    if (uri.scheme !== "file") return null;
    return this.#ferry.folders.live.map(({ project }) => project.tracker.issueAt(uri.fsPath)).find((id) => id !== null) ?? null;
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
