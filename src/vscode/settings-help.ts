import * as vscode from "vscode";
import { connectionFile } from "../app/connection-name.ts";
import type { LiveProject } from "../app/live-project.ts";
import { projectFilePath } from "../app/project-file.ts";
import { type SettingsCheck, checkText, checkTyped, projectFaults } from "../app/settings-check.ts";
import { type SettingsCompletion, connectionCompletion, projectCompletion } from "../app/settings-completion.ts";
import { settingsFacts } from "../app/settings-facts.ts";
import type { Connection } from "../model/connection.ts";
import { flawSentence, isWarning } from "../view/mapping-flaws.ts";
import { plainText } from "../view/plain-text.ts";
import { linesAboveShare } from "../view/settings-check.ts";
import { EDIT_FORM, keyWords } from "../view/settings-words.ts";
import type { Ferry } from "./ferry.ts";

/** Milliseconds of silence before a text that is being typed is looked at. */
const CALM_MS = 300;

const FILES: vscode.DocumentSelector = [
  { scheme: "file", pattern: "**/.issue-ferry/project.yaml" },
  { scheme: "file", pattern: "**/.issue-ferry/connections/*.yaml" },
];

/** Help in settings files until it is disposed of: what is wrong on its line, what may stand at the cursor, and what the settings would do. */
export function settingsHelp(ferry: Ferry): vscode.Disposable {
  return new SettingsHelp(ferry);
}

/** A settings file of a project that is open; `connection` null: the project's own. */
interface Place {
  readonly live: LiveProject;
  readonly connection: Connection | null;
}

class SettingsHelp implements vscode.CompletionItemProvider, vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #problems = vscode.languages.createDiagnosticCollection("issue-ferry-settings");
  readonly #lenses = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#lenses.event;
  readonly #previews = new Map<string, SettingsCheck>();
  /** What was found last, by document. */
  readonly #checks = new Map<string, SettingsCheck>();
  /** Files of which the issues are being read; `again`: the text was saved meanwhile. */
  readonly #walks = new Map<string, { again: boolean }>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #isOver = false;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    const look = (document: vscode.TextDocument): void => void this.#walk(document).catch((error: unknown) => this.#log(error));
    const lookAgain = (): void => {
      for (const document of vscode.workspace.textDocuments) {
        const key = document.uri.toString();
        const found = this.#checks.get(key);
        if (!this.#placeOf(document.uri)) this.#forget(document.uri);
        else if (found) this.#show(document, found);
        else if (!this.#walks.has(key)) look(document);
      }
    };
    this.#subscriptions = [
      this.#problems,
      this.#lenses,
      vscode.languages.registerCompletionItemProvider(FILES, this, " ", "{", ","),
      vscode.languages.registerCodeLensProvider(FILES, this),
      vscode.languages.registerCodeActionsProvider(FILES, this),
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidSaveTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      ferry.issues.onProjects(lookAgain),
      ferry.issues.onChange(lookAgain),
    ];
    for (const document of vscode.workspace.textDocuments) look(document);
  }

  dispose(): void {
    this.#isOver = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _: vscode.CancellationToken,
    { triggerKind }: vscode.CompletionContext,
  ): vscode.CompletionList | null {
    const place = this.#placeOf(document.uri);
    if (!place) return null;
    const [text, offset] = [document.getText().replaceAll("\r\n", "\n"), document.offsetAt(position)];
    const at = offset - position.line * (document.eol === vscode.EndOfLine.CRLF ? 1 : 0);
    const found = place.connection
      ? connectionCompletion(text, at, settingsFacts(place.live, place.connection))
      : projectCompletion(text, at);
    if (found === null) return null;
    const isFilter = place.connection !== null && found.path[0] === "share";
    // A finished filter with a space behind it: Enter begins the next line there.
    if (isFilter && found.typed !== "" && triggerKind === vscode.CompletionTriggerKind.TriggerCharacter) return null;
    const range = rangeOf(document, position, found.typed);
    const items = found.labels.map((label, i) => ({
      ...itemOf(label, found, place.connection !== null),
      range,
      sortText: String(i).padStart(4, "0"),
    }));
    // What a filter may go on with is asked for again with each letter: `all` is offered only where nothing stands.
    return new vscode.CompletionList(items, isFilter);
  }

  /** On a line with something to mend: the same in the form. */
  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const place = this.#placeOf(document.uri);
    if (!place?.connection) return [];
    const found = this.#checks.get(document.uri.toString());
    const [fault, flaw] = [found?.faults, found?.flaws].map((all) => all?.find(({ line }) => line - 1 === range.start.line));
    if (!fault && !flaw) return [];
    const at =
      flaw && "path" in flaw ? flaw.path : (/^[\w.-]+(?=:)/.exec(fault && "detail" in fault ? fault.detail : "")?.[0].split(".") ?? []);
    return [{ title: EDIT_FORM, kind: vscode.CodeActionKind.QuickFix, command: this.#formCommand(place.live, place.connection, at) }];
  }

  #formCommand({ project }: LiveProject, { name }: Connection, at: readonly string[]): vscode.Command {
    return { title: EDIT_FORM, command: "issueFerry.editConnection", arguments: [{ project: project.file.id, connection: name, at }] };
  }

  /** Above `share`, or the first line: how many issues that is, and what would change. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const form = this.#formLens(document);
    const preview = this.#previews.get(document.uri.toString())?.preview;
    if (!preview) return form;
    const lines = document.getText().split(/\r\n|\n/);
    const at = Math.max(
      0,
      lines.findIndex((line) => line.startsWith("share:")),
    );
    const titles = linesAboveShare(preview, !document.isDirty);
    return [...form, ...titles.map((title) => new vscode.CodeLens(new vscode.Range(at, 0, at, 0), { title, command: "" }))];
  }

  #formLens(document: vscode.TextDocument): vscode.CodeLens[] {
    const place = this.#placeOf(document.uri);
    if (!place?.connection) return [];
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), this.#formCommand(place.live, place.connection, []))];
  }

  #typed(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.#placeOf(document.uri)) return;
    clearTimeout(this.#waiting.get(key));
    const look = (): void => {
      this.#waiting.delete(key);
      void this.#check(document, false).catch((error: unknown) => this.#log(error));
    };
    this.#waiting.set(key, setTimeout(look, CALM_MS));
  }

  /** All issues are read for one file once at a time; of several saves meanwhile the newest text counts. */
  async #walk(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    const running = this.#walks.get(key);
    if (running) {
      running.again = true;
      return;
    }
    const mine = { again: true };
    this.#walks.set(key, mine);
    try {
      while (mine.again) {
        mine.again = false;
        await this.#check(document, true);
      }
    } finally {
      this.#walks.delete(key);
    }
  }

  /** `whole`: with a look at the issues, which costs more the more there are. */
  async #check(document: vscode.TextDocument, whole: boolean): Promise<void> {
    const place = document.isClosed ? null : this.#placeOf(document.uri);
    if (!place) return;
    const { live, connection } = place;
    const text = document.getText();
    if (connection === null) {
      this.#show(document, { faults: projectFaults(text), flaws: [], lacks: [], preview: null });
      return;
    }
    const version = document.version;
    const check = whole
      ? await checkText(live.project, connection, text)
      : checkTyped(live.project, connection, text, this.#previews.get(document.uri.toString())?.used);
    if (this.#isOver || document.isClosed || document.version !== version) return;
    this.#show(document, check);
    if (!whole) return;
    this.#previews.set(document.uri.toString(), check);
    this.#lenses.fire();
  }

  #show({ uri }: vscode.TextDocument, check: SettingsCheck): void {
    const { faults, flaws } = check;
    this.#checks.set(uri.toString(), check);
    const known = this.#ferry.issues.projects.flatMap(({ broken }) => broken);
    // What keeps a connection from working is shown by itself, whether its file is open or not.
    const isShown = (line: number, detail: string): boolean =>
      known.some((fault) => fault.kind === "broken" && fault.at === uri.fsPath && fault.line === line && fault.detail === detail);
    this.#problems.set(uri, [
      ...faults
        .filter(({ line, detail }) => !isShown(line, detail))
        .map(({ line, detail }) => problem(line, plainText(detail), vscode.DiagnosticSeverity.Error)),
      ...flaws.map((flaw) =>
        problem(flaw.line, flawSentence(flaw), isWarning(flaw) ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information),
      ),
    ]);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#previews.delete(key);
    this.#checks.delete(key);
    this.#problems.delete(uri);
  }

  #placeOf({ scheme, fsPath }: vscode.Uri): Place | null {
    if (scheme !== "file" || !fsPath.endsWith(".yaml")) return null;
    for (const live of this.#ferry.folders.live) {
      if (projectFilePath(live.project.workspace) === fsPath) return { live, connection: null };
      const connection = live.project.store.connections().find(({ name }) => connectionFile(live.project.workspace, name) === fsPath);
      if (connection) return { live, connection };
    }
    return null;
  }

  /** Of a folder that is closed nothing more can be read. */
  #log(error: unknown): void {
    if (this.#isOver) return;
    this.#ferry.log.error(error instanceof Error ? error : String(error));
  }
}

function problem(line: number, text: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  const at = Math.max(0, line - 1);
  const found = new vscode.Diagnostic(new vscode.Range(at, 0, at, Number.MAX_SAFE_INTEGER), text, severity);
  found.source = "Issue Ferry";
  found.code = "settings";
  return found;
}

/** Of what is typed, with the second quotation mark that the editor has put behind the cursor. */
function rangeOf(document: vscode.TextDocument, { line, character }: vscode.Position, typed: string): vscode.Range {
  const next = document.lineAt(line).text.charAt(character);
  const isQuote = /^["']/.test(typed) && typed.startsWith(next) && next !== "";
  return new vscode.Range(line, character - typed.length, line, character + (isQuote ? 1 : 0));
}

function itemOf(label: string, { at, path, typed }: SettingsCompletion, isConnection: boolean): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, at === "key" ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value);
  const isFilter = isConnection && path[0] === "share";
  const isPlain = isFilter ? !/:\s|\s#/.test(label) : /^[\w][\w .@/-]*$/.test(label);
  const word = isPlain ? label : JSON.stringify(label);
  item.filterText = `${/^["']/.exec(typed)?.[0] ?? ""}${label}`;
  item.insertText = at === "key" ? `${word}: ` : word;
  const words = at === "key" && path.length === 0 ? keyWords(isConnection ? "connection" : "project", label) : null;
  if (words !== null) item.documentation = words;
  return item;
}
