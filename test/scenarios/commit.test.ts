import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";

/** A repository made for issues, whose project file says `commit: true` where a test calls `asksForCommits`. */
let ada: User;

const git = (...words: string[]): string =>
  execFileSync("git", words, {
    cwd: ada.workspace,
    encoding: "utf8",
    env: { ...process.env, HOME: ada.home, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
const path = (name: string): string => join(ada.workspace, name);
const history = (): string[] => git("log", "--format=%s", "--reverse").trim().split("\n");
const filesOf = (commit: string): string[] => git("show", "--name-only", "--no-renames", "--format=", commit).trim().split("\n");
const asksForCommits = (): void => appendFileSync(path(".issue-ferry/project.yaml"), "commit: true\n");
const edit = (from: string, to: string): void =>
  writeFileSync(path("issues/ACME-1.md"), readFileSync(path("issues/ACME-1.md"), "utf8").replace(from, to));

beforeEach(async () => {
  const { path: root, remove } = playground();
  onTestFinished(remove);
  ada = user(root, "Ada");
  git("init", "--quiet", "--initial-branch", "main");
  await ada.json(["init", "--key", "ACME"], 0);
  await ada.json(["new", "--title", "Valve", "--status", "New"], 0);
  git("add", ".");
  git("commit", "--quiet", "-m", "Begin");
  await ada.json(["sync"], 0);
});

test("nothing is committed unless the project file says so", async () => {
  edit("status: New", "status: Done");
  await ada.json(["sync"], 0);
  expect(history()).toEqual(["Begin"]);
  expect(git("status", "--porcelain")).toBe(" M issues/ACME-1.md\n");
});

describe("with commit: true", () => {
  test("a call makes one commit of all that changed among the issues, and none when nothing did", async () => {
    asksForCommits();
    edit("status: New", "status: Done");
    for (const name of ["one", "two"]) writeFileSync(path(`issues/${name}.md`), `# ${name}\n`);
    const { sync } = await ada.json<{ sync: { committed: unknown } }>(["sync", "--until-idle"], 0);
    expect(sync.committed).toEqual({ kind: "done", names: ["ACME-1.md", "ACME-2.md", "ACME-3.md"] });
    await ada.json(["sync", "--until-idle"], 0);
    expect(history()).toEqual(["Begin", "Issue Ferry: ACME-1, ACME-2, ACME-3"]);
    await ada.json(["delete", "ACME-2"], 0);
    await ada.json(["sync", "--until-idle"], 0);
    expect(history().at(-1)).toBe("Issue Ferry: ACME-2");
    expect(filesOf("HEAD")).toEqual(["issues/ACME-2.md"]);
  });

  test("what else is changed, new or staged stays so, also among what is staged of an issue folder", async () => {
    mkdirSync(path("issues/pictures"));
    for (const name of ["code.ts", "staged.ts", "issues/pictures/a.md", "issues/note.txt"]) writeFileSync(path(name), "one\n");
    git("add", "staged.ts", "issues/note.txt");
    asksForCommits();
    edit("status: New", "status: Done");
    await ada.json(["sync"], 0);
    expect(filesOf("HEAD")).toEqual(["issues/ACME-1.md"]);
    expect(git("status", "--porcelain", "--untracked-files=all").split("\n")).toEqual([
      " M .issue-ferry/project.yaml",
      "A  issues/note.txt",
      "A  staged.ts",
      "?? code.ts",
      "?? issues/pictures/a.md",
      "",
    ]);
  });

  test("nothing is committed on another branch, in the middle of a merge, or of a file that is missed and asked about", async () => {
    asksForCommits();
    git("checkout", "--quiet", "-b", "other");
    edit("status: New", "status: Done");
    await ada.run(["sync"]);
    expect(history()).toEqual(["Begin"]);
    git("checkout", "--quiet", "main", "--", ".");
    git("checkout", "--quiet", "main");
    asksForCommits();
    rmSync(path("issues/ACME-1.md"));
    await ada.run(["sync", "--until-idle"]);
    expect(history()).toEqual(["Begin"]);
    await ada.json(["answer", "ACME-1", "--take", "file"], 0);
    await ada.run(["sync", "--until-idle"]);
    expect(history()).toEqual(["Begin", "Issue Ferry: ACME-1"]);
  });

  test("whoever watches commits what a person saves, and what was saved while nobody watched", async () => {
    asksForCommits();
    edit("status: New", "status: Doing");
    const watching = ada.start(["watch"]);
    onTestFinished(async () => void (await watching.stop()));
    await vi.waitFor(() => expect(history()).toHaveLength(2), { timeout: 30_000, interval: 100 });
    edit("status: Doing", "status: Done");
    await vi.waitFor(() => expect(history()).toHaveLength(3), { timeout: 30_000, interval: 100 });
    await watching.stop();
    expect(git("show", "HEAD:issues/ACME-1.md")).toContain("status: Done\n");
  });

  test("nothing is pushed, and no hook of the repository runs", async () => {
    const bare = join(ada.home, "bare.git");
    git("init", "--quiet", "--bare", bare);
    git("remote", "add", "origin", bare);
    git("push", "--quiet", "--set-upstream", "origin", "main");
    writeFileSync(path(".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    asksForCommits();
    edit("status: New", "status: Done");
    await ada.json(["sync"], 0);
    expect(history()).toHaveLength(2);
    expect(git("--git-dir", bare, "log", "--format=%s", "main").trim()).toBe("Begin");
  });

  test("where git keeps none of the issues nothing is committed, so that no checkout takes them away; after a person's first commit it is", async () => {
    git("rm", "-r", "--quiet", "--cached", "issues");
    git("commit", "--quiet", "-m", "Out");
    git("branch", "other");
    await ada.json(["sync", "--until-idle"], 0);
    asksForCommits();
    edit("status: New", "status: Done");
    const { sync } = await ada.json<{ sync: { committed: unknown } }>(["sync", "--until-idle"], 0);
    expect([sync.committed, history()]).toEqual([{ kind: "not now" }, ["Begin", "Out"]]);
    git("add", "issues");
    git("commit", "--quiet", "-m", "In");
    edit("status: Done", "status: Doing");
    await ada.json(["sync", "--until-idle"], 0);
    expect(history()).toEqual(["Begin", "Out", "In", "Issue Ferry: ACME-1"]);
    // The file goes with the branch, and is nobody's deletion.
    git("checkout", "--quiet", "other");
    await ada.run(["sync", "--until-idle"]);
    expect((await ada.json(["status"])).diagnostics).toMatchObject([{ code: "OTHER_BRANCH" }]);
    expect((await ada.json<{ issues: unknown[] }>(["issues"])).issues).toHaveLength(1);
  });

  test("a conflict that git left without being in the middle of anything stays one, until a person ends it", async () => {
    asksForCommits();
    git("checkout", "--quiet", "-b", "other");
    edit("status: New", "status: Theirs");
    git("commit", "--quiet", "-m", "Theirs", "issues");
    git("checkout", "--quiet", "main");
    edit("status: New", "status: Mine");
    await ada.json(["sync", "--until-idle"], 0);
    expect(history()).toEqual(["Begin", "Issue Ferry: ACME-1"]);
    expect(() => git("merge", "--squash", "other")).toThrow("--squash");
    writeFileSync(path("issues/new.md"), "# New\n");
    const { sync } = await ada.json<{ sync: { committed: unknown } }>(["sync", "--until-idle"]);
    expect(sync.committed).toEqual({ kind: "not now" });
    expect(git("status", "--porcelain", "issues/ACME-1.md")).toBe("UU issues/ACME-1.md\n");
    expect(history()).toEqual(["Begin", "Issue Ferry: ACME-1"]);
  });

  test("what is no issue is not committed, nor taken out of the history", async () => {
    for (const name of ["README.md", "broken.md", "gone.md"]) writeFileSync(path(`issues/${name}`), "---\nid: 1\n---\n\n# Broken\n");
    git("add", "issues");
    git("commit", "--quiet", "-m", "No issues");
    asksForCommits();
    await ada.run(["sync", "--until-idle"]);
    for (const name of ["README.md", "broken.md"]) appendFileSync(path(`issues/${name}`), "more\n");
    rmSync(path("issues/gone.md"));
    writeFileSync(path("issues/worse.md"), "---\nid: 2\n---\n\n# Broken\n");
    edit("status: New", "status: Done");
    await ada.run(["sync", "--until-idle"]);
    expect(filesOf("HEAD")).toEqual(["issues/ACME-1.md"]);
    expect(git("status", "--porcelain", "issues").split("\n")).toEqual([
      " M issues/README.md",
      " M issues/broken.md",
      " D issues/gone.md",
      "?? issues/worse.md",
      "",
    ]);
  });

  test("an issue whose file was renamed is committed with both names, and one that a person took out of the history stays out", async () => {
    await ada.json(["new", "--title", "Kept out", "--status", "New"], 0);
    git("add", ".");
    git("commit", "--quiet", "-m", "Second");
    git("mv", "issues/ACME-1.md", "issues/valve.md");
    git("rm", "--quiet", "--cached", "issues/ACME-2.md");
    asksForCommits();
    await ada.json(["sync", "--until-idle"], 0);
    expect(filesOf("HEAD").sort()).toEqual(["issues/ACME-1.md", "issues/valve.md"]);
    expect(git("status", "--porcelain", "issues").split("\n")).toEqual(["D  issues/ACME-2.md", "?? issues/ACME-2.md", ""]);
  });

  test("what git refuses is said, and the issues are in step all the same", async () => {
    asksForCommits();
    edit("status: New", "status: Done");
    writeFileSync(path("issues/new.md"), "# New\n");
    writeFileSync(path(".git/config"), `${readFileSync(path(".git/config"), "utf8")}[user]\n\tuseConfigOnly = true\n\tname =\n\temail =\n`);
    const ran = await ada.run(["sync"]);
    expect([ran.exit, ran.err]).toEqual([0, expect.stringMatching(/Git refused: /)]);
    expect((await ada.json<{ issues: { status: string }[] }>(["issues"], 0)).issues).toMatchObject([{ status: "Done" }, { status: null }]);
    expect(git("status", "--porcelain", "issues").split("\n")).toEqual([" M issues/ACME-1.md", "?? issues/ACME-2.md", ""]);
  });
});
