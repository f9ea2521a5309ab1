import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { type ContractTerms, DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { connectionFile } from "../../../src/app/connection-name.ts";
import { ContractDocuments, showContracts } from "../../../src/vscode/contract-documents.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { openedProject, place } from "../app/opened-project.ts";
import { runningConnection } from "../sync/sample-context.ts";

// Its stand-in is not that of the other files, with which it shares a core: nothing that was read with one is used with the other.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

/** The tabs of a window; VS Code gives this module only inside of itself. */
const editor = vi.hoisted(() => ({ tabs: [] as { readonly input: unknown }[] }));

vi.mock("vscode", () => {
  class TabInputTextDiff {
    readonly original: unknown;
    readonly modified: unknown;
    constructor(original: unknown, modified: unknown) {
      this.original = original;
      this.modified = modified;
    }
  }
  class TabInputText {
    readonly uri: unknown;
    constructor(uri: unknown) {
      this.uri = uri;
    }
  }
  return {
    EventEmitter: class {
      fire = (): void => undefined;
      dispose = (): void => undefined;
    },
    TabInputTextDiff,
    TabInputText,
    Uri: { from: (parts: object) => parts },
    workspace: {
      textDocuments: [],
      registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
      openTextDocument: (uri: unknown) => Promise.resolve({ uri }),
    },
    commands: {
      executeCommand: (_: string, before: unknown, after: unknown) => editor.tabs.push({ input: new TabInputTextDiff(before, after) }),
    },
    window: {
      showTextDocument: ({ uri }: { uri: unknown }) => Promise.resolve(void editor.tabs.push({ input: new TabInputText(uri) })),
      tabGroups: {
        get all() {
          return [{ tabs: editor.tabs }];
        },
        close: (tabs: readonly unknown[]) => {
          editor.tabs = editor.tabs.filter((tab) => !tabs.includes(tab));
          return Promise.resolve(true);
        },
      },
    },
  };
});

let documents: ContractDocuments;
let project: OpenProject;
let changed: () => void;

/** The partner proposes a contract with this number; null: nothing is proposed any more. */
function propose(number: number | null, role: Role = "secondary", terms: ContractTerms = DEFAULT_TERMS): void {
  const connection = runningConnection(project.context, "c", "acme", role);
  const proposed = number === null ? null : { contract: { ...terms, number }, note: "" };
  project.store.transaction(() => project.store.putConnection({ ...connection, ...(number === 1 && { contract: null }), proposed }));
  changed();
}

beforeEach(() => {
  editor.tabs = [{ input: "another editor" }];
  project = openedProject(place());
  changed = () => undefined;
  const folders = {
    live: [{ project }],
    onChange: (listener: () => void) => {
      changed = listener;
      return { dispose: () => undefined };
    },
  };
  documents = new ContractDocuments({ folders } as unknown as Ferry);
  onTestFinished(() => documents.dispose());
});

test.each([
  ["decided", null],
  ["replaced by another one", 3],
])("the comparison with a proposal closes when that is %s, and no other editor does", async (_, then) => {
  propose(2);
  await showContracts(project.file.id, "acme", { number: 1 }, { number: 2 }, true);
  propose(2);
  expect(editor.tabs).toHaveLength(2);
  propose(then);
  expect(editor.tabs).toEqual([{ input: "another editor" }]);
});

test("the comparison of a project that is not open, or not yet, stays", async () => {
  propose(2);
  await showContracts("another project", "acme", { number: 1 }, { number: 2 }, true);
  propose(null);
  expect(editor.tabs).toHaveLength(2);
});

test("a first contract stands alone, with what to do about it above, and goes when it is decided", async () => {
  propose(1);
  await showContracts(project.file.id, "acme", null, { number: 1 }, true);
  const uri = shownUri();
  expect(uri.path).toBe("/acme/acme: contract 1.proposal");
  const text = await documents.provideTextDocumentContent(uri);
  expect(text).toMatch(/^acme proposes contract 1\.\nAbove, at the right: Accept Contract, Decline Contract\.\n\nTypes of issues/);
  expect(text).toContain("acme's value stands.");
  propose(null);
  expect(editor.tabs).toEqual([{ input: "another editor" }]);
});

test("the side that proposed it reads that nobody answered yet", async () => {
  propose(1, "primary");
  await showContracts(project.file.id, "acme", null, { number: 1 }, false);
  expect(await documents.provideTextDocumentContent(shownUri())).toMatch(/^You have proposed contract 1\.\nacme has not answered yet\.\n/);
});

test("whoever is asked reads below the contract which of its words have none here, and what it brings that this project has no place for", async () => {
  const status = { name: "status", kind: "option", direction: "both", policy: "primary", values: ["New", "Done"] } as const;
  const team = { name: "x-team", kind: "option", direction: "both", policy: "primary" } as const;
  const terms = { ...DEFAULT_TERMS, fields: [...DEFAULT_TERMS.fields.filter(({ name }) => name !== "status"), status, team] };
  const reads = async (settings: string): Promise<string> => {
    const file = connectionFile(project.workspace, "acme");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, settings);
    project.context.begin();
    propose(2, "secondary", terms);
    await showContracts(project.file.id, "acme", { number: 1 }, { number: 2 }, true);
    const text = await documents.provideTextDocumentContent(shownUri());
    editor.tabs = editor.tabs.slice(0, 1);
    return text.slice(text.indexOf("What it means for your words"));
  };
  expect(await reads("share: marked\nvalues: { status: { receive: { New: Open }, send: { Open: New }, otherwise: refuse } }\n")).toBe(
    `What it means for your words
  status: the contract lists "Done", which has no word
  here. An issue that gets it keeps its old value and
  shows an error.
  This project has no field x-team (option). What comes
  in it is not written here, and shown as an error,
  until .issue-ferry/project.yaml has it.
`,
  );
  expect(await reads("share: [\n")).toContain("have a fault");
});

function shownUri(): Parameters<typeof documents.provideTextDocumentContent>[0] {
  const input = editor.tabs[1]?.input;
  if (typeof input !== "object" || input === null) throw new Error("no document is shown");
  if ("modified" in input) return input.modified as ReturnType<typeof shownUri>;
  if ("uri" in input) return input.uri as ReturnType<typeof shownUri>;
  throw new Error("no document is shown");
}
