import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { ContractDocuments, showContracts } from "../../../src/vscode/contract-documents.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { openedProject, place } from "../app/opened-project.ts";
import { runningConnection } from "../sync/sample-context.ts";

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
function propose(number: number | null, role: Role = "secondary"): void {
  const connection = runningConnection(project.context, "c", "acme", role);
  const proposed = number === null ? null : { contract: { ...DEFAULT_TERMS, number }, note: "" };
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

function shownUri(): Parameters<typeof documents.provideTextDocumentContent>[0] {
  const input = editor.tabs[1]?.input;
  if (typeof input !== "object" || input === null || !("uri" in input)) throw new Error("no document is shown");
  return input.uri as ReturnType<typeof shownUri>;
}
