import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureHost, findChromium, findHost } from "../../../scripts/host.mjs";
import { temporaryFile } from "./temporary-file.ts";

function program(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  return path;
}

describe("the browser", () => {
  test("is the one that CHROMIUM names", () => {
    const named = program(temporaryFile("my-browser"));
    expect(findChromium({ CHROMIUM: named }, [])).toBe(named);
  });

  test("is none when CHROMIUM names no program: another one would be a surprise", () => {
    const file = temporaryFile("text");
    writeFileSync(file, "");
    const there = program(temporaryFile("chromium"));
    expect(findChromium({ CHROMIUM: file }, [dirname(there)])).toBeNull();
  });

  test("is found in the usual places and on PATH", () => {
    const usual = program(temporaryFile("chromium"));
    const other = program(temporaryFile("google-chrome"));
    expect(findChromium({ PATH: dirname(other) }, [dirname(usual)])).toBe(usual);
    expect(findChromium({ PATH: dirname(other) }, [])).toBe(other);
    expect(findChromium({ PATH: "" }, [])).toBeNull();
  });
});

describe("the VS Code of the tests", () => {
  /** A project whose lock file is not the one of its package.json: npm refuses that before it asks any registry. */
  function project(): string {
    const root = dirname(temporaryFile("project"));
    const folder = join(root, "test", "vscode", "host");
    mkdirSync(folder, { recursive: true });
    cpSync("test/vscode/host", folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      const text = readFileSync(join(folder, file), "utf8");
      writeFileSync(join(folder, file), text.replace(/4\.\d+\.\d+/, file === "package.json" ? "4.0.0" : "4.0.1"));
    }
    return root;
  }

  test("is another one when its lock file changed", () => {
    expect(findHost("newest", project())).toBeNull();
  });

  test("that cannot be installed says so in one sentence, and leaves nothing half done", { timeout: 60_000 }, async () => {
    const root = project();
    const outcome = await ensureHost("newest", root);
    expect(outcome).toMatchObject({ ok: false });
    const { reason } = outcome as { reason: string };
    expect(reason).toMatch(/^The VS Code of (?:test\/vscode\/host could not be installed: |the tests is made for )[^\n]+$/);
    expect(readdirSync(join(root, ".cache", "vscode"))).toEqual([]);
  });
});
