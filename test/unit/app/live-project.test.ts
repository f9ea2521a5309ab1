import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { type LiveProject, liveProject } from "../../../src/app/live-project.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { tryLock } from "../../../src/store/worker-lock.ts";
import { openedProject, place } from "./opened-project.ts";

function live(project: OpenProject): LiveProject {
  const made = liveProject(project, (bug) => {
    throw bug;
  });
  onTestFinished(() => made.close());
  return made;
}

function again(project: OpenProject, root: string): OpenProject {
  const opened = openProject(project.workspace, { state: join(root, "Acme-state"), author: "Bo" });
  if (!opened.ok) throw new Error(opened.failure.kind);
  return opened.value;
}

const soon = { timeout: 15_000, interval: 20 };

test("a file that is saved becomes an issue of the index, and listeners hear of it", async () => {
  const project = openedProject(place());
  const window = live(project);
  let told = 0;
  window.onChange(() => told++);
  writeFileSync(join(project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  await vi.waitFor(() => {
    window.index.refresh();
    expect([...window.index.issues.values()].map((issue) => [issue.key, issue.fields["title"]])).toEqual([["ACME-1", "Pump leaks"]]);
  }, soon);
  expect(told).toBeGreaterThan(0);
  expect(window.activity()).toMatchObject({ mode: "working", failed: false });
});

test("two windows: one works, the other follows, sees the same and can command; then it takes over", async () => {
  const root = place();
  const first = openedProject(root);
  const one = live(first);
  await vi.waitFor(() => expect(one.activity().mode).toBe("working"), soon);
  const two = live(again(first, root));
  const id = newId(Date.now(), new Uint8Array(10));
  const outcome = await two.carryOut({ kind: "new issue", issue: id, change: { fields: { title: "Valve" } } });
  expect(outcome.kind).toBe("done");
  expect(two.activity().mode).toBe("following");
  await vi.waitFor(() => {
    one.index.refresh();
    two.index.refresh();
    expect([one.index.issues.get(id)?.key, two.index.issues.get(id)?.key]).toEqual(["ACME-1", "ACME-1"]);
  }, soon);
  await one.close();
  await vi.waitFor(() => expect(two.activity().mode).toBe("working"), soon);
});

test("paused means that nobody works, in all windows, until somebody resumes", async () => {
  const root = place();
  const first = openedProject(root);
  const one = live(first);
  const two = live(again(first, root));
  two.setPaused(true);
  await vi.waitFor(() => expect([one.activity().mode, two.activity().mode]).toEqual(["paused", "paused"]), soon);
  const lock = tryLock(first.stateDirectory);
  expect(lock).not.toBeNull();
  lock?.release();
  writeFileSync(join(first.workspace, "issues", "pump.md"), "# Pump leaks\n");
  // Nobody works: only the command is carried out, by whoever gave it, and the file keeps its name.
  await two.carryOut({ kind: "stop", connection: "nobody" });
  expect(existsSync(join(first.workspace, "issues", "pump.md"))).toBe(true);
  one.setPaused(false);
  await vi.waitFor(() => expect(existsSync(join(first.workspace, "issues", "ACME-1.md"))).toBe(true), soon);
  expect(readdirSync(join(first.workspace, "issues")).filter((name) => name.endsWith(".md"))).toEqual(["ACME-1.md"]);
});

test("while it is paused, whoever asks for a synchronisation gets one, and it stays paused", async () => {
  const project = openedProject(place());
  const window = live(project);
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity().mode).toBe("paused"), soon);
  const files = (): string[] => readdirSync(join(project.workspace, "issues")).filter((name) => name.endsWith(".md"));
  writeFileSync(join(project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  expect(await window.carryOut({ kind: "sync" })).toMatchObject({ kind: "done" });
  expect(files()).toEqual(["ACME-1.md"]);
  expect(window.activity().mode).toBe("paused");
  expect([...window.index.refresh()]).toHaveLength(1);
});

test("closing on a full disk ends the work and frees the lock", async () => {
  const project = openedProject(place());
  const window = live(project);
  await vi.waitFor(() => expect(window.activity().mode).toBe("working"), soon);
  window.unsaved.set(["ACME-1.md"]);
  vi.spyOn(project.store, "transaction").mockImplementation(() => {
    throw new StoreUnavailable("full");
  });
  await window.close();
  const lock = tryLock(project.stateDirectory);
  expect(lock).not.toBeNull();
  lock?.release();
});

test("a pass that still runs while the window closes sees what is unsaved, and has its store until its end", async () => {
  const project = openedProject(place());
  const bugs: unknown[] = [];
  let release: () => void = () => undefined;
  const reached = new Promise<void>((begins) => {
    const changes = project.tracker.changes.bind(project.tracker);
    vi.spyOn(project.tracker, "changes").mockImplementation(async function* (options) {
      begins();
      await new Promise<void>((resolve) => (release = resolve));
      seen.push(project.store.fact("unsaved"));
      yield* changes(options);
    });
  });
  const seen: (string | null)[] = [];
  const window = liveProject(project, (bug) => bugs.push(bug));
  window.unsaved.set([join(project.workspace, "issues", "ACME-1.md")]);
  await reached;
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity().mode).toBe("working"), soon);
  window.setPaused(false);
  const closed = window.close();
  release();
  await closed;
  expect(seen[0]).toContain("ACME-1.md");
  expect(bugs).toEqual([]);
});

test("a pause that cannot be read at once is seen later; after a bug it is shown, and restart does not break it", async () => {
  const project = openedProject(place());
  const window = liveProject(project, () => undefined);
  onTestFinished(() => window.close());
  await vi.waitFor(() => expect(window.activity()).toMatchObject({ mode: "working", busy: false }), soon);
  vi.spyOn(project.tracker, "changes").mockImplementation(() => {
    throw new Error("a bug");
  });
  writeFileSync(join(project.workspace, "issues", "a.md"), "# A\n");
  await vi.waitFor(() => expect(window.activity().failed).toBe(true), soon);
  const fact = project.store.fact.bind(project.store);
  let busy = true;
  vi.spyOn(project.store, "fact").mockImplementation((name) => {
    if (name !== "paused" || !busy) return fact(name);
    busy = false;
    throw new StoreUnavailable("busy");
  });
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity().mode).toBe("paused"), soon);
  window.restart();
  expect(window.activity().mode).toBe("paused");
  vi.restoreAllMocks();
});

test("what passes met is not said of a window that makes none any more", async () => {
  const root = place();
  const project = openedProject(root);
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const made = await connect(project, { name: "nordwind", exchange, share: "marked" }, join(root, "invitation.txt"));
  expect(made.ok).toBe(true);
  rmSync(exchange, { recursive: true });
  const window = live(project);
  await vi.waitFor(() => expect(window.activity().failures).toHaveLength(1), soon);
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity()).toMatchObject({ mode: "paused", failures: [], interrupted: null }), soon);
});

test("a window that rested writes nothing when another folder works for the project by now", async () => {
  const root = place();
  const project = openedProject(root);
  const window = live(project);
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity().mode).toBe("paused"), soon);
  const copy = join(root, "copy");
  cpSync(project.workspace, copy, { recursive: true });
  const there = openProject(copy, { state: join(root, "Acme-state"), author: "Bo", here: true });
  if (!there.ok) throw new Error(there.failure.kind);
  onTestFinished(() => there.value.close());
  const changes = vi.spyOn(project.tracker, "changes");
  writeFileSync(join(project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  const command = { kind: "new issue", issue: newId(Date.now(), new Uint8Array(10)), change: { fields: { title: "Valve" } } } as const;
  expect(await window.carryOut(command)).toMatchObject({ kind: "failed", code: "WORKED_ON_ELSEWHERE", data: { path: copy } });
  const told: string[] = [];
  window.onChange(() => told.push(window.activity().mode));
  window.setPaused(false);
  await vi.waitFor(() => expect(told.join(" ")).toMatch(/working.*following/), soon);
  expect(changes).not.toHaveBeenCalled();
  expect(readdirSync(join(project.workspace, "issues"))).toEqual(["pump.md"]);
  const lock = tryLock(project.stateDirectory);
  expect(lock).not.toBeNull();
  lock?.release();
});

async function pausedWithExchange(
  root: string,
): Promise<{ readonly window: LiveProject; readonly project: OpenProject; readonly exchange: string }> {
  const project = openedProject(root);
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  expect(await connect(project, { name: "nordwind", exchange, share: null }, null)).toMatchObject({ ok: true });
  const window = live(project);
  window.setPaused(true);
  await vi.waitFor(() => expect(window.activity().mode).toBe("paused"), soon);
  return { window, project, exchange };
}

test("a synchronisation that is asked for while paused tells whoever asked that the exchange folder is away", async () => {
  const { window, exchange } = await pausedWithExchange(place());
  rmSync(exchange, { recursive: true });
  const outcome = await window.carryOut({ kind: "sync" });
  expect(outcome).toMatchObject({ kind: "failed", code: "EXCHANGE_UNUSABLE", data: { kind: "unreachable", place: exchange, others: 0 } });
  mkdirSync(exchange);
  expect(await window.carryOut({ kind: "sync" })).toEqual({ kind: "done", data: {} });
});

test("a window that closes waits for the passes that were asked for while paused, and they end soon", async () => {
  const { window, project } = await pausedWithExchange(place());
  window.unsaved.set([join(project.workspace, "issues", "ACME-1.md")]);
  let release: () => void = () => undefined;
  let passes = 0;
  const seen: (string | null)[] = [];
  const reached = new Promise<void>((begins) => {
    const changes = project.tracker.changes.bind(project.tracker);
    vi.spyOn(project.tracker, "changes").mockImplementation(async function* (options) {
      passes++;
      begins();
      await new Promise<void>((resolve) => (release = resolve));
      seen.push(project.store.fact("unsaved"));
      yield* changes(options);
    });
  });
  writeFileSync(join(project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  const asked = window.carryOut({ kind: "sync" });
  await reached;
  const closed = window.close();
  release();
  await closed;
  expect(await asked).toMatchObject({ kind: "done" });
  expect(seen).toEqual([expect.stringContaining("ACME-1.md")]);
  expect(passes).toBe(1);
});
