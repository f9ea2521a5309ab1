import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import type { KeptAlarm } from "../../../src/model/alarm.ts";
import { newId } from "../../../src/model/ids.ts";
import type { ActivityNode } from "../../../src/vscode/activity-tree.ts";
import { ActivityView } from "../../../src/vscode/activity-view.ts";
import type { ReportDocuments } from "../../../src/vscode/report-documents.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const soon = { timeout: 15_000, interval: 20 };
let root: string;

beforeEach(() => {
  root = emptyRoot();
});

interface Shown extends TestWindow {
  readonly view: ActivityView;
  readonly live: LiveProject;
  readonly reports: Map<string, string>;
  readonly details: string[];
}

/** A window that shows a project which nobody works for meanwhile. */
async function shown(prepare: (live: LiveProject) => unknown = () => undefined): Promise<Shown> {
  const window = testWindow(root);
  const [reports, details] = [new Map<string, string>(), [] as string[]];
  const ferry = { ...window.ferry, details: { show: (_: unknown, issue: string) => void details.push(issue) } } as typeof window.ferry;
  const view = new ActivityView({
    ferry,
    reports: { show: async (name: string, text: string) => void reports.set(name, text) } as unknown as ReportDocuments,
    reveal: async (_, issue) => void details.push(`row ${issue}`),
  });
  onTestFinished(() => view.dispose());
  await window.folders.refresh();
  const [live] = window.folders.live;
  if (!live) throw new Error("not open");
  live.setPaused(true);
  await vi.waitFor(() => expect(live.activity().mode).toBe("paused"), soon);
  await prepare(live);
  window.model.refresh();
  return { ...window, view, live, reports, details };
}

/** Alarms about a connection that nobody has joined. */
async function raise({ project }: LiveProject, ...alarms: readonly Partial<KeptAlarm>[]): Promise<void> {
  const { store } = project;
  mkdirSync(join(root, "exchange"), { recursive: true });
  await connect(project, { name: "nordwind", exchange: join(root, "exchange"), share: null }, null);
  const connection = store.connections()[0]?.id ?? "";
  const plain = { id: 0, raiser: "here", code: "TIMEOUT", connection, first: 1, last: 1, count: 1, info: "GetStatus" } as const;
  store.transaction(() => {
    for (const { acknowledged, ...alarm } of alarms) {
      store.putAlarm({ ...plain, ...alarm }, JSON.stringify(alarm));
      const kept = store.openAlarm(connection, "here", JSON.stringify(alarm));
      if (acknowledged && kept) store.putAlarm({ ...kept, acknowledged }, "");
    }
  });
}

function note(
  { project: { store } }: LiveProject,
  events: readonly { action: string; reference?: string; issue?: string; info?: string }[],
): void {
  store.transaction(() => store.addAudit(events.map((event) => ({ time: Date.now(), actor: "Ada", ...event }))));
}

const below = (view: ActivityView, node?: ActivityNode): Promise<ActivityNode[]> => view.getChildren(node);
const item = (view: ActivityView, node: ActivityNode): Promise<vscode.TreeItem> => view.getTreeItem(node);

/** The rows as lines, those of folded groups too. */
async function lines(view: ActivityView, node?: ActivityNode, depth = 0): Promise<string[]> {
  const all: string[] = [];
  for (const child of await below(view, node)) {
    const { label, description } = await item(view, child);
    const name = typeof label === "string" ? label : "";
    all.push(`${"  ".repeat(depth)}${name}${description ? ` | ${String(description)}` : ""}`);
    all.push(...(await lines(view, child, depth + 1)));
  }
  return all;
}

async function nodeOf(view: ActivityView, fits: (node: ActivityNode) => boolean, within?: ActivityNode): Promise<ActivityNode> {
  for (const child of await below(view, within)) {
    if (fits(child)) return child;
    const found = await nodeOf(view, fits, child).catch(() => null);
    if (found) return found;
  }
  throw new Error("no such row");
}

const run = (name: string, ...given: unknown[]): unknown => editor.commands.get(`issueFerry.${name}`)?.(...given);

describe("alarms", () => {
  test("grave ones first, the open ones on the container, and those acknowledged folded below", async () => {
    projectFolder(root, "Acme");
    const { view } = await shown((live) =>
      raise(
        live,
        {},
        { code: "CHECKSUM_ALARM", info: "NEW_FILE_CHECKSUM" },
        { code: "COMPONENT_FAILURE", acknowledged: { by: "Ada", time: 1 } },
      ),
    );
    const badge = { value: 2, tooltip: "2 open alarms, 1 needs you" };
    await vi.waitFor(() => expect(editor.views.get("issueFerry.activity")?.badge).toEqual(badge), soon);
    const rows = (await lines(view)).map((line) => line.replace(/ \|.*/, ""));
    expect(rows.slice(0, 5)).toEqual([
      "Alarms",
      "  A file's checksum is not the one that was expected: NEW_FILE_CHECKSUM.",
      "  Nobody answered GetStatus in time.",
      "  Acknowledged",
      "    Something that is needed does not work: GetStatus.",
    ]);
    const group = await nodeOf(view, ({ kind }) => kind === "acknowledged");
    expect((await item(view, group)).collapsibleState).toBe(1);
    expect((await item(view, await nodeOf(view, ({ kind }) => kind === "alarm"))).accessibilityInformation?.label).toMatch(
      /^Alarm that needs you: /,
    );
  });

  test("what is acknowledged in one window is so in the other, and a row that is gone acknowledges nothing else", async () => {
    projectFolder(root, "Acme");
    const one = await shown((live) => raise(live, {}, { info: "GetChecksums" }));
    const first = await nodeOf(one.view, ({ kind }) => kind === "alarm");
    await run("acknowledgeAlarm", first, [first]);
    await run("acknowledgeAlarm", undefined);
    const two = testWindow(root);
    const other = new ActivityView({ ferry: two.ferry, reports: {} as ReportDocuments, reveal: async () => undefined });
    onTestFinished(() => other.dispose());
    await two.folders.refresh();
    expect((await below(other, (await below(other))[0])).map(({ kind }) => kind)).toEqual(["alarm", "acknowledged"]);
    // Commands are the editor's: the newest window has them.
    await run("acknowledgeAll");
    await vi.waitFor(async () => expect((await lines(one.view))[0]).toBe("Alarms | none open"), soon);
    expect(editor.said.at(-1)).toBe("Acknowledged 1 alarm.");
    await vi.waitFor(() => expect(editor.views.get("issueFerry.activity")?.badge).toBeUndefined(), soon);
  });

  test("the palette asks which one, where no row is meant", async () => {
    projectFolder(root, "Acme");
    const { view } = await shown((live) => raise(live, {}));
    editor.pick = (items) => items[0];
    await run("acknowledgeAlarm");
    await vi.waitFor(async () => expect((await lines(view))[0]).toBe("Alarms | none open"), soon);
  });
});

describe("what happened", () => {
  test("a hundred thousand events cost what the newest few cost", async () => {
    projectFolder(root, "Acme");
    const { view, live, folders } = await shown((project) =>
      note(
        project,
        Array.from({ length: 100_000 }, () => ({ action: "sync" })),
      ),
    );
    const older = vi.spyOn(live.project.store, "newestAudits");
    const rows = await lines(view);
    expect(rows.length).toBeLessThan(210);
    expect(rows.at(-1)).toBe("Show older");
    const asked = (): number => older.mock.calls.reduce((sum, [, , limit]) => sum + limit, 0);
    expect(asked()).toBeLessThanOrEqual(500);
    await run("olderActivity", await nodeOf(view, ({ id }) => id.endsWith("/note/older")));
    expect((await lines(view)).filter((line) => line.includes("synchronised")).length).toBe(400);
    // What is new is read alone.
    const before = asked();
    note(live, [{ action: "delete issue", info: "done" }]);
    folders.touch();
    await vi.waitFor(async () => expect((await lines(view)).some((line) => line.includes("deleted the issue"))).toBe(true), soon);
    expect(asked()).toBe(before);
  });

  test("nothing is read while nobody looks", async () => {
    projectFolder(root, "Acme");
    const { view, live, folders } = await shown();
    await lines(view);
    const shownView = editor.views.get("issueFerry.activity");
    if (shownView) shownView.visible = false;
    const looks = vi.spyOn(live.project.store, "alarms");
    let told = 0;
    folders.onChange(() => told++);
    note(live, [{ action: "sync" }]);
    folders.touch();
    await vi.waitFor(() => expect(told).toBeGreaterThan(0), soon);
    expect(looks.mock.calls.map(([which]) => which)).not.toContain("all");
  });

  test("a filter shows what it says beside the title, and is cleared by one click", async () => {
    projectFolder(root, "Acme");
    const { view } = await shown((live) =>
      note(live, [{ action: "sync" }, { action: "message refused", info: "TOO_LARGE" }, { action: "file sealed" }]),
    );
    expect((await lines(view)).filter((line) => line.startsWith("  "))).toHaveLength(2);
    editor.pick = (items) => items.find(({ label }) => label.endsWith("Kind") || label.endsWith("Refused"));
    await run("filterActivity");
    expect((await lines(view)).slice(-1)[0]).toMatch(/A message of a partner of before was refused: TOO_LARGE\.$/);
    expect([editor.views.get("issueFerry.activity")?.description, editor.keys.get("issueFerry.activityFiltered")]).toEqual([
      "refused",
      true,
    ]);
    editor.pick = (items) => items.find(({ label }) => label.endsWith("Words"));
    editor.line = () => "nowhere";
    await run("filterActivity");
    const nothing = await nodeOf(view, ({ id }) => id.endsWith("/note/nothing"));
    const row = await item(view, nothing);
    expect(row.label).toMatch(/^0 of \d+ events match, clear the filter$/);
    await run(row.command?.command.replace("issueFerry.", "") ?? "");
    expect((await lines(view)).filter((line) => line.startsWith("  "))).toHaveLength(2);
    expect([editor.views.get("issueFerry.activity")?.description, editor.keys.get("issueFerry.activityFiltered")]).toEqual([
      undefined,
      false,
    ]);
  });

  test("an empty project says that nothing has happened, and a window without one where to begin", async () => {
    projectFolder(root, "Acme");
    const { view, live, folders } = await shown();
    vi.spyOn(live.project.store, "newestAudits").mockReturnValue([]);
    expect(await lines(view)).toEqual(["No alarms", "Nothing has happened yet"]);
    await folders.stop();
    expect(await below(view)).toEqual([]);
  });

  test("several projects stand in folders", async () => {
    projectFolder(root, "Acme");
    projectFolder(root, "Nordwind");
    const { view } = await shown((live) => raise(live, {}));
    const roots = await below(view);
    expect(await Promise.all(roots.map(async (node) => (await item(view, node)).label))).toEqual(["Acme", "Nordwind"]);
    const [first, second] = roots;
    expect((await below(view, first)).map(({ kind }) => kind)[0]).toBe("alarms");
    expect((await below(view, second)).map(({ kind }) => kind)[0]).toBe("note");
  });
});

/** The window's project, connected with another one. */
async function connected(): Promise<Shown & { readonly bo: OpenProject; readonly pass: () => Promise<void> }> {
  projectFolder(root, "Acme");
  const window = await shown();
  const { live } = window;
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const bo = openedProject(root, "Nordwind");
  const made = await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  const pass = async (): Promise<void> => {
    await sync(bo, NOW);
    await live.carryOut({ kind: "sync" });
  };
  await vi.waitFor(async () => {
    await pass();
    expect(projectView(live.project).connections[0]).toMatchObject({ status: "stopped", partner: "Nordwind" });
  }, 30_000);
  return { ...window, bo, pass };
}

describe("what can be done with a row", () => {
  test("its issue and its message are shown, and one that is about none says so", async () => {
    projectFolder(root, "Acme");
    const issue = newId(Date.now(), new Uint8Array(10).fill(1));
    const { view, live, details, reports } = await shown();
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title: "Valve" } } });
    const reference = `${"0".repeat(26)}.17`;
    note(live, [{ action: "issue sent", issue, reference }]);
    const row = await vi.waitFor(() => nodeOf(view, (node) => node.kind === "event" && node.event.action === "issue sent"), soon);
    expect((await item(view, row)).contextValue).toBe("event issue message");
    await run("revealIssue", row);
    expect(details).toEqual([issue, `row ${issue}`]);
    await run("revealMessage", row);
    expect([...reports.keys()]).toEqual(["Message 17 about ACME-1"]);
    expect(reports.get("Message 17 about ACME-1")).toMatch(/## The issue as it stands now\n\nACME-1 {2}Valve/);
    await run("revealMessage");
    expect(editor.said.at(-1)).toBe("Choose a row in Alarms and activity first.");
  });

  test("a partner's trail is asked for, waited for, and shown in its own words", async () => {
    const { pass, reports } = await connected();
    const fetches = run("fetchTrail");
    await vi.waitFor(async () => {
      await pass();
      expect(reports.size).toBe(1);
    }, 30_000);
    await fetches;
    expect(reports.get("Trail of Nordwind")).toMatch(/^# Nordwind\n\nWhat Nordwind has on record .*\n\n\d+ events\.\n1\. /);
  });

  test("the trail is written where the person says, one JSON document a line; a folder that is not there is said", async () => {
    projectFolder(root, "Acme");
    const { live } = await shown();
    const path = join(root, "trail.jsonl");
    editor.file = (title) => (title === "Export the Trail" ? path : undefined);
    note(live, [{ action: "sync" }]);
    await run("exportTrail");
    const [head, ...rest] = readFileSync(path, "utf8").trim().split("\n");
    expect(JSON.parse(head ?? "")).toMatchObject({ kind: "head", format: "issue-ferry-audit", project: "Acme" });
    expect(rest.some((line) => line.includes('"action":"sync"'))).toBe(true);
    expect(editor.said.at(-1)).toMatch(/lines written to .*trail\.jsonl/);
    editor.file = () => join(root, "no", "trail.jsonl");
    await run("exportTrail");
    expect(editor.said.at(-1)).toMatch(/cannot be written: ENOENT/);
    expect(existsSync(join(root, "no"))).toBe(false);
  });
});
