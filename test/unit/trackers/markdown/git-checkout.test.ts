import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Known, lookAtCheckout } from "../../../../src/trackers/markdown/git-checkout.ts";

let root: string;
let issues: string;
const git = (...words: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const commit = (text: string): void => {
  writeFileSync(join(issues, "ACME-1.md"), `# ${text}\n`);
  git("add", ".");
  git("commit", "--quiet", "-m", text);
};
/** What is remembered after a first look. */
const known = async (): Promise<Known> => (await lookAtCheckout(issues, null)).checkout;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "ferry-git-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  issues = join(root, "issues");
  mkdirSync(issues);
});

test("no repository, and issues that are in no history: git has no say", async () => {
  expect(await lookAtCheckout(issues, null)).toEqual({ checkout: null, hold: null, now: null });
  git("init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(root, "main.c"), "");
  git("add", "main.c");
  git("commit", "--quiet", "-m", "code");
  expect(await known()).toBe("apart");
});

test("a branch that goes on is followed, also where its last commit was written anew", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  commit("two");
  const before = await known();
  git("commit", "--quiet", "--amend", "-m", "two, better");
  const amended = await lookAtCheckout(issues, before);
  expect(amended).toMatchObject({ hold: null, checkout: { branch: "main", commit: git("rev-parse", "HEAD") } });
  git("reset", "--quiet", "--hard", "HEAD~1");
  expect((await lookAtCheckout(issues, amended.checkout)).hold).toMatchObject({ code: "OLDER_COMMIT", branch: "main" });
});

test("issues that were taken out of the history are read on every branch from then on", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(root, "main.c"), "");
  commit("one");
  const before = await known();
  expect(before).toMatchObject({ branch: "main" });
  git("rm", "-r", "--quiet", "--cached", "issues");
  git("commit", "--quiet", "-m", "out");
  const after = await lookAtCheckout(issues, before);
  expect(after).toMatchObject({ checkout: "apart", hold: null });
  git("checkout", "--quiet", "-b", "other");
  expect((await lookAtCheckout(issues, after.checkout)).hold).toBeNull();
});

test("a linked work tree has a branch of its own", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  const linked = join(root, "linked");
  git("worktree", "add", "--quiet", linked, "-b", "apart");
  const look = await lookAtCheckout(join(linked, "issues"), null);
  expect(look.checkout).toMatchObject({ branch: "apart" });
  git("checkout", "--quiet", "-b", "other");
  expect((await lookAtCheckout(join(linked, "issues"), look.checkout)).hold).toBeNull();
  execFileSync("git", ["-C", linked, "checkout", "--quiet", "-b", "elsewhere"]);
  expect((await lookAtCheckout(join(linked, "issues"), look.checkout)).hold).toMatchObject({ code: "OTHER_BRANCH", found: "elsewhere" });
});

test.each([
  ["cherry-pick", ["cherry-pick", "other"]],
  ["revert", ["revert", "--no-edit", "HEAD~1"]],
])("in the middle of a %s", async (found, words) => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  git("checkout", "--quiet", "-b", "other");
  commit("other");
  git("checkout", "--quiet", "main");
  commit("two");
  commit("three");
  const before = await known();
  expect(() => git(...words)).toThrow("git");
  expect(await lookAtCheckout(issues, before)).toMatchObject({ checkout: before, hold: { code: "GIT_UNDERWAY", found } });
});

test("while git writes, nothing is read; a lock that stays is said", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  const before = await known();
  const lock = join(root, ".git/index.lock");
  writeFileSync(lock, "");
  const timer = setTimeout(() => rmSync(lock), 300);
  onTestFinished(() => clearTimeout(timer));
  expect((await lookAtCheckout(issues, before)).hold).toBeNull();
  writeFileSync(lock, "");
  expect((await lookAtCheckout(issues, before)).hold).toMatchObject({ code: "GIT_WRITES" });
});

describe("where git cannot be asked", () => {
  const MUTE: readonly (readonly [string, () => void])[] = [
    ["owner", () => vi.stubEnv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")],
    ["missing", () => vi.stubEnv("PATH", issues)],
    ["refuses", () => writeFileSync(join(root, ".git/config"), "[core\n")],
  ];

  test.each(MUTE)("%s: issues of a branch are not read, nor are those that it was never asked about", async (found, mute) => {
    git("init", "--quiet", "--initial-branch", "main");
    commit("one");
    const before = await known();
    mute();
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await lookAtCheckout(issues, before)).toMatchObject({ checkout: before, hold: { code: "GIT_MUTE", branch: "main", found } });
    expect(await lookAtCheckout(issues, null)).toMatchObject({ checkout: null, hold: { code: "GIT_MUTE", branch: "", found } });
  });

  test.each(MUTE)("%s: issues that it kept none of are read as before", async (_, mute) => {
    git("init", "--quiet", "--initial-branch", "main");
    const before = await known();
    mute();
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await lookAtCheckout(issues, before)).toEqual({ checkout: "apart", hold: null, now: null, unasked: true });
  });
});

test("from a commit that is not in this clone nobody knows what is older", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  const look = await lookAtCheckout(issues, { branch: "main", commit: "1".repeat(40) });
  expect(look).toMatchObject({
    hold: { code: "UNKNOWN_COMMIT", found: "1111111111" },
    now: { branch: "main", commit: git("rev-parse", "HEAD") },
  });
});

test("a repository that lies among the files of another one is not obeyed", async () => {
  git("init", "--quiet", "--bare", issues);
  execFileSync("git", ["--git-dir", issues, "config", "core.bare", "false"]);
  execFileSync("git", ["--git-dir", issues, "config", "core.worktree", root]);
  git("init", "--quiet", "--initial-branch", "main");
  expect((await lookAtCheckout(issues, null)).hold).toMatchObject({ code: "GIT_MUTE", found: "refuses" });
});

test("a folder that is only called like git's is no repository", async () => {
  mkdirSync(join(root, ".git"));
  expect(await lookAtCheckout(issues, null)).toEqual({ checkout: null, hold: null, now: null });
});

test("a HEAD that is no file is waited for by nobody", { timeout: 5_000 }, async () => {
  git("init", "--quiet", "--initial-branch", "main");
  commit("one");
  const before = await known();
  rmSync(join(root, ".git/HEAD"));
  execFileSync("mkfifo", [join(root, ".git/HEAD")]);
  expect((await lookAtCheckout(issues, before)).hold).not.toBeNull();
});
