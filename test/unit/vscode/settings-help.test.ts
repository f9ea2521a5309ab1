import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { connectionFile } from "../../../src/app/connection-name.ts";
import { issueIndex } from "../../../src/app/issue-index.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { settingsHelp } from "../../../src/vscode/settings-help.ts";
import { place } from "../app/opened-project.ts";
import { NOW, ask, freshId, runningSides } from "../app/running-sides.ts";

// Its stand-in is not that of the other files, with which it shares a core: nothing that was read with one is used with the other.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

interface Document {
  readonly uri: { readonly scheme: string; readonly fsPath: string; toString(): string };
  version: number;
  readonly isClosed: boolean;
  readonly eol: number;
  text: string;
  getText(): string;
  lineAt(line: number): { readonly text: string };
  offsetAt(at: { line: number; character: number }): number;
}

interface Item {
  readonly label: string;
  readonly insertText: string;
  readonly filterText: string;
  readonly sortText: string;
  readonly range: { readonly from: number; readonly to: number };
}

const editor = vi.hoisted(() => ({
  documents: [] as unknown[],
  problems: new Map<string, { readonly message: string; readonly severity: number; readonly range: { readonly line: number } }[]>(),
  listeners: new Map<string, (event: never) => void>(),
  completion: null as {
    provideCompletionItems(
      document: unknown,
      at: unknown,
      token: unknown,
      context: unknown,
    ): { items: Item[]; isIncomplete: boolean } | null;
  } | null,
  lenses: null as { provideCodeLenses(document: unknown): { command: { title: string } }[] } | null,
  actions: null as {
    provideCodeActions(
      document: unknown,
      range: unknown,
    ): { title: string; command: { arguments: { connection: string; at: string[] }[] } }[];
  } | null,
}));

vi.mock("vscode", () => {
  const nothing = { dispose: () => undefined };
  const event = (name: string) => (listener: (event: never) => void) => (editor.listeners.set(name, listener), nothing);
  return {
    EndOfLine: { LF: 1, CRLF: 2 },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
    CompletionItemKind: { Property: 9, Value: 11 },
    EventEmitter: class {
      event = event("lenses");
      fire = () => undefined;
      dispose = () => undefined;
    },
    Range: class {
      line: number;
      from: number;
      to: number;
      constructor(line: number, from: number, _: number, to: number) {
        this.line = line;
        this.from = from;
        this.to = to;
      }
    },
    Diagnostic: class {
      range: unknown;
      message: string;
      severity: number;
      constructor(range: unknown, message: string, severity: number) {
        Object.assign(this, { range, message, severity });
        this.message = message;
        this.severity = severity;
      }
    },
    CodeActionKind: { QuickFix: "quickfix" },
    CompletionTriggerKind: { Invoke: 0, TriggerCharacter: 1 },
    CompletionList: class {
      items: unknown;
      isIncomplete: boolean;
      constructor(items: unknown, isIncomplete: boolean) {
        this.items = items;
        this.isIncomplete = isIncomplete;
      }
    },
    CompletionItem: class {
      label: string;
      insertText = "";
      constructor(label: string) {
        this.label = label;
      }
    },
    CodeLens: class {
      command: unknown;
      constructor(_: unknown, command: unknown) {
        this.command = command;
      }
    },
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: { fsPath: string }, found: never[]) => editor.problems.set(uri.fsPath, found),
        delete: (uri: { fsPath: string }) => editor.problems.delete(uri.fsPath),
        dispose: () => undefined,
      }),
      registerCompletionItemProvider: (_: unknown, provider: never) => ((editor.completion = provider), nothing),
      registerCodeLensProvider: (_: unknown, provider: never) => ((editor.lenses = provider), nothing),
      registerCodeActionsProvider: (_: unknown, provider: never) => ((editor.actions = provider), nothing),
    },
    workspace: {
      get textDocuments() {
        return editor.documents;
      },
      onDidOpenTextDocument: event("open"),
      onDidSaveTextDocument: event("save"),
      onDidChangeTextDocument: event("change"),
      onDidCloseTextDocument: event("close"),
    },
  };
});

let ada: OpenProject;
/** As after a pass that changed something. */
let passed = (): void => undefined;
const broken: { broken: unknown[] }[] = [];
const NOTHING = { dispose: () => undefined };
let shown: Document;
/** What was logged. */
const failed: unknown[] = [];

function documentOf(path: string): Document {
  return {
    uri: { scheme: "file", fsPath: path, toString: () => path },
    version: 1,
    isClosed: false,
    eol: 1,
    text: readFileSync(path, "utf8"),
    getText() {
      return this.text;
    },
    lineAt(line) {
      return { text: this.text.split("\n")[line] ?? "" };
    },
    offsetAt({ line, character }) {
      return this.text.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0) + character;
    },
  };
}

/** As if it was typed, and nobody typed for a while. */
async function typed(text: string): Promise<readonly string[]> {
  Object.assign(shown, { text, version: shown.version + 1 });
  editor.problems.delete(shown.uri.fsPath);
  editor.listeners.get("change")?.({ document: shown } as never);
  return problems();
}

async function problems(): Promise<readonly string[]> {
  const found = await vi.waitFor(
    () => {
      const there = editor.problems.get(shown.uri.fsPath);
      if (!there) throw new Error("not looked at yet");
      return there;
    },
    { timeout: 5000 },
  );
  return found.map(({ range, severity, message }) => `${range.line + 1} ${["error", "warning", "note"][severity]} ${message}`);
}

beforeEach(async () => {
  const sides = await runningSides(place());
  for (const side of [sides.bo, sides.ada]) await sync(side, NOW);
  ada = sides.ada;
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Valve", status: "Doing" }, share: ["nordwind"] } });
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Pump", status: "Open" } } });
  shown = documentOf(connectionFile(ada.workspace, "nordwind"));
  editor.documents = [shown];
  const index = issueIndex(ada.store);
  index.refresh();
  const live = { project: ada, index } as LiveProject;
  const ferry = {
    folders: { live: [live] },
    issues: { projects: broken, onProjects: () => NOTHING, onChange: (listener: () => void) => ((passed = listener), NOTHING) },
    log: { error: (error: unknown) => failed.push(error) },
  } as unknown as Ferry;
  const help = settingsHelp(ferry);
  onTestFinished(() => help.dispose());
});

afterEach(() => {
  editor.problems.clear();
  broken.splice(0);
  if (failed.length > 0) throw new Error(String(failed.splice(0)));
});

test("a file that is typed says at once what is wrong, on its line, and what words it loses", async () => {
  expect(await problems()).toEqual([]);
  expect(await typed("shar: all\n")).toEqual(["1 error shar: there is no such key; perhaps share is meant"]);
  const words = "share: marked\nvalues:\n  status:\n    send: { Open: New, Doing: New }\n    receive: { New: Open }\n";
  expect(await typed(words)).toEqual([expect.stringMatching(/^4 note status: "Open", "Doing" all leave as "New"/)]);
  expect(await typed("templates: { title: { send: Secret } }\n")).toEqual([
    expect.stringMatching(/^1 warning title: the text has no \{title\}/),
  ]);
  expect(await typed("share: all\n")).toEqual([]);
});

test("what the pass found, too, stands there once", async () => {
  await problems();
  expect(await typed("shar: all\n")).toHaveLength(1);
  const detail = "shar: there is no such key; perhaps share is meant";
  broken.push({ broken: [{ kind: "broken", at: shown.uri.fsPath, line: 1, detail }] });
  passed();
  expect(await problems()).toEqual([]);
});

test("what is typed and saved at once keeps what only a look at the issues finds", async () => {
  await problems();
  const text = "share: status in (Open, Doing)\nvalues: { status: { send: { Open: New }, otherwise: refuse } }\n";
  Object.assign(shown, { text, version: shown.version + 1 });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  editor.listeners.get("change")?.({ document: shown } as never);
  expect(vi.getTimerCount()).toBe(1);
  editor.listeners.get("save")?.(shown as never);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  const titles = previews;
  await vi.waitFor(() => expect(titles()?.[0]).toBe("2 of 2 issues of this project are in scope."), { timeout: 5000 });
});

test("what may stand at the cursor is offered, in the words of the project", async () => {
  await problems();
  expect(offered("values:\n  status:\n    send: { ").map(({ insertText }) => insertText)).toEqual(["Doing: ", "Open: "]);
  expect(offered("emails: ").map(({ label }) => label)).toEqual(["false", "true"]);
  expect(offered("").map(({ label }) => label)).toContain("templates");
});

test("a chosen completion takes the place of what is typed, and Enter alone lets nothing leave", async () => {
  await problems();
  const [first, ...others] = offered("share: ").toSorted((one, other) => one.sortText.localeCompare(other.sortText));
  expect([first?.label, others.at(-1)?.label]).toEqual(["marked", "all"]);
  expect(offered("share: label:pump ")).toEqual([]);
  expect(offered("# a comment ")).toEqual([]);
  const filter = offered("share: status = O", 0).find(({ label }) => label === "status = Open");
  expect(filter).toMatchObject({ insertText: "status = Open", range: { from: 7, to: 17 } });
  const status = 'values: { status: { send: { "Do';
  expect(offered(`${status}"`, 0, status.length)[0]).toMatchObject({ filterText: '"Doing', range: { from: 28, to: 32 } });
});

/** At the end of the text, or in its last line there; `trigger` 0: asked for. */
function offered(text: string, trigger = 1, at?: number): readonly Item[] {
  shown.text = text;
  const lines = text.split("\n");
  const position = { line: lines.length - 1, character: at ?? lines.at(-1)?.length ?? 0 };
  return editor.completion?.provideCompletionItems(shown, position, null, { triggerKind: trigger })?.items ?? [];
}

/** The lenses that say what the settings would do. */
function previews(): readonly string[] | undefined {
  const titles = editor.lenses?.provideCodeLenses(shown).map(({ command }) => command.title);
  return titles?.filter((title) => title !== "Open as Form");
}

test("from the text the form is one click away, and from what is wrong its own place there", async () => {
  await problems();
  expect(editor.lenses?.provideCodeLenses(shown).map(({ command }) => command.title)[0]).toBe("Open as Form");
  shown.text = "share: all\nvalues: { status: { otherwise: [] } }\n";
  shown.version++;
  writeFileSync(shown.uri.fsPath, shown.text);
  editor.listeners.get("save")?.(shown as never);
  const actions = () => editor.actions?.provideCodeActions(shown, { start: { line: 1 } }) ?? [];
  await vi.waitFor(() => expect(actions()).toHaveLength(1));
  expect(actions()[0]).toMatchObject({
    title: "Open as Form",
    command: { arguments: [{ connection: "nordwind", at: ["values", "status", "otherwise"] }] },
  });
  expect(editor.actions?.provideCodeActions(shown, { start: { line: 0 } })).toEqual([]);
});

test("above `share` stands what the file would do, once it is saved", async () => {
  await problems();
  const titles = previews;
  await vi.waitFor(() => expect(titles()?.[0]).toBe("1 of 2 issues of this project is in scope."));
  shown.text = "share: status in (Open, Doing)\nvalues: { status: { send: { Open: New }, otherwise: refuse } }\n";
  shown.version++;
  writeFileSync(shown.uri.fsPath, shown.text);
  editor.listeners.get("save")?.(shown as never);
  await vi.waitFor(() => expect(titles()?.[0]).toBe("2 of 2 issues of this project are in scope."));
  expect(titles()?.at(-1)).toBe('status "Doing" has no mapping: 1 issue (ACME-1).');
});
