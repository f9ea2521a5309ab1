import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import { connect } from "../../../src/app/connect.ts";
import type { FormFacts } from "../../../src/app/connection-form.ts";
import { FormEdits } from "../../../src/vscode/form-edits.ts";
import type { FormLook } from "../../../src/vscode/form-look.ts";
import { FORM_VIEWS } from "../../../src/vscode/form-views.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const PATH = "/acme/nordwind.yaml";
const FILE = `share: marked
values:
  status:
    send:
      # since May
      Doing: In progress # as agreed
      Open: New
  type: { send: { Bug: bug } }
`;

let edits: FormEdits;
let version: number;

const text = (): string => (editor.texts.get(PATH) ?? []).join("\n");

function write(instead: string): void {
  editor.texts.set(PATH, instead.split("\n"));
  version++;
}

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { folders } = testWindow(root);
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project");
  mkdirSync(join(root, "exchange"));
  await connect(live.project, { name: "nordwind", exchange: join(root, "exchange"), share: null }, null);
  const [connection] = live.project.store.connections();
  const facts: FormFacts = { own: new Map(), people: [] };
  const look = { place: () => ({ live, connection }), factsOf: () => facts } as unknown as FormLook;
  const document = {
    uri: { path: PATH },
    get version() {
      return version;
    },
    getText: text,
    positionAt: (offset: number) => {
      const before = text().slice(0, offset).split("\n");
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    },
  };
  version = 1;
  write(FILE);
  editor.said.length = 0;
  edits = new FormEdits(document as unknown as vscode.TextDocument, look, FORM_VIEWS);
});

const remove = (...path: string[]): Promise<unknown> => edits.carryOut({ do: "remove", path }, edits.state);

test("a row without a comment goes unasked, and nothing else changes", async () => {
  expect(await remove("values", "status", "send", "Open")).toBeNull();
  expect([text(), editor.said]).toEqual([FILE.replace("      Open: New\n", ""), []]);
});

test("comments inside of what goes are named first; what is left as it is stays as it is", async () => {
  expect(await remove("values", "status", "send")).toBeNull();
  expect([text(), editor.said]).toEqual([FILE, ["Remove 2 comments of the file, too?"]]);
  editor.answer = (_, buttons) => buttons.find((button) => button === "Remove");
  expect(await remove("values", "status", "send")).toBeNull();
  expect(text()).toBe("share: marked\nvalues:\n  type: { send: { Bug: bug } }\n");
});

test("a text that changed while that was asked is not edited", async () => {
  const changed = FILE.replace("share: marked", "share: all");
  editor.answer = (_, buttons) => {
    write(changed);
    return buttons.find((button) => button === "Remove");
  };
  expect(await remove("values", "status", "send")).toBe("gone");
  expect(text()).toBe(changed);
});
