import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { type LostIssue, bringBack } from "../../../src/vscode/commands/bring-back.ts";
import { DeletionTeller } from "../../../src/vscode/deletion-teller.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

/** Milliseconds that a busy machine may take for an answer. */
const PATIENCE = { timeout: 10_000 };

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;

async function opened(root: string): Promise<void> {
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
}

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  await opened(root);
  for (const title of ["Pump", "Valve", "Gasket"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title, status: "New" } } });
  }
});

const lost = (key: string): LostIssue => ({ live, issue: row(key), by: { side: "partner", name: "Nordwind" }, time: 1, sequence: 1 });

const tell = (): void => {
  const teller = new DeletionTeller(window.ferry, 0);
  onTestFinished(() => teller.dispose());
};

const row = (key: string) => {
  const found = live.project.store.issueByKey(key);
  if (!found) throw new Error(key);
  return found;
};

/** As if messages of the partner had done it. */
async function partnerDeletes(...keys: readonly string[]): Promise<void> {
  const { store } = live.project;
  for (const key of keys) await live.carryOut({ kind: "delete issue", issue: row(key).id });
  store.transaction(() => {
    for (const key of keys) {
      store.addAudit([{ time: Date.now(), actor: "partner Nordwind", action: "issue applied", issue: row(key).id, parts: ["deleted"] }]);
      store.putIssue(row(key));
    }
  });
}

const told = (): string[] => editor.said.filter((text) => text.includes("deleted"));

test("what a partner deleted is said, and one click brings it back", async () => {
  tell();
  editor.answer = (_, buttons) => buttons.find((button) => button === "Bring Back");
  await partnerDeletes("ACME-2");
  await vi.waitFor(() => expect(row("ACME-2").gone).toBe(null), PATIENCE);
  expect(told()).toEqual(['Nordwind deleted ACME-2 "Valve".']);
  await vi.waitFor(() => expect(editor.said.at(-1)).toBe("ACME-2 is there again"), PATIENCE);
});

test("several are said at once; one of them is chosen, or all", async () => {
  tell();
  editor.answer = (_, buttons) => buttons.find((button) => button === "Bring Back...");
  // The teller of these tests gathers nothing: both are known before it may speak.
  const gone = ["ACME-1", "ACME-3"].map((key) => row(key).id);
  editor.focused = false;
  await partnerDeletes("ACME-1", "ACME-3");
  await vi.waitFor(() => expect(gone.filter((id) => live.index.issues.has(id))).toEqual([]), PATIENCE);
  await window.folders.refresh();
  editor.focused = true;
  editor.windowMoved.fire({ focused: true });
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1), PATIENCE);
  expect(told()).toEqual(["Nordwind deleted 2 issues: ACME-1, ACME-3."]);
  const [box] = editor.boxes;
  expect(box?.items.map(({ label }) => label)).toEqual(["All 2 of them", "ACME-1  Pump", "ACME-3  Gasket"]);
  box?.accept(box.items[2]);
  await vi.waitFor(() => expect(row("ACME-3").gone).toBe(null), PATIENCE);
  expect(row("ACME-1").gone).toBe("deleted");
});

test("it is said once: not after it was brought back, not by the next window, and what was deleted here not at all", async () => {
  tell();
  await live.carryOut({ kind: "delete issue", issue: row("ACME-1").id });
  await partnerDeletes("ACME-2");
  await vi.waitFor(() => expect(told()).toEqual(['Nordwind deleted ACME-2 "Valve".']), PATIENCE);
  await window.folders.stop();
  await opened(window.root);
  tell();
  await partnerDeletes("ACME-3");
  await vi.waitFor(() => expect(told()).toEqual(['Nordwind deleted ACME-2 "Valve".', 'Nordwind deleted ACME-3 "Gasket".']), PATIENCE);
});

test("what went while nobody looked is said when the next window opens", async () => {
  // Somebody has had it open before.
  new DeletionTeller(window.ferry, 0).dispose();
  await partnerDeletes("ACME-2");
  await window.folders.stop();
  await opened(window.root);
  expect(told()).toEqual([]);
  tell();
  await vi.waitFor(() => expect(told()).toEqual(['Nordwind deleted ACME-2 "Valve".']), PATIENCE);
});

test("a window that is not in front leaves it to the one that is", async () => {
  tell();
  editor.focused = false;
  await partnerDeletes("ACME-2");
  await window.folders.refresh();
  expect(told()).toEqual([]);
  editor.focused = true;
  await partnerDeletes("ACME-3");
  // At once or one after the other: the second one may come a moment later.
  await vi.waitFor(() => expect(told().join(" ")).toMatch(/^Nordwind deleted .*ACME-2.*ACME-3/), PATIENCE);
});

test("what cannot be brought back is not said to be there", async () => {
  for (const key of ["ACME-1", "ACME-2"]) await live.carryOut({ kind: "delete issue", issue: row(key).id });
  const { store } = live.project;
  store.transaction(() =>
    store.addAudit([{ time: Date.now(), actor: "Ada", action: "link", issue: row("ACME-1").id, connection: "nordwind", info: "done" }]),
  );
  const all = ["ACME-1", "ACME-2", "ACME-3"].map(lost);
  editor.said.length = 0;
  await bringBack(window.ferry, all);
  expect(editor.said).toEqual([
    "ACME-3, ACME-2 are there again",
    "ACME-1: not brought back, as a link made one issue of it and the partner's.",
  ]);
  editor.folders.length = 0;
  await window.folders.refresh();
  editor.said.length = 0;
  await bringBack(window.ferry, all);
  expect(editor.said).toEqual(["ACME-1, ACME-2, ACME-3: not brought back, as the project is no longer open here."]);
});

test("deletions that could not be looked up are told at the next look", async () => {
  tell();
  const { store } = live.project;
  const fact = store.fact.bind(store);
  let refused = 0;
  await partnerDeletes("ACME-2");
  store.fact = (name) => {
    if (name !== "asked:deletions") return fact(name);
    refused += 1;
    throw new Error("the disk is full");
  };
  await vi.waitFor(() => expect(refused).toBeGreaterThan(0), PATIENCE);
  store.fact = fact;
  expect(told()).toEqual([]);
  await partnerDeletes("ACME-3");
  // At once or one after the other: the second one may come a moment later.
  await vi.waitFor(() => expect(told().join(" ")).toMatch(/^Nordwind deleted .*ACME-2.*ACME-3/), PATIENCE);
});
