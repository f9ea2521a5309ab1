import { join } from "node:path";
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { keepUnsavedDocuments } from "../../../src/vscode/unsaved-documents.ts";

// Its stand-in is not that of the other files, with which it shares a core: nothing that was read with one is used with the other.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

interface Document {
  isDirty: boolean;
  readonly uri: { readonly scheme: string; readonly fsPath: string };
}

/** What a window says of its editors; VS Code gives this module only inside of itself. */
const editor = vi.hoisted(() => ({
  documents: [] as Document[],
  tabs: [] as { readonly input: unknown }[],
  listeners: new Map<string, (event: never) => void>(),
}));

vi.mock("vscode", () => {
  const event =
    (name: string) =>
    (listener: (event: never) => void): { dispose: () => void } => {
      editor.listeners.set(name, listener);
      return { dispose: () => undefined };
    };
  return {
    TabInputText: class {
      readonly uri: unknown;
      constructor(uri: unknown) {
        this.uri = uri;
      }
    },
    TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
    Disposable: {
      from: (...all: readonly { dispose: () => void }[]) => ({
        dispose: () => {
          for (const one of all) one.dispose();
        },
      }),
    },
    window: {
      tabGroups: {
        get all() {
          return [{ tabs: editor.tabs }];
        },
      },
      onDidChangeTextEditorSelection: event("selected"),
    },
    workspace: {
      get textDocuments() {
        return editor.documents;
      },
      onDidChangeTextDocument: event("change"),
      onWillSaveTextDocument: event("will save"),
      onDidSaveTextDocument: event("saved"),
      onDidCloseTextDocument: event("closed"),
    },
  };
});

const FILE = join("/", "acme", "issues", "ACME-1.md");
const document: Document = { isDirty: false, uri: { scheme: "file", fsPath: FILE } };
let unsaved: readonly string[];
/** Into which somebody may type at any moment. */
let pausing: readonly string[];

function tell(name: string, event: unknown): void {
  editor.listeners.get(name)?.(event as never);
}

function opened(): void {
  const project = { workspace: join("/", "acme"), file: { issues: "issues" } };
  const set = (files: readonly string[], soon: readonly string[]): void => {
    unsaved = files;
    pausing = soon;
  };
  const folders = {
    live: [{ project, unsaved: { set } }],
    onChange: (listener: () => void) => {
      listener();
      return { dispose: () => undefined };
    },
  };
  const kept = keepUnsavedDocuments({ folders } as unknown as Ferry);
  onTestFinished(() => kept.dispose());
}

function typed(): void {
  document.isDirty = true;
  tell("change", { document });
}

function saved(reason: number): void {
  tell("will save", { document, reason });
  document.isDirty = false;
  tell("saved", document);
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  unsaved = [];
  pausing = [];
  editor.tabs = [];
  editor.documents = [document];
  document.isDirty = false;
});

test("what is typed is unsaved until it is saved", () => {
  opened();
  expect(unsaved).toEqual([]);
  typed();
  expect(unsaved).toEqual([FILE]);
  saved(1);
  expect(unsaved).toEqual([]);
});

test("after the editor saved by itself the person may type on for a moment", () => {
  opened();
  typed();
  saved(2);
  expect([unsaved, pausing]).toEqual([[], [FILE]]);
  typed();
  vi.advanceTimersByTime(60_000);
  expect(unsaved).toEqual([FILE]);
  saved(2);
  vi.advanceTimersByTime(60_000);
  expect([unsaved, pausing]).toEqual([[], []]);
});

test("that moment begins when it is saved, however long that takes", () => {
  opened();
  typed();
  tell("will save", { document, reason: 2 });
  vi.advanceTimersByTime(60_000);
  expect(unsaved).toEqual([FILE]);
  document.isDirty = false;
  tell("saved", document);
  expect([unsaved, pausing]).toEqual([[], [FILE]]);
  vi.advanceTimersByTime(60_000);
  expect(pausing).toEqual([]);
});

test("who moves the caret in an issue file is about to type, a text that is read anew or another file's caret is not", () => {
  opened();
  const elsewhere = { ...document, uri: { scheme: "file", fsPath: join("/", "acme", "notes.md") } };
  tell("selected", { kind: undefined, textEditor: { document } });
  tell("selected", { kind: 1, textEditor: { document: elsewhere } });
  expect(pausing).toEqual([]);
  tell("selected", { kind: 1, textEditor: { document } });
  expect([unsaved, pausing]).toEqual([[], [FILE]]);
  vi.advanceTimersByTime(60_000);
  expect(pausing).toEqual([]);
  tell("selected", { kind: 1, textEditor: { document } });
  typed();
  saved(1);
  expect([unsaved, pausing]).toEqual([[], []]);
});

test("the tabs of a window that comes back count until what was not saved in them can be known", async () => {
  const { TabInputText } = (await import("vscode")) as unknown as { TabInputText: new (uri: unknown) => unknown };
  editor.documents = [];
  editor.tabs = [{ input: new TabInputText(document.uri) }, { input: "a picture" }];
  opened();
  expect(unsaved).toEqual([FILE]);
  editor.documents = [document];
  typed();
  vi.advanceTimersByTime(60_000);
  expect(unsaved).toEqual([FILE]);
  saved(1);
  expect(unsaved).toEqual([]);
});

test("a tab in which all was saved counts no longer than that", async () => {
  const { TabInputText } = (await import("vscode")) as unknown as { TabInputText: new (uri: unknown) => unknown };
  editor.tabs = [{ input: new TabInputText(document.uri) }];
  opened();
  expect(unsaved).toEqual([FILE]);
  vi.advanceTimersByTime(60_000);
  expect(unsaved).toEqual([]);
});
