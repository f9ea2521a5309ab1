import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";

let ada: User;
const git = (...words: string[]): string =>
  execFileSync("git", words, {
    cwd: ada.workspace,
    encoding: "utf8",
    env: { ...process.env, HOME: ada.home, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
const file = (): string => join(ada.workspace, "issues/ACME-1.md");
const edit = (from: string, to: string): void => {
  const text = readFileSync(file(), "utf8");
  expect(text).toContain(from);
  writeFileSync(file(), text.replace(from, to));
};

beforeEach(async () => {
  const { path, remove } = playground();
  onTestFinished(remove);
  ada = user(path, "Ada", join(path, "Ada", "it's a project"));
  git("init", "--quiet", "--initial-branch", "main");
  await ada.json(["init", "--key", "ACME"], 0);
  await ada.json(["new", "--title", "Valve sticks", "--status", "New", "--priority", "high", "--type", "bug"], 0);
  git("add", ".");
  git("commit", "--quiet", "-m", "issues");
});

async function install(): Promise<void> {
  expect(await ada.json(["merge-driver", "--install"], 0)).toMatchObject({ works: true, ruled: true });
  git("add", ".");
  git("commit", "--quiet", "-m", "rule");
}

/** A branch that edits one thing, and the main one that edits another; merged. Whether git found a conflict. */
function driverMerges(theirs: readonly [string, string], ours: readonly [string, string]): boolean {
  git("checkout", "--quiet", "-b", "theirs");
  edit(...theirs);
  git("commit", "--quiet", "-am", "theirs");
  git("checkout", "--quiet", "main");
  edit(...ours);
  git("commit", "--quiet", "-am", "ours");
  try {
    git("merge", "--quiet", "theirs", "-m", "both");
    return false;
  } catch {
    return true;
  }
}

function preview(): void {
  try {
    git("merge-tree", "--write-tree", "main", "theirs");
  } catch {
    // The conflict it has found, or a git that has no previews yet.
  }
}

const NEIGHBOURS = [
  ["status: New", "status: Done"],
  ["priority: high", "priority: low"],
] as const;

test("neighbouring fields conflict without it, and not with it", async () => {
  expect(await ada.json(["merge-driver"], 0)).toMatchObject({ command: null, ruled: false });
  expect(driverMerges(...NEIGHBOURS)).toBe(true);
  git("merge", "--abort");
  git("reset", "--quiet", "--hard", "HEAD~1");
  git("branch", "-D", "theirs");
  await install();
  expect(driverMerges(...NEIGHBOURS)).toBe(false);
  expect(readFileSync(file(), "utf8")).toMatch(/status: Done[^]*priority: low/);
  expect(git("status", "--porcelain")).toBe("");
});

test("one field with two values is a conflict that is neither read nor sent, until somebody chose", async () => {
  await install();
  expect(driverMerges(["status: New", "status: Done"], ["status: New", "status: Doubtful"])).toBe(true);
  expect(readFileSync(file(), "utf8")).toContain("<<<<<<< ours\nstatus: Doubtful\n=======\nstatus: Done\n>>>>>>> theirs\n");
  const { diagnostics } = await ada.json<{ diagnostics: { code: string }[] }>(["sync"], 4);
  expect(diagnostics.map(({ code }) => code)).toEqual(["GIT_UNDERWAY"]);
  edit("<<<<<<< ours\nstatus: Doubtful\n=======\nstatus: Done\n>>>>>>> theirs\n", "status: Done\n");
  git("commit", "--quiet", "-am", "both");
  await ada.json(["sync", "--until-idle"], 0);
  expect((await ada.json(["show", "ACME-1"], 0)).issue.status).toBe("Done");
});

test("with a program that is not there any more git merges by its own means: what it cannot settle stands between marks", async () => {
  await install();
  const there = git("config", "merge.issue-ferry.driver");
  git("config", "merge.issue-ferry.driver", there.trim().replaceAll("cli", "gone"));
  expect(await ada.json(["merge-driver"], 0)).toMatchObject({ works: false });
  expect(driverMerges(["status: New", "status: Done"], ["status: New", "status: Doubtful"])).toBe(true);
  expect(readFileSync(file(), "utf8")).toMatch(/^<<<<<<<[^]*status: Doubtful\n=======\nstatus: Done\n>>>>>>>/m);
});

test("two issues that got one key in two clones stay two, each whole between git's marks; a preview or an aborted merge leaves nothing", async () => {
  await install();
  git("checkout", "--quiet", "-b", "theirs");
  const second = join(ada.workspace, "issues/ACME-2.md");
  const issue = (id: string, title: string): string =>
    readFileSync(file(), "utf8")
      .replace(/^id: .*$/m, `id: ${id}`)
      .replace("ACME-1", "ACME-2")
      .replace("Valve sticks", title);
  writeFileSync(second, issue("06h02wsh89wg50qjmxzk1q60fw", "Pump of a team mate"));
  git("add", ".");
  git("commit", "--quiet", "-m", "theirs");
  git("checkout", "--quiet", "main");
  const text = issue("06h02wp6n9se1dtdzyd1re0fs0", "My own");
  writeFileSync(second, text);
  git("add", ".");
  git("commit", "--quiet", "-m", "ours");
  const theirs = git("show", "theirs:issues/ACME-2.md");
  const untouched = git("status", "--porcelain");
  preview();
  expect(() => git("merge", "--quiet", "theirs", "-m", "both")).toThrow("two different issues with one key");
  git("merge", "--abort");
  expect(git("status", "--porcelain")).toBe(untouched);
  expect(() => git("merge", "--quiet", "theirs", "-m", "both")).toThrow("two different issues with one key");
  // Each whole: nothing of one stands in the other.
  expect(readFileSync(second, "utf8")).toBe(`<<<<<<< ours\n${text}=======\n${theirs}>>>>>>> theirs\n`);
  git("add", ".");
  git("commit", "--quiet", "-m", "not chosen yet");
  await ada.run(["branch", "--here"]);
  const { diagnostics } = await ada.json<{ diagnostics: { code: string }[] }>(["sync"]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["TWO_ISSUES"]);
  writeFileSync(second, text);
  writeFileSync(join(ada.workspace, "issues/another.md"), theirs.replace("key: ACME-2\n", ""));
  git("add", ".");
  git("commit", "--quiet", "-m", "both");
  await ada.json(["branch", "--here"]);
  await ada.json(["sync", "--until-idle"], 0);
  const { issues } = await ada.json<{ issues: { key: string; title: string }[] }>(["issues"], 0);
  expect(issues.map(({ key, title }) => `${key} ${title}`).sort()).toEqual([
    "ACME-1 Valve sticks",
    "ACME-2 My own",
    "ACME-3 Pump of a team mate",
  ]);
});

test("a program that is not there any more is told, and removing leaves nothing", async () => {
  await install();
  git("config", "merge.issue-ferry.driver", "'/nowhere/issue-ferry' merge-file %O %A %B");
  expect((await ada.run(["merge-driver"])).out).toContain("not there any more");
  expect(await ada.json(["merge-driver", "--remove"], 0)).toMatchObject({ command: null, ruled: false });
  expect(readFileSync(join(ada.workspace, ".git/config"), "utf8")).not.toContain("issue-ferry");
});
