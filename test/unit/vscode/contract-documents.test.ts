import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
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
  return {
    EventEmitter: class {
      fire = (): void => undefined;
      dispose = (): void => undefined;
    },
    TabInputTextDiff,
    Uri: { from: (parts: object) => parts },
    workspace: { textDocuments: [], registerTextDocumentContentProvider: () => ({ dispose: () => undefined }) },
    commands: {
      executeCommand: (_: string, before: unknown, after: unknown) => editor.tabs.push({ input: new TabInputTextDiff(before, after) }),
    },
    window: {
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

let project: OpenProject;
let changed: () => void;

/** The partner proposes a contract with this number; null: nothing is proposed any more. */
function propose(number: number | null): void {
  const connection = runningConnection(project.context, "c", "acme", "secondary");
  const proposed = number === null ? null : { contract: { ...DEFAULT_TERMS, number }, note: "" };
  project.store.transaction(() => project.store.putConnection({ ...connection, proposed }));
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
  const documents = new ContractDocuments({ folders } as unknown as Ferry);
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
