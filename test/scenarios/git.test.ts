import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

/** A repository made for issues at the primary; three issues that both sides have, all committed. */
let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;

interface Shown {
  readonly key: string;
  readonly title: string;
  readonly status: string | null;
  readonly syncStatus: string;
}

const git = (...words: string[]): string =>
  execFileSync("git", words, {
    cwd: sides.ada.workspace,
    encoding: "utf8",
    env: { ...process.env, HOME: sides.ada.home, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
const file = (key: string): string => join(sides.ada.workspace, "issues", `${key}.md`);
const read = (key: string): string => readFileSync(file(key), "utf8");
const edit = (key: string, from: string, to: string): void => {
  const text = read(key);
  expect(text).toContain(from);
  writeFileSync(file(key), text.replace(from, to));
};
const partnerSees = async (): Promise<Record<string, string>> => {
  const { issues } = await sides.bo.json<{ issues: Shown[] }>(["issues"]);
  return Object.fromEntries(issues.map(({ title, status }) => [title, status ?? "-"]));
};
/** Every held question, and what stands in the way of the whole folder. */
const atPrimary = async (): Promise<{ held: string[]; found: string[]; exit: number | null }> => {
  const ran = await sides.ada.run(["--json", "issues"]);
  const { issues, diagnostics } = JSON.parse(ran.out) as { issues: Shown[]; diagnostics: { code: string }[] };
  return {
    held: issues.flatMap(({ key, syncStatus }) => (syncStatus === "held" ? [key] : [])),
    found: diagnostics.map(({ code }) => code),
    exit: ran.exit,
  };
};

const ALL = { One: "New", Two: "New", Three: "New" };

beforeAll(async () => {
  scene = await saved(async () => {
    sides = await running();
    const { ada } = sides;
    git("init", "--quiet", "--initial-branch", "main");
    for (const title of Object.keys(ALL)) await ada.json(["new", "--title", title, "--status", "New", "--share", "nordwind"], 0);
    await settle(sides);
    git("add", ".");
    git("commit", "--quiet", "-m", "Issues");
    await ada.run(["sync"]);
    return sides;
  });
  ({ sides } = scene);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

test("the issues are read from the branch that they were committed on", async () => {
  expect(await sides.ada.json(["branch"], 0)).toMatchObject({ branch: "main", held: null });
  expect(await partnerSees()).toEqual(ALL);
});

describe("held, and nothing reaches the partner", () => {
  test.each<[string, string, () => void, () => void]>([
    [
      "another branch without issues",
      "OTHER_BRANCH",
      () => {
        git("checkout", "--quiet", "--orphan", "other");
        git("rm", "-r", "--quiet", "-f", "issues");
        git("commit", "--quiet", "--allow-empty", "-m", "empty");
      },
      () => git("checkout", "--quiet", "main"),
    ],
    [
      "another branch with edited issues",
      "OTHER_BRANCH",
      () => {
        git("checkout", "--quiet", "-b", "other");
        edit("ACME-1", "status: New", "status: Spoiled");
        rmSync(file("ACME-2"));
        git("commit", "--quiet", "-am", "other");
      },
      () => git("checkout", "--quiet", "main"),
    ],
    [
      "an old commit",
      "NO_BRANCH",
      () => {
        edit("ACME-1", "status: New", "status: Done");
        git("commit", "--quiet", "-am", "newer");
        git("checkout", "--quiet", "HEAD~1");
        rmSync(file("ACME-3"));
      },
      () => {
        git("checkout", "--quiet", "--", ".");
        git("checkout", "--quiet", "main");
        edit("ACME-1", "status: Done", "status: New");
      },
    ],
    [
      "the middle of a merge",
      "GIT_UNDERWAY",
      () => {
        git("checkout", "--quiet", "-b", "other");
        edit("ACME-1", "status: New", "status: Theirs");
        rmSync(file("ACME-3"));
        git("commit", "--quiet", "-am", "theirs");
        git("checkout", "--quiet", "main");
        edit("ACME-1", "status: New", "status: Ours");
        git("commit", "--quiet", "-am", "ours");
        expect(() => git("merge", "other")).toThrow("git merge");
      },
      () => {
        git("merge", "--abort");
        edit("ACME-1", "status: Ours", "status: New");
      },
    ],
    [
      "the middle of a rebase",
      "GIT_UNDERWAY",
      () => {
        git("checkout", "--quiet", "-b", "other");
        edit("ACME-1", "status: New", "status: Theirs");
        git("commit", "--quiet", "-am", "theirs");
        git("checkout", "--quiet", "main");
        edit("ACME-1", "status: New", "status: Ours");
        git("commit", "--quiet", "-am", "ours");
        expect(() => git("rebase", "other")).toThrow("git rebase");
      },
      () => {
        git("rebase", "--abort");
        edit("ACME-1", "status: Ours", "status: New");
      },
    ],
  ])("%s", async (_, code, away, back) => {
    away();
    const before = readdirSync(join(sides.ada.workspace)).includes("issues") && readdirSync(join(sides.ada.workspace, "issues"));
    await sides.bo.json(["set", "NW-2", "priority=high"], 0);
    await sides.bo.run(["sync"]);
    for (let pass = 0; pass < 3; pass++) expect((await sides.ada.run(["sync"])).exit).toBe(4);
    await sides.bo.run(["sync"]);
    expect(await partnerSees()).toEqual(ALL);
    expect((await atPrimary()).found).toEqual([code]);
    expect(readdirSync(join(sides.ada.workspace)).includes("issues") && readdirSync(join(sides.ada.workspace, "issues"))).toEqual(before);
    const { err } = await sides.ada.run(["status"]);
    expect(err).toMatch(/branch|middle of a/);
    back();
    await settle(sides);
    expect(await partnerSees()).toEqual(ALL);
    expect(await atPrimary()).toEqual({ held: [], found: [], exit: 0 });
    expect(read("ACME-2")).toContain("priority: high");
  });

  test("a branch that was set back, until a person says that it is meant", async () => {
    edit("ACME-1", "status: New", "status: Done");
    await settle(sides);
    git("commit", "--quiet", "-am", "newer");
    await sides.ada.run(["sync"]);
    git("reset", "--quiet", "--hard", "HEAD~1");
    await settle(sides);
    expect(await partnerSees()).toEqual({ ...ALL, One: "Done" });
    expect((await atPrimary()).found).toEqual(["OLDER_COMMIT"]);
    expect((await sides.ada.run(["branch", "--here"])).exit).toBe(0);
    await settle(sides);
    // What git brought back is an older text of the issue: what it means for this one is asked.
    expect(await partnerSees()).toEqual({ ...ALL, One: "Done" });
    expect(await atPrimary()).toMatchObject({ held: ["ACME-1"], found: [] });
  });
});

describe("asked, and nothing is reverted or deleted at the partner", () => {
  test("a stash of an edit that the partner has", async () => {
    edit("ACME-1", "status: New", "status: Done");
    await settle(sides);
    git("stash", "--quiet");
    await settle(sides);
    expect(await partnerSees()).toEqual({ ...ALL, One: "Done" });
    expect((await atPrimary()).held).toEqual(["ACME-1"]);
    git("stash", "pop", "--quiet");
    await settle(sides);
    expect(await atPrimary()).toMatchObject({ held: [] });
    expect(await partnerSees()).toEqual({ ...ALL, One: "Done" });
  });

  test("a restore of what the partner has edited", async () => {
    await sides.bo.json(["set", "NW-1", "status=Done"], 0);
    await settle(sides);
    git("restore", "issues/ACME-1.md");
    await settle(sides);
    expect(await partnerSees()).toEqual({ ...ALL, One: "Done" });
    expect((await atPrimary()).held).toEqual(["ACME-1"]);
    await sides.ada.json(["answer", "ACME-1", "--take", "partner"], 0);
    await settle(sides);
    expect(read("ACME-1")).toContain("status: Done");
  });

  test("a new issue that a clean or a stash takes away", async () => {
    const { key } = await sides.ada.json(["new", "--title", "Four", "--status", "New", "--share", "nordwind"], 0);
    await settle(sides);
    git("stash", "--quiet", "--include-untracked");
    await waitedFor(key);
    expect(await partnerSees()).toEqual({ ...ALL, Four: "New" });
    git("stash", "pop", "--quiet");
    await settle(sides);
    expect((await atPrimary()).held).toEqual([]);
    git("clean", "--quiet", "-fd");
    expect(existsSync(file(key))).toBe(false);
    await waitedFor(key);
    expect(await partnerSees()).toEqual({ ...ALL, Four: "New" });
    await sides.ada.json(["answer", key, "--take", "partner"], 0);
    await settle(sides);
    expect(read(key)).toContain("# Four");
  });

  /** Until what is missing has been missing long enough to be judged. */
  async function waitedFor(key: string): Promise<void> {
    await sides.ada.run(["sync", "--until-idle"]);
    await expect.poll(async () => (await sides.ada.run(["sync"]), (await atPrimary()).held), { timeout: 20_000 }).toEqual([key]);
    await settle(sides);
  }
});

test("a pull brings edits of the team, which are edits like others", async () => {
  const clone = join(sides.root, "clone");
  execFileSync("git", ["clone", "--quiet", sides.ada.workspace, clone]);
  const there = join(clone, "issues/ACME-3.md");
  writeFileSync(there, readFileSync(there, "utf8").replace("status: New", "status: Done"));
  execFileSync("git", ["-C", clone, "-c", "user.name=Cy", "-c", "user.email=cy@acme.example", "commit", "--quiet", "-am", "done"]);
  git("pull", "--quiet", clone, "main");
  await settle(sides);
  expect(await partnerSees()).toEqual({ ...ALL, Three: "Done" });
  expect(await atPrimary()).toEqual({ held: [], found: [], exit: 0 });
});

test("branches that are switched again and again while somebody works: nothing of the other one reaches the partner", async () => {
  const { ada, bo } = sides;
  const issues = join(ada.workspace, "issues");
  for (let n = 0; n < 150; n++) writeFileSync(join(issues, `many-${n}.md`), `---\nstatus: New\nshare: nordwind\n---\n\n# Many ${n}\n`);
  await settle(sides);
  git("add", ".");
  git("commit", "--quiet", "-m", "many");
  await ada.run(["sync", "--until-idle"]);
  git("checkout", "--quiet", "-b", "other");
  for (const [n, name] of readdirSync(issues).entries()) {
    if (!name.endsWith(".md")) continue;
    const path = join(issues, name);
    if (n % 3 === 0) rmSync(path);
    else writeFileSync(path, readFileSync(path, "utf8").replace("status: New", "status: Spoiled"));
  }
  git("commit", "--quiet", "-am", "other");
  git("checkout", "--quiet", "main");
  const watching = ada.start(["watch"]);
  try {
    await watching.saw("issues");
    for (let turn = 0; turn < 25; turn++) {
      git("checkout", "--quiet", turn % 2 === 0 ? "other" : "main");
      // From at once to longer than a pass: whatever the moment, it must not matter.
      await new Promise((done) => setTimeout(done, turn * 20));
    }
    git("checkout", "--quiet", "main");
    edit("ACME-1", "status: New", "status: Done");
    await expect.poll(async () => (await bo.run(["sync"]), (await partnerSees())["One"]), { timeout: 60_000 }).toBe("Done");
  } finally {
    await watching.stop("SIGTERM");
  }
  await settle(sides);
  const seen = Object.values(await partnerSees());
  expect([seen.length, seen.filter((status) => status === "New").length]).toEqual([153, 152]);
  expect(await atPrimary()).toEqual({ held: [], found: [], exit: 0 });
});

test("an issue that the partner shares anew while another branch is checked out tells nothing of that branch", async () => {
  const { ada, bo } = sides;
  await bo.json(["new", "--title", "Theirs", "--status", "New", "--share", "acme"], 0);
  await settle(sides);
  const { issues } = await bo.json<{ issues: Shown[] }>(["issues"]);
  const key = issues.find(({ title }) => title === "Theirs")?.key ?? "";
  git("add", ".");
  git("commit", "--quiet", "-m", "theirs");
  await ada.run(["sync"]);
  await bo.json(["unshare", key, "--with", "acme"], 0);
  await settle(sides);
  git("checkout", "--quiet", "-b", "other");
  edit("ACME-4", "status: New", "status: Spoiled");
  git("commit", "--quiet", "-am", "other");
  await ada.run(["sync"]);
  await bo.json(["share", key, "--with", "acme"], 0);
  for (let pass = 0; pass < 3; pass++) for (const side of [bo, ada]) await side.run(["sync"]);
  expect(await partnerSees()).toEqual({ ...ALL, Theirs: "New" });
  git("checkout", "--quiet", "main");
  await settle(sides);
  expect(await partnerSees()).toEqual({ ...ALL, Theirs: "New" });
  expect(read("ACME-4")).toContain("status: New");
});
