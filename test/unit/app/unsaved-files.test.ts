import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isUnsaved, registerWindow } from "../../../src/app/unsaved-files.ts";
import { type SqliteStore, openStore } from "../../../src/store/sqlite-store.ts";

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

  test("of a window that was killed are none", async () => {
    const { store, state } = project();
    const script = `
      import { openStore } from ${JSON.stringify(resolve("src/store/sqlite-store.ts"))};
      import { registerWindow } from ${JSON.stringify(resolve("src/app/unsaved-files.ts"))};
      const { value } = openStore(${JSON.stringify(join(state, "store.sqlite"))});
      registerWindow(value, ${JSON.stringify(state)}).set(["/w/a.md"]);
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
