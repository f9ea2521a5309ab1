import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { init } from "../../../src/app/init.ts";
import { prefixFrom } from "../../../src/app/project-name.ts";

const DEFAULTS = { name: undefined, key: undefined, issues: "issues" };

let root: string;
let folder: string;
const git = (...words: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], { cwd: folder, encoding: "utf8" });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ferry-init-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  folder = join(root, "Acme Pumps");
  mkdirSync(folder);
});

describe("init", () => {
  test("makes a project, with name and keys from the folder; again changes nothing", () => {
    const made = init(folder, DEFAULTS);
    expect(made).toMatchObject({ ok: true, value: { created: true, project: { name: "Acme Pumps", prefix: "ACME", issues: "issues" } } });
    expect(existsSync(join(folder, "issues"))).toBe(true);
    const before = readFileSync(join(folder, ".issue-ferry/project.yaml"), "utf8");
    expect(init(folder, { ...DEFAULTS, name: "Other" })).toMatchObject({
      ok: true,
      value: { created: false, project: { name: "Acme Pumps" } },
    });
    expect(readFileSync(join(folder, ".issue-ferry/project.yaml"), "utf8")).toBe(before);
  });

  test.each([
    [{ key: "acme" }, "bad key"],
    [{ name: " " }, "bad project name"],
    [{ issues: "../elsewhere" }, "issues outside"],
    [{ issues: "." }, "issues outside"],
    [{ issues: "link/issues" }, "issues outside"],
  ])("%j is refused before anything is written", (options, kind) => {
    symlinkSync(root, join(folder, "link"));
    expect(init(folder, { ...DEFAULTS, ...options })).toMatchObject({ ok: false, failure: { kind } });
    expect(existsSync(join(folder, ".issue-ferry"))).toBe(false);
  });

  test("what is no folder is not made one", () => {
    expect(init(join(root, "nowhere"), DEFAULTS)).toMatchObject({ ok: false, failure: { kind: "no folder" } });
    expect(existsSync(join(root, "nowhere"))).toBe(false);
  });
});

describe("in a git work tree", () => {
  const exclude = (): string => readFileSync(join(folder, ".git/info/exclude"), "utf8");

  test("with code, the issues stay out of its history, and nothing else does", () => {
    git("init", "--quiet");
    writeFileSync(join(folder, ".git/info/exclude"), "*.log");
    writeFileSync(join(folder, "main.c"), "int main;\n");
    git("add", "main.c");
    expect(init(folder, DEFAULTS)).toMatchObject({ ok: true, value: { excluded: { kind: "done", line: "/issues/" } } });
    expect(exclude()).toBe("*.log\n/issues/\n");
    writeFileSync(join(folder, "issues/ACME-1.md"), "# Valve\n");
    expect(git("status", "--porcelain", "--untracked-files=all")).toBe("A  main.c\n?? .issue-ferry/project.yaml\n");
  });

  test("below its top, and in a linked work tree", () => {
    git("init", "--quiet");
    mkdirSync(join(folder, "tools"));
    writeFileSync(join(folder, "main.c"), "int main;\n");
    git("add", ".");
    git("commit", "--quiet", "-m", "code");
    const linked = join(root, "linked");
    git("worktree", "add", "--quiet", linked, "-b", "other");
    mkdirSync(join(linked, "tools"));
    expect(init(join(linked, "tools"), DEFAULTS)).toMatchObject({
      ok: true,
      value: { excluded: { kind: "done", line: "/tools/issues/" } },
    });
    expect(exclude()).toContain("/tools/issues/\n");
  });

  test("made for issues, or keeping them out already, is left as it is", () => {
    git("init", "--quiet");
    writeFileSync(join(folder, "README.md"), "# Our issues\n");
    git("add", ".");
    expect(init(folder, DEFAULTS)).toMatchObject({ ok: true, value: { excluded: { kind: "not needed" } } });
    rmSync(join(folder, ".issue-ferry"), { recursive: true });
    writeFileSync(join(folder, "main.c"), "int main;\n");
    writeFileSync(join(folder, ".gitignore"), "issues/\n");
    expect(init(folder, DEFAULTS)).toMatchObject({ ok: true, value: { excluded: { kind: "not needed" } } });
  });
});

test.each([
  ["Acme Pumps", "ACME"],
  ["nordwind-energie", "NORDWIND"],
  ["42 things", "THINGS"],
  ["Ärger", "ARGER"],
  ["Überlandleitungen", "UBERLANDLE"],
  ["日本", "ISSUE"],
])("keys of %s begin with %s", (name, prefix) => {
  expect(prefixFrom(name)).toBe(prefix);
});
