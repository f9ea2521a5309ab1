import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openProject } from "../../../src/app/open-project.ts";
import { isUnsaved, registerWindow, unsavedNames } from "../../../src/app/unsaved-files.ts";
import { carryOutAnywhere } from "../../../src/app/worker.ts";
import { watch } from "../../../src/app/watch.ts";
import { newId } from "../../../src/model/ids.ts";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { type SqliteStore, openStore } from "../../../src/store/sqlite-store.ts";
import { openedProject, place } from "./opened-project.ts";

function project(): { store: SqliteStore; state: string } {
  const state = mkdtempSync(join(tmpdir(), "ferry-unsaved-"));
  const opened = openStore(join(state, "store.sqlite"));
  if (!opened.ok) throw new Error(opened.failure.kind);
  onTestFinished(() => {
    opened.value.close();
    rmSync(state, { recursive: true });
  });
  return { store: opened.value, state };
}

describe("unsaved files", () => {
  test("are those that any window registered, until it saves or closes", () => {
    const { store, state } = project();
    const one = registerWindow(store, state);
    const other = registerWindow(store, state);
    one.set(["/w/issues/ACME-1.md", "/w/issues/ACME-2.md"]);
    other.set(["/w/issues/ACME-2.md"]);
    const seen = (): boolean[] => [1, 2, 3].map((number) => isUnsaved(store, state, `/w/issues/ACME-${number}.md`));
    expect(seen()).toEqual([true, true, false]);
    one.set([]);
    expect(seen()).toEqual([false, true, false]);
    other.close();
    expect(seen()).toEqual([false, false, false]);
    one.close();
    expect(readdirSync(state).filter((name) => name.startsWith("window-"))).toEqual([]);
  });

  test("into which somebody may type at any moment are kept from what comes, and not from what a person commands", () => {
    const { store, state } = project();
    const window = registerWindow(store, state);
    window.set(["/w/ACME-1.md"], ["/w/ACME-2.md"]);
    const seen = (commanded: boolean): boolean[] => [1, 2, 3].map((number) => isUnsaved(store, state, `/w/ACME-${number}.md`, commanded));
    expect(seen(false)).toEqual([true, true, false]);
    expect(seen(true)).toEqual([true, false, false]);
    expect(unsavedNames(store)).toEqual(new Set(["ACME-1.md", "ACME-2.md"]));
    window.close();
    expect(seen(false)).toEqual([false, false, false]);
  });

  test("are known by their name, whatever way leads to the folder", async () => {
    const root = place();
    const real = openedProject(root);
    symlinkSync(real.workspace, join(root, "link"));
    const linked = openProject(join(root, "link"), { state: join(root, "Acme-state"), author: "Ada" });
    if (!linked.ok) throw new Error(linked.failure.kind);
    onTestFinished(() => linked.value.close());
    const issue = newId(Date.now(), new Uint8Array(10));
    await carryOutAnywhere(real, { kind: "new issue", issue, change: { fields: { title: "Old" } }, author: "Ada" });
    const window = registerWindow(linked.value.store, linked.value.stateDirectory);
    onTestFinished(() => window.close());
    window.set([join(root, "link", "issues", "ACME-1.md")]);
    const edit = { kind: "edit issue", issue, change: { fields: { title: "New" } }, author: "Bo" } as const;
    expect(await carryOutAnywhere(real, edit)).toMatchObject({ kind: "failed", code: "ISSUE_WAITS" });
    expect(readFileSync(join(real.workspace, "issues", "ACME-1.md"), "utf8")).toContain("# Old");
    window.set([]);
    expect(await carryOutAnywhere(real, edit)).toMatchObject({ kind: "done" });
  });

  test("that could not be stored are stored as soon as that works", () => {
    const { store, state } = project();
    const window = registerWindow(store, state);
    const transaction = vi.spyOn(store, "transaction").mockImplementation(() => {
      throw new StoreUnavailable("busy");
    });
    window.set(["/w/a.md"]);
    expect(() => window.again()).toThrow(StoreUnavailable);
    transaction.mockRestore();
    expect(isUnsaved(store, state, "/w/a.md")).toBe(false);
    window.again();
    expect(isUnsaved(store, state, "/w/a.md")).toBe(true);
    window.close();
  });

  test("of a window that was killed are none", async () => {
    const { store, state } = project();
    const script = `
      import { openStore } from ${JSON.stringify(resolve("src/store/sqlite-store.ts"))};
      import { registerWindow } from ${JSON.stringify(resolve("src/app/unsaved-files.ts"))};
      const { value } = openStore(${JSON.stringify(join(state, "store.sqlite"))});
      globalThis.window = registerWindow(value, ${JSON.stringify(state)});
      window.set(["/w/a.md"]);
      console.log("held");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    expect(isUnsaved(store, state, "/w/a.md")).toBe(true);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect(isUnsaved(store, state, "/w/a.md")).toBe(false);
    expect(store.fact("unsaved")).toBe("{}");
  });
});

test("what waited for an unsaved file is done when that is given up, without waiting for the next look", async () => {
  const acme = openedProject(place());
  const window = registerWindow(acme.store, acme.stateDirectory);
  const file = join(acme.workspace, "issues", "pump.md");
  window.set([file]);
  let passes = 0;
  const ends = new AbortController();
  const work = watch(acme, ends.signal, { pass: () => passes++ });
  // Looks that find nothing to do come less and less often, at last every half minute.
  for (let look = 0; look < 12; look++) {
    const before = passes;
    writeFileSync(file, `# Pump leaks${"!".repeat(look)}\n`);
    await vi.waitFor(() => expect(passes).toBeGreaterThan(before), { timeout: 15_000, interval: 10 });
  }
  expect(existsSync(file)).toBe(true);
  window.set([]);
  await vi.waitFor(() => expect(existsSync(join(acme.workspace, "issues", "ACME-1.md"))).toBe(true), { timeout: 5000, interval: 20 });
  ends.abort();
  await work;
  window.close();
});
