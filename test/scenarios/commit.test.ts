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
const filesOf = (commit: string): string[] => git("show", "--name-only", "--format=", commit).trim().split("\n");
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

  test("what git refuses is said, and the issues are in step all the same", async () => {
    asksForCommits();
    edit("status: New", "status: Done");
    writeFileSync(path(".git/config"), `${readFileSync(path(".git/config"), "utf8")}[user]\n\tuseConfigOnly = true\n\tname =\n\temail =\n`);
    const ran = await ada.run(["sync"]);
    expect([ran.exit, ran.err]).toEqual([0, expect.stringMatching(/Git refused: /)]);
    expect((await ada.json<{ issues: { status: string }[] }>(["issues"], 0)).issues).toMatchObject([{ status: "Done" }]);
  });
});
