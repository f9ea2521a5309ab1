import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { tree } from "../../support/tree.ts";

/** A clone with code, and what each command changes in it beside issues and settings: the whole of `.git` counts. */
function clone() {
  const root = mkdtempSync(join(tmpdir(), "ferry-footprint-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = join(root, "code");
  const git = (...words: string[]): string => execFileSync("git", ["-C", workspace, ...words], { encoding: "utf8" });
  mkdirSync(join(workspace, "src"), { recursive: true });
  mkdirSync(join(root, "exchange"));
  writeFileSync(join(workspace, "src/main.c"), "int main;\n");
  writeFileSync(join(root, "note.txt"), "short");
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".");
  git("-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "--quiet", "-m", "code");
  const beside = () => Object.entries(tree(workspace)).filter(([name]) => !/^(?:issues|\.issue-ferry)(?:\/|$)/.test(name));

  /** What is there now otherwise than before, and what was said. */
  async function does(...words: string[]): Promise<{ readonly changed: readonly string[]; readonly text: string }> {
    const before = new Map(beside());
    let text = "";
    const say = (part: string): void => void (text += part);
    const exit = await run(["--state", join(root, "state"), "--author", "Ada", ...words], {
      out: say,
      err: say,
      read: () => Promise.resolve("correct horse battery staple\n"),
      colours: false,
      home: root,
      cwd: workspace,
      stopped: new AbortController().signal,
    });
    expect([words[0], [0, 3, 4].includes(exit), text]).toEqual([words[0], true, text]);
    const after = new Map(beside());
    return { text, changed: [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)) };
  }
  return { root, workspace, git, does };
}

const ours = (name: string): string => join("issues", name);

test("in a clone with code a project writes one line for git, and says so; what is done each day changes nothing else there", async () => {
  const { root, does, git } = clone();
  const made = await does("init", "--name", "Acme", "--key", "ACME");
  expect(made.changed).toEqual([".git/info/exclude"]);
  expect(made.text).toContain(join(".git", "info", "exclude"));
  for (const words of [
    ["new", "--title", "Valve sticks"],
    ["set", "ACME-1", "status=Open"],
    ["comment", "ACME-1", "--text", "Since Monday."],
    ["attach", "ACME-1", join(root, "note.txt")],
    ["connect", "nordwind", "--exchange", join(root, "exchange"), "--share", "all", "--out", join(root, "handshake.txt")],
    ["sync"],
    ["status"],
    ["issues"],
    ["doctor"],
    ["backup", join(root, "backup.bin")],
    ["merge-driver"],
    ["delete", "ACME-1"],
    ["remove", "nordwind", "--yes"],
  ])
    expect([words, (await does(...words)).changed]).toEqual([words, []]);
  expect(git("status", "--porcelain", "--untracked-files=all").split("\n").filter(Boolean)).toEqual([
    "?? .issue-ferry/connections/nordwind.yaml",
    "?? .issue-ferry/gateway.yaml",
    "?? .issue-ferry/project.yaml",
  ]);
});

test("who chooses the merge driver gets it in this clone's settings, and reads of it; who takes it away has them as they were", async () => {
  const { workspace, does, git } = clone();
  await does("init", "--name", "Acme", "--key", "ACME");
  const before = git("config", "--local", "--list");
  const set = await does("merge-driver", "--install");
  expect(set.changed).toEqual([".git/config"]);
  expect(set.text).toContain(ours(".gitattributes"));
  const rule = (): string => readFileSync(join(workspace, ours(".gitattributes")), "utf8");
  expect(rule()).toBe("*.md merge=issue-ferry\n");
  expect((await does("merge-driver", "--remove")).changed).toEqual([".git/config"]);
  expect(git("config", "--local", "--list")).toBe(before);
  expect(rule()).toBe("");
});

test("who chooses a work tree for the issues gets its branch and its place in .git, and the code stays as it is", async () => {
  const { does, git } = clone();
  const { changed, text } = await does("init", "--name", "Acme", "--key", "ACME", "--git", "worktree");
  const strange = changed.filter((name) => !/^\.git\/(?:info\/exclude$|worktrees(?:\/|$)|refs\/heads|logs|objects|config$)/.test(name));
  expect([strange, changed.includes(".git/worktrees")]).toEqual([[], true]);
  expect(text).toContain("issues");
  expect(git("log", "--format=%s", "main").trim()).toBe("code");
});
