import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { AuditEvent } from "../../../src/model/audit.ts";
import { newId } from "../../../src/model/ids.ts";
import { newsWords } from "../../../src/view/news-words.ts";
import { Unread } from "../../../src/vscode/unread.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
const kept = new Map<string, unknown>();

async function opened(root: string): Promise<void> {
  window = testWindow(root, kept);
  await window.folders.refresh();
  window.model.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
}

beforeEach(async () => {
  kept.clear();
  const root = emptyRoot();
  projectFolder(root, "Acme");
  await opened(root);
  for (const title of ["Pump", "Valve", "Gasket"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title, status: "New" } } });
  }
  window.model.refresh();
});

const id = (key: string): string => live.project.store.issueByKey(key)?.id ?? "";

/** As if messages of the partner had done it. */
function partnerDoes(...events: readonly (Partial<AuditEvent> & { readonly issue: string })[]): void {
  const { store } = live.project;
  store.transaction(() =>
    store.addAudit(events.map((event) => ({ time: 1, actor: "partner Nordwind", action: "issue applied", ...event }))),
  );
  window.model.refresh();
}

/** Words of what is marked, by key. */
function marked(): Record<string, string> {
  const [project] = window.model.projects;
  const found = project?.list.items.flatMap(({ issue, news }) => (news ? [[issue.key, newsWords(news)]] : [])) ?? [];
  expect(project?.unread).toBe(found.length);
  return Object.fromEntries(found);
}

test("what a partner did is marked, and told to who shows rows, until it is read; own deeds are not", () => {
  const told: string[][] = [];
  window.model.onChange(({ changed }) => told.push([...changed]));
  expect(marked()).toEqual({});
  partnerDoes({ issue: id("ACME-2"), parts: ["title"] }, { issue: id("ACME-3"), parts: ["comment:x"], added: ["comment:x"] });
  expect(marked()).toEqual({ "ACME-2": "title changed by Nordwind", "ACME-3": "comment by Nordwind" });
  window.model.markRead(live, [id("ACME-2"), id("ACME-1")]);
  expect(marked()).toEqual({ "ACME-3": "comment by Nordwind" });
  window.model.markRead(live, null);
  expect(marked()).toEqual({});
  expect(told).toEqual([[id("ACME-2"), id("ACME-3")], [id("ACME-2")], [id("ACME-3")]]);
});

test("the next window of the workspace finds it, with what came while there was none; what was read stays read", async () => {
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] }, { issue: id("ACME-2"), parts: ["title"] });
  window.model.markRead(live, [id("ACME-1")]);
  const { store } = live.project;
  store.transaction(() =>
    store.addAudit([{ time: 1, actor: "partner Nordwind", action: "issue applied", issue: id("ACME-3"), info: "whole" }]),
  );
  await window.folders.stop();
  await opened(window.root);
  // It was introduced here: whatever the partner sent whole is no new issue.
  expect(marked()).toEqual({ "ACME-2": "title changed by Nordwind", "ACME-3": "changed by Nordwind" });
});

test("who sees the project for the first time finds nothing marked that is old", async () => {
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] });
  await window.folders.stop();
  kept.clear();
  await opened(window.root);
  expect(marked()).toEqual({});
  partnerDoes({ issue: id("ACME-2"), parts: ["title"] });
  expect(marked()).toEqual({ "ACME-2": "title changed by Nordwind" });
});

test("an issue that is gone is not counted, whether it went before or after", async () => {
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] });
  const second = id("ACME-2");
  await live.carryOut({ kind: "delete issue", issue: second });
  await live.carryOut({ kind: "delete issue", issue: id("ACME-1") });
  window.model.refresh();
  expect(marked()).toEqual({});
  partnerDoes({ issue: second, parts: ["title"] });
  expect(marked()).toEqual({});
});

test("what went while no window was open is not counted in the next one", async () => {
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] }, { issue: id("ACME-2"), parts: ["title"] });
  const closed = live;
  const gone = id("ACME-1");
  window.model.dispose();
  window.unread.dispose();
  await closed.carryOut({ kind: "delete issue", issue: gone });
  await window.folders.stop();
  await opened(window.root);
  expect(marked()).toEqual({ "ACME-2": "title changed by Nordwind" });
});

test("what was kept in a shape that this version does not know is left out", async () => {
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] });
  window.unread.dispose();
  const [name = "", there] = [...kept].find(([key]) => key.startsWith("unread.")) ?? [];
  const { upTo, marks } = there as { upTo: number; marks: [string, object][] };
  const strange = [...marks, [id("ACME-2"), { kind: "praised", partner: "Nordwind", parts: [] }], [id("ACME-3"), "changed"], null];
  const byId = { [id("ACME-1")]: { kind: "new", partner: "Nordwind", parts: [] } };
  await window.folders.stop();
  kept.set(name, { upTo, marks: strange });
  await opened(window.root);
  expect(marked()).toEqual({ "ACME-1": "title changed by Nordwind" });
  for (const value of ["all", { upTo: "2", marks: [] }, { upTo, marks: byId }]) {
    await window.folders.stop();
    kept.set(name, value);
    await opened(window.root);
    expect(marked()).toEqual({});
  }
});

test("a store that is busy in the middle of a look costs no mark", () => {
  const { store } = live.project;
  const away = id("ACME-3");
  const busy = { ...live, index: { ...live.index, issues: new Map([[id("ACME-1"), live.index.issues.get(id("ACME-1"))]]) } };
  const failing = {
    ...store,
    issue: () => {
      throw new Error("database is busy");
    },
  };
  const unread = new Unread({ get: () => undefined, update: () => Promise.resolve() }, { warn: () => undefined });
  onTestFinished(() => unread.dispose());
  unread.take(live, new Set());
  const event = { time: 1, actor: "partner Nordwind", action: "issue applied", parts: ["title"] } as const;
  store.transaction(() => store.addAudit([id("ACME-1"), away].map((issue) => ({ ...event, issue }))));
  const broken = { ...busy, project: { ...live.project, store: failing } } as unknown as LiveProject;
  expect(() => unread.take(broken, new Set())).toThrow("database is busy");
  unread.take(live, new Set());
  expect([unread.of(live, id("ACME-1")), unread.of(live, away)]).toMatchObject([{ kind: "changed" }, { kind: "changed" }]);
});

test("marks that cannot be written are still known, that is logged, and the next write holds them", async () => {
  const { workspaceState } = window.ferry.context;
  const update = vi.spyOn(workspaceState, "update").mockRejectedValueOnce(new Error("disk full"));
  partnerDoes({ issue: id("ACME-1"), parts: ["title"] });
  window.unread.dispose();
  await vi.waitFor(() => expect(window.logged).toContain("marks of what is new: Error: disk full"));
  expect(marked()).toEqual({ "ACME-1": "title changed by Nordwind" });
  partnerDoes({ issue: id("ACME-2"), parts: ["title"] });
  window.unread.dispose();
  expect(update).toHaveBeenCalledTimes(2);
  await window.folders.stop();
  await opened(window.root);
  expect(Object.keys(marked())).toEqual(["ACME-1", "ACME-2"]);
});

test("ten thousand changes are taken up in steps, and the newest are remembered", async () => {
  const { store } = live.project;
  const many = 10_000;
  const first = live.index.issues.get(id("ACME-1"));
  if (!first) throw new Error("no issue");
  store.transaction(() => {
    for (let i = 0; i < many; i++)
      store.putIssue({ ...first, id: `0000000000000000000${String(i).padStart(7, "0")}`, key: `NW-${i}`, receivedOver: "c" });
    store.addAudit(
      Array.from({ length: many }, (_, i) => ({
        time: 1,
        actor: "partner Nordwind",
        action: "issue applied",
        info: "whole",
        issue: `0000000000000000000${String(i).padStart(7, "0")}`,
      })),
    );
  });
  window.model.refresh();
  expect(window.model.projects[0]?.unread).toBe(1_000);
  await vi.waitFor(
    () => expect(window.model.projects[0]?.list.items.find(({ issue }) => issue.key === `NW-${many - 1}`)?.news?.kind).toBe("new"),
    {
      timeout: 20_000,
    },
  );
  expect(window.model.projects[0]?.unread).toBe(2_000);
  window.model.markRead(live, null);
  expect(marked()).toEqual({});
  expect(JSON.stringify([...kept.values()]).length).toBeLessThan(1_000);
});
