import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { init } from "../../../src/app/init.ts";
import { placeIssues } from "../../../src/app/issue-place.ts";
import { place } from "./opened-project.ts";

let root: string;
let folder: string;
const git = (at: string, ...words: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], {
    cwd: at,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const issue = (name: string): string => join(folder, "issues", name);

beforeEach(() => {
  root = realpathSync(place());
  folder = join(root, "code");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(folder, "main.c"), "int main;\n");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "code");
  if (!init(folder, { name: "Code", key: "C", issues: "issues" }).ok) throw new Error("no project");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "project");
});

describe("a work tree on a branch of its own", () => {
  test("takes over what lies in the folder, and neither history sees the other", async () => {
    writeFileSync(issue("C-1.md"), "# One\n");
    expect(await placeIssues(folder, "issues", "worktree")).toMatchObject({ ok: true, value: { changed: true, joined: false } });
    expect(readdirSync(join(folder, "issues")).sort()).toEqual([".git", "C-1.md"]);
    expect(git(folder, "status", "--porcelain")).toBe("");
    expect(git(join(folder, "issues"), "status", "--porcelain")).toBe("?? C-1.md");
    git(join(folder, "issues"), "add", ".");
    git(join(folder, "issues"), "commit", "--quiet", "-m", "issues");
    expect(git(folder, "log", "--format=%s", "refs/heads/issues")).toBe("issues");
    expect(git(folder, "log", "--format=%s", "refs/heads/main")).toBe("project\ncode");
    git(folder, "checkout", "--quiet", "-b", "other", "main~1");
    git(folder, "clean", "--quiet", "-fd");
    expect(readFileSync(issue("C-1.md"), "utf8")).toBe("# One\n");
    expect(await placeIssues(folder, "issues", "worktree")).toMatchObject({ ok: true, value: { changed: false } });
  });

  test("a second member of the team gets the issues of the branch", async () => {
    writeFileSync(issue("C-1.md"), "# One\n");
    await placeIssues(folder, "issues", "worktree");
    git(join(folder, "issues"), "add", ".");
    git(join(folder, "issues"), "commit", "--quiet", "-m", "issues");
    const first = folder;
    folder = join(root, "clone");
    git(root, "clone", "--quiet", first, folder);
    expect(await placeIssues(folder, "issues", "worktree")).toMatchObject({ ok: true, value: { changed: true, joined: true } });
    expect(readFileSync(issue("C-1.md"), "utf8")).toBe("# One\n");
    expect(git(folder, "status", "--porcelain")).toBe("");
  });

  test("where the branch and the folder have issues, nothing is done", async () => {
    git(folder, "branch", "issues");
    writeFileSync(issue("C-1.md"), "# One\n");
    expect(await placeIssues(folder, "issues", "worktree")).toMatchObject({ ok: false, failure: { kind: "issues in both" } });
    expect(existsSync(issue(".git"))).toBe(false);
  });

  test.each(["*symbolic-ref*", "*worktree*repair*"])(
    "is undone where git fails in the middle (%s), and made at the next try",
    async (words) => {
      writeFileSync(issue("C-1.md"), "# One\n");
      const programs = join(root, "programs");
      const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
      mkdirSync(programs);
      const script = `#!/bin/sh\ncase "$*" in ${words}) echo locked >&2; exit 128;; esac\nexec ${real} "$@"\n`;
      writeFileSync(join(programs, "git"), script, { mode: 0o755 });
      vi.stubEnv("PATH", `${programs}:${process.env["PATH"] ?? ""}`);
      try {
        expect(await placeIssues(folder, "issues", "worktree")).toEqual({ ok: false, failure: { kind: "git refuses", said: "locked" } });
      } finally {
        vi.unstubAllEnvs();
      }
      expect(readdirSync(join(folder, "issues"))).toEqual(["C-1.md"]);
      expect(git(folder, "worktree", "list").split("\n")).toHaveLength(1);
      expect(await placeIssues(folder, "issues", "worktree")).toMatchObject({ ok: true, value: { changed: true, branch: "issues" } });
    },
  );

  test("a repository without a commit has nothing to begin from", async () => {
    folder = join(root, "fresh");
    mkdirSync(folder);
    git(folder, "init", "--quiet");
    expect(await placeIssues(folder, "issues", "worktree")).toEqual({ ok: false, failure: { kind: "no commit" } });
  });
});

test("a repository of its own, ignored by the one around it", async () => {
  writeFileSync(issue("C-1.md"), "# One\n");
  expect(await placeIssues(folder, "issues", "repository")).toMatchObject({ ok: true, value: { changed: true } });
  expect(git(folder, "status", "--porcelain")).toBe("");
  expect(git(join(folder, "issues"), "status", "--porcelain")).toBe("?? C-1.md");
});

test("issues that the code's history has are left alone", async () => {
  writeFileSync(issue("C-1.md"), "# One\n");
  git(folder, "add", "--force", "issues");
  git(folder, "commit", "--quiet", "-m", "issues");
  for (const how of ["worktree", "repository", "ignored"] as const)
    expect(await placeIssues(folder, "issues", how)).toEqual({ ok: false, failure: { kind: "in the code's history", issues: "issues" } });
});

test("where git is missing, that is said, and making a project works", async () => {
  vi.stubEnv("PATH", root);
  try {
    expect(await placeIssues(folder, "issues", "worktree")).toEqual({ ok: false, failure: { kind: "no git" } });
    const below = join(folder, "tools");
    mkdirSync(below);
    expect(init(below, { name: "Tools", key: "T", issues: "issues", nested: true })).toMatchObject({
      ok: true,
      value: { created: true, excluded: { kind: "no git" } },
    });
  } finally {
    vi.unstubAllEnvs();
  }
});
