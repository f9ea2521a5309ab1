/**
 * What of the editor our code asks for: VS Code gives its module only inside of itself. Tests say what the editor holds in `editor`, and read there
 * what it was told. In a test file: `vi.mock("vscode", async () => (await import("./editor.ts")).vscode);`
 */
export interface Editor {
  folders: { name: string; uri: { scheme: string; fsPath: string; toString(): string } }[];
  trusted: boolean;
  focused: boolean;
  /** Of `issueFerry`. */
  settings: Record<string, unknown>;
  /** By `setContext`. */
  readonly keys: Map<string, unknown>;
  readonly commands: Map<string, (...given: unknown[]) => unknown>;
  /** Texts of notifications and of the status bar, in order. */
  readonly said: string[];
  /** What is chosen in a notification with this text. */
  answer: (text: string, buttons: readonly string[]) => string | undefined;
  /** What is picked of a short list (`showQuickPick`). */
  pick: (items: readonly { label: string }[]) => unknown;
  /** What is typed in a line (`showInputBox`) that holds `value` already. */
  line: (value: string) => string | undefined;
  /** The path that is chosen in a file dialog with this title. */
  file: (title: string) => string | undefined;
  /** Lines of the texts that can be opened, by path; edits are made in them. */
  readonly texts: Map<string, string[]>;
  /** Quick picks and input boxes that were shown. */
  readonly boxes: Box[];
  /** Views whose bar runs. */
  readonly busy: string[];
  /** What is waited for in a notification, with what was told of it and the way to give it up. */
  readonly waits: { readonly title: string; readonly told: string[]; cancel(): void }[];
  readonly views: Map<string, { message?: string | undefined; visible: boolean; badge?: unknown; description?: string | undefined }>;
  readonly statusBar: Record<string, unknown>;
  readonly problems: Map<string, unknown[]>;
  /** Listeners of file watchers, as `pattern kind`. */
  readonly watched: Map<string, () => void>;
  readonly configured: Emitter<{ affectsConfiguration: (name: string) => boolean }>;
  /** An editor with this file comes to the front. */
  readonly inFront: Emitter<unknown>;
  /** The window comes to the front, or goes behind another program's. */
  readonly windowMoved: Emitter<{ readonly focused: boolean }>;
  /** Something is selected in one; a text that is read anew moves the selection without a `kind`. */
  readonly selected: Emitter<unknown>;
  /** Tabs were opened, or came to the front. */
  readonly tabs: Emitter<unknown>;
}

export interface Box {
  items: readonly { label: string; description?: string; alwaysShow?: boolean; kind?: number }[];
  activeItems: readonly unknown[];
  value: string;
  title: string | undefined;
  step?: number;
  totalSteps?: number;
  buttons?: readonly unknown[];
  placeholder: string | undefined;
  /** Below the line. */
  prompt: string | undefined;
  /** Not shown as it is typed. */
  password: boolean;
  /** What is wrong with the value, and the like. */
  validationMessage: unknown;
  selectedItems: readonly unknown[];
  /** As if it was typed. */
  type(text: string): void;
  accept(...items: readonly unknown[]): void;
  hide(): void;
  /** The button of the question before. */
  back(): void;
}

export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();
  readonly event = (listener: (value: T) => unknown): { dispose: () => void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export const editor: Editor = {
  folders: [],
  trusted: true,
  focused: true,
  settings: {},
  keys: new Map(),
  commands: new Map(),
  said: [],
  answer: () => undefined,
  pick: () => undefined,
  line: () => undefined,
  file: () => undefined,
  texts: new Map(),
  boxes: [],
  busy: [],
  waits: [],
  views: new Map(),
  statusBar: {},
  problems: new Map(),
  watched: new Map(),
  configured: new Emitter(),
  inFront: new Emitter(),
  windowMoved: new Emitter(),
  selected: new Emitter(),
  tabs: new Emitter(),
};

/** As it is before a test. */
export function resetEditor(): void {
  Object.assign(editor, { folders: [], trusted: true, focused: true, settings: {}, answer: () => undefined, pick: () => undefined });
  editor.file = () => undefined;
  editor.line = () => undefined;
  for (const kept of [editor.keys, editor.commands, editor.views, editor.problems, editor.watched, editor.texts]) kept.clear();
  for (const list of [editor.said, editor.boxes, editor.busy, editor.waits]) list.length = 0;
}

const nothing = (): { dispose: () => void } => ({ dispose: () => undefined });

const watch =
  (what: string) =>
  (listener: () => void): { dispose: () => void } => {
    editor.watched.set(what, listener);
    return nothing();
  };

class FileInput {
  readonly uri: unknown;
  constructor(uri: unknown) {
    this.uri = uri;
  }
}

class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, path: string, query = "") {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}:${this.path}${this.query}`;
  }
  static file = (path: string): Uri => new Uri("file", path);
  static joinPath = ({ scheme, path }: Uri, ...parts: string[]): Uri => new Uri(scheme, [path, ...parts].join("/"));
  static from = ({ scheme, path = "", query = "" }: { scheme: string; path?: string; query?: string }): Uri => new Uri(scheme, path, query);
}

class Named {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(line: number, from: number, lastLine: number, to: number) {
    this.start = new Position(line, from);
    this.end = new Position(lastLine, to);
  }
}

/** Inserts and deletes within a line, replaces anything. */
class WorkspaceEdit {
  readonly made: (() => void)[] = [];
  insert({ path }: Uri, { line, character }: Position, text: string): void {
    this.#put(path, line, character, character, text);
  }
  delete({ path }: Uri, { start, end }: Range): void {
    this.#put(path, start.line, start.character, end.character, "");
  }
  replace({ path }: Uri, { start, end }: Range, text: string): void {
    this.made.push(() => {
      const lines = editor.texts.get(path) ?? [];
      const before = (lines[start.line] ?? "").slice(0, start.character);
      const after = (lines[end.line] ?? "").slice(end.character);
      lines.splice(start.line, end.line - start.line + 1, ...`${before}${text}${after}`.split("\n"));
    });
  }
  #put(path: string, line: number, from: number, to: number, text: string): void {
    this.made.push(() => {
      const lines = editor.texts.get(path) ?? [];
      const old = lines[line] ?? "";
      lines[line] = old.slice(0, from) + text + old.slice(to);
    });
  }
}

function textAt(uri: Uri): object {
  const lines = (): string[] => editor.texts.get(uri.path) ?? [];
  return {
    uri,
    languageId: "typescript",
    get lineCount() {
      return lines().length;
    },
    lineAt: (line: number) => ({ text: lines()[line] ?? "" }),
  };
}

const folderOf = (uri: Uri): Editor["folders"][number] | undefined =>
  editor.folders.find((folder) => uri.path.startsWith(`${folder.uri.fsPath}/`));

function box(): Box & Record<string, unknown> {
  const changed = new Emitter<string>();
  const accepted = new Emitter<void>();
  const hidden = new Emitter<void>();
  const buttons = new Emitter<unknown>();
  let items: Box["items"] = [];
  const made = {
    get items() {
      return items;
    },
    // As the editor does it: the first row is the one that Enter takes.
    set items(rows: Box["items"]) {
      items = rows;
      made.activeItems = rows.slice(0, 1);
    },
    activeItems: [] as readonly unknown[],
    selectedItems: [] as readonly unknown[],
    value: "",
    title: undefined,
    placeholder: undefined,
    prompt: undefined,
    password: false,
    validationMessage: undefined,
    onDidChangeValue: changed.event,
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidTriggerButton: buttons.event,
    show: () => editor.boxes.push(made),
    hide: () => hidden.fire(),
    dispose: () => undefined,
    type(text: string) {
      made.value = text;
      changed.fire(text);
    },
    accept(...chosen: readonly unknown[]) {
      made.selectedItems = chosen.length > 0 ? chosen : made.activeItems;
      accepted.fire();
    },
    back: () => buttons.fire({}),
  };
  return made;
}

const message = (text: string, ...rest: unknown[]): Promise<string | undefined> => {
  editor.said.push(text);
  const buttons = rest.filter((one) => typeof one === "string");
  return Promise.resolve(editor.answer(text, buttons));
};

export const vscode = {
  version: "1.115.0",
  env: { remoteName: undefined },
  EventEmitter: Emitter,
  Uri,
  Disposable: { from: (...all: { dispose(): unknown }[]) => ({ dispose: () => all.forEach((one) => void one.dispose()) }) },
  TreeItem: class {
    label: string;
    collapsibleState: number;
    constructor(label: string, state = 0) {
      this.label = label;
      this.collapsibleState = state;
    }
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ThemeIcon: class extends Named {
    static Folder = new Named("folder");
  },
  ThemeColor: Named,
  TabInputText: class extends FileInput {},
  TabInputCustom: class extends FileInput {},
  MarkdownString: Named,
  Range,
  Position,
  WorkspaceEdit,
  Diagnostic: class {
    readonly range: unknown;
    readonly message: string;
    constructor(range: unknown, text: string) {
      this.range = range;
      this.message = text;
    }
  },
  DiagnosticSeverity: { Error: 0 },
  StatusBarAlignment: { Left: 1 },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  QuickInputButtons: { Back: {} },
  InputBoxValidationSeverity: { Info: 1 },
  workspace: {
    get isTrusted() {
      return editor.trusted;
    },
    get workspaceFolders() {
      return editor.folders;
    },
    textDocuments: [],
    openTextDocument: (uri: Uri) => Promise.resolve(textAt(uri)),
    getWorkspaceFolder: folderOf,
    asRelativePath: (uri: Uri) => uri.path.slice((folderOf(uri)?.uri.fsPath.length ?? -1) + 1),
    applyEdit: ({ made }: WorkspaceEdit) => {
      for (const edit of made) edit();
      return Promise.resolve(true);
    },
    onDidChangeWorkspaceFolders: nothing,
    onDidGrantWorkspaceTrust: nothing,
    onDidChangeConfiguration: editor.configured.event,
    createFileSystemWatcher: (pattern: string) => ({
      onDidCreate: watch(`${pattern} create`),
      onDidDelete: watch(`${pattern} delete`),
      onDidChange: watch(`${pattern} change`),
      dispose: () => undefined,
    }),
    getConfiguration: () => ({ get: (name: string, otherwise?: unknown) => editor.settings[name] ?? otherwise }),
  },
  window: {
    activeTextEditor: undefined,
    get state() {
      return { focused: editor.focused };
    },
    onDidChangeWindowState: editor.windowMoved.event,
    onDidChangeActiveTextEditor: editor.inFront.event,
    onDidChangeTextEditorSelection: editor.selected.event,
    tabGroups: { onDidChangeTabs: editor.tabs.event, all: [], activeTabGroup: { activeTab: undefined } },
    createTreeView: (id: string) => {
      const view = {
        visible: true,
        selection: [],
        onDidChangeVisibility: nothing,
        onDidExpandElement: nothing,
        onDidCollapseElement: nothing,
        dispose: () => undefined,
      };
      editor.views.set(id, view);
      return view;
    },
    createStatusBarItem: () => Object.assign(editor.statusBar, { show: () => undefined, hide: () => undefined, dispose: () => undefined }),
    createQuickPick: box,
    showQuickPick: (items: readonly { label: string }[]) => Promise.resolve(editor.pick(items)),
    createInputBox: box,
    showInputBox: ({ value = "" }: { value?: string }) => Promise.resolve(editor.line(value)),
    showSaveDialog: ({ title }: { title: string }) => {
      const path = editor.file(title);
      return Promise.resolve(path === undefined ? undefined : Uri.file(path));
    },
    showOpenDialog: ({ title }: { title: string }) => {
      const path = editor.file(title);
      return Promise.resolve(path === undefined ? undefined : [Uri.file(path)]);
    },
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    setStatusBarMessage: (text: string) => void editor.said.push(text),
    withProgress: async (
      { title, location }: { title?: string; location?: { viewId?: string } },
      work: (progress: unknown, cancelled: unknown) => unknown,
    ) => {
      const [told, asked]: [string[], Emitter<void>] = [[], new Emitter()];
      if (title !== undefined) editor.waits.push({ title, told, cancel: () => asked.fire() });
      const report = ({ message: said = "" }: { message?: string }): void => void told.push(said);
      const view = location?.viewId;
      if (view !== undefined) editor.busy.push(view);
      try {
        return await work({ report }, { isCancellationRequested: false, onCancellationRequested: asked.event });
      } finally {
        if (view !== undefined) editor.busy.splice(editor.busy.indexOf(view), 1);
      }
    },
    registerFileDecorationProvider: nothing,
  },
  ProgressLocation: { Notification: 15 },
  commands: {
    executeCommand: (name: string, ...given: unknown[]) => {
      if (name === "setContext") editor.keys.set(String(given[0]), given[1]);
      return Promise.resolve(editor.commands.get(name)?.(...given));
    },
    registerCommand: (name: string, work: (...given: unknown[]) => unknown) => {
      editor.commands.set(name, work);
      return nothing();
    },
  },
  languages: {
    createDiagnosticCollection: () => ({
      clear: () => editor.problems.clear(),
      set: (all: readonly (readonly [unknown, unknown[]])[]) => {
        for (const [uri, found] of all) editor.problems.set(String(uri), found);
      },
      dispose: () => undefined,
    }),
  },
};
