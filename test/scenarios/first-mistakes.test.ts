import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let bo: User;

beforeAll(async () => {
  scene = await saved(running);
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

const settings = (): string => join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
const issueFile = (key: string): string => join(ada.workspace, "issues", `${key}.md`);
function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

describe("the exchange folder", () => {
  test("another one, or an emptied one, is told by sync, status and doctor until the partner is there again", async () => {
    renameSync(sides.exchange, `${sides.exchange}-away`);
    mkdirSync(sides.exchange);
    for (const words of [["sync"], ["status"]]) {
      const ran = await ada.run(words);
      expect([ran.exit, ran.err]).toEqual([5, expect.stringContaining("there is nothing of the partner, who wrote there before")]);
    }
    const { checks } = await ada.json<{ checks: { check: string; code: string }[] }>(["doctor"], 5);
    expect(checks.find(({ check }) => check === "exchange folder")?.code).toBe("FOLDER_EMPTY");
    rmSync(sides.exchange, { recursive: true });
    const away = await ada.run(["sync"]);
    expect(away.err).toContain("does not exist or is not mounted");
    expect(away.err).not.toContain("Create it");
    renameSync(`${sides.exchange}-away`, sides.exchange);
    expect((await ada.run(["sync"])).err).toBe("");
  });

  test.each([
    ["the project's own folder", () => ada.workspace],
    ["one inside of it", () => join(ada.workspace, "issues")],
  ])("is not %s", async (_, folder) => {
    for (const words of [
      ["connect", "south", "--exchange", folder(), "--out", "-"],
      ["exchange", "nordwind", folder()],
    ]) {
      const { error } = await ada.json(words, 1);
      expect(error).toMatchObject({ code: "EXCHANGE_IN_PROJECT", message: expect.stringContaining("outside of the project") });
    }
    expect(readdirSync(join(ada.workspace, ".issue-ferry/connections"))).toEqual(["nordwind.yaml"]);
  });

  test("is not one around the project", async () => {
    const around = join(sides.root, "around");
    const cy = user(sides.root, "Cy", join(around, "project"));
    await cy.json(["init"], 0);
    expect((await cy.json(["connect", "south", "--exchange", around, "--out", "-"], 1)).error.code).toBe("EXCHANGE_IN_PROJECT");
  });
});

describe("settings", () => {
  test.each([
    [
      /^share: .*$/m,
      "share: lable:pump",
      'share: "lable:pump" is not understood: at character 1: this project has no field "lable"; perhaps labels is meant',
    ],
    [/kind: text$/m, "kind: markdown", "kind: must be one of scalar, text, set"],
    [/^emails: .*$/m, "emails: perhaps", "emails: must be true or false"],
  ])("what is wrong is told with its line, in words: %s", async (from, to, said) => {
    edit(settings(), from, to);
    const line =
      readFileSync(settings(), "utf8")
        .split("\n")
        .findIndex((text) => text.includes(to)) + 1;
    const { err } = await ada.run(["connections"]);
    expect(err).toContain(`nordwind.yaml:${line}: `);
    expect(err).toContain(said);
  });

  test("a connection that is not there and a date that is none are told with their lines, until they are put right", async () => {
    await ada.json(["new", "--title", "Valve", "--share", "nordwind"], 0);
    edit(issueFile("ACME-1"), "  - nordwind", "  - nordwind\n  - nordwnid\ndue: soon");
    const ran = await ada.run(["sync"]);
    expect(ran.exit).toBe(4);
    expect(ran.err).toMatch(/ACME-1\.md:\d+: "soon" is no date/);
    expect(ran.err).toMatch(/ACME-1\.md:\d+: there is no connection "nordwnid"/);
    edit(issueFile("ACME-1"), "\n  - nordwnid", "");
    await ada.json(["set", "ACME-1", "due=2026-12-01"], 0);
    expect((await ada.run(["sync"])).err).toBe("");
  });
});

test("status says at once what is wrong with a file, before any pass", async () => {
  await ada.json(["new", "--title", "Valve"], 0);
  edit(issueFile("ACME-1"), "# Valve", "<<<<<<< ours\n# Valve\n=======\n# Pump\n>>>>>>> theirs");
  const ran = await ada.run(["status"]);
  expect([ran.exit, ran.err]).toEqual([4, expect.stringContaining("ACME-1.md:6: there are git conflict markers")]);
  edit(issueFile("ACME-1"), /<<<<<<< ours\n|=======[^]*$/g, "");
  expect((await ada.run(["status"])).err).toBe("");
});

test("what stands still is not said to be more than the partner confirmed once", async () => {
  await ada.json(["new", "--title", "Valve", "--share", "nordwind"], 0);
  await settle(sides);
  await ada.json(["stop", "nordwind"], 0);
  expect((await ada.run(["show", "ACME-1"])).out).toContain("what they changed since is not taken: the connection is stopped");
  await ada.json(["start", "nordwind"], 0);
  edit(settings(), /^share: .*$/m, "share: lable:pump");
  edit(issueFile("ACME-1"), "# Valve", "# Pump");
  await ada.run(["sync"]);
  const shown = await ada.run(["show", "ACME-1"]);
  expect(shown.out).toContain("sync: held");
  expect(shown.out).toContain("The settings of the connection cannot be used here");
});

test("a deletion is told as one, at both sides", async () => {
  await ada.json(["new", "--title", "Valve", "--share", "nordwind"], 0);
  await settle(sides);
  await ada.json(["delete", "ACME-1"], 0);
  expect((await ada.run(["sync"])).out).toContain("sent that they are deleted: ACME-1");
  expect((await bo.run(["sync"])).out).toContain("deleted by the partner (the files are in .trash): NW-1");
});

test("a comment has its time in minutes, as in the guide", async () => {
  await ada.json(["new", "--title", "Valve"], 0);
  await ada.json(["comment", "ACME-1", "--text", "Seen."], 0);
  expect(readFileSync(issueFile("ACME-1"), "utf8")).toMatch(/^### Ada[^,]*, \d{4}-\d\d-\d\d \d\d:\d\dZ <!-- c:/m);
});

describe("slips on the command line", () => {
  test.each([
    [["connect", "south", "--exchnge", "/tmp"], "unknown option '--exchnge' (Did you mean --exchange?)"],
    [["connect", "south"], "required option '--exchange <dir>' not specified"],
    [["share", "ACME-1", "--wiht=nordwind"], "unknown option '--wiht' (Did you mean --with?)"],
    [["gateway", "mvoe"], 'There is no "gateway mvoe": say show, here, move FILE or back.'],
    [["verify", "nordwind", "--number", "1234"], "The safety number has 60 digits, and these are 4 characters."],
  ])("%s", async (words, said) => {
    const ran = await ada.run(words);
    expect([ran.exit, ran.err]).toEqual([2, expect.stringContaining(said)]);
  });
});

test("watch does not say the same twice", async () => {
  const watching = ada.start(["watch"]);
  await watching.saw("Z ");
  await bo.json(["new", "--title", "Valve", "--share", "acme"], 0);
  await bo.run(["sync"]);
  await watching.saw("received: ACME-1");
  await settle({ ada: bo, bo });
  const { out } = await watching.stop();
  const said = out
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(10));
  expect(said.filter((line, n) => line === said[n - 1])).toEqual([]);
});

describe("backup", () => {
  const PASSPHRASE = "four words are enough\n";

  test("a newer one takes the place of an older one of this project, and of nothing else", async () => {
    const file = join(sides.root, "backup.bin");
    expect((await ada.run(["backup", file], PASSPHRASE)).exit).toBe(0);
    const older = readFileSync(file);
    expect((await ada.run(["backup", file], PASSPHRASE)).exit).toBe(0);
    expect(readFileSync(file).equals(older)).toBe(false);
    for (const [side, passphrase] of [
      [ada, "another passphrase\n"],
      [bo, PASSPHRASE],
    ] as const)
      expect((await side.run(["backup", file], passphrase)).err).toContain("is no backup of this project that the passphrase opens");
    writeFileSync(file, "my thesis");
    expect((await ada.run(["backup", file], PASSPHRASE)).exit).toBe(1);
    expect(readFileSync(file, "utf8")).toBe("my thesis");
  });

  test("says where it should not stay", async () => {
    expect((await ada.run(["backup", "copy.bin"], PASSPHRASE)).err).toContain("bring it to another disk, and never commit it");
    expect((await ada.run(["backup", join(sides.root, "copy.bin")], PASSPHRASE)).err).not.toContain("never commit it");
  });

  test("a gateway that is handed over has nobody's name", async () => {
    expect((await ada.run(["gateway", "move", join(sides.root, "move.bin")], PASSPHRASE)).exit).toBe(0);
    const { out } = await ada.run(["gateway"]);
    expect(out).toMatch(/handed over by .+, and no machine has taken it yet/);
    expect(out).not.toContain("handed over (");
  });
});

test("a team mate's clone says where the issues are, before they have a place in it", async () => {
  const { path, remove } = playground();
  onTestFinished(remove);
  const [mia, tom] = [user(path, "Mia"), user(path, "Tom")];
  const git = (who: User, ...words: string[]) =>
    execFileSync("git", ["-C", who.workspace, ...words], {
      encoding: "utf8",
      env: { ...process.env, HOME: who.home, GIT_CONFIG_NOSYSTEM: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  git(mia, "init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(mia.workspace, "code.js"), "");
  await mia.json(["init", "--key", "M"], 0);
  git(mia, "add", "code.js", ".issue-ferry");
  git(mia, "commit", "--quiet", "-m", "code");
  const placed = await mia.run(["init", "--git", "worktree"]);
  expect(placed.err).not.toContain("Nothing was changed");
  await mia.json(["new", "--title", "Valve"], 0);
  for (const words of [
    ["add", "."],
    ["commit", "--quiet", "-m", "issues"],
  ])
    execFileSync("git", ["-C", join(mia.workspace, "issues"), ...words], { env: { ...process.env, HOME: mia.home } });
  rmSync(tom.workspace, { recursive: true });
  execFileSync("git", ["clone", "--quiet", mia.workspace, tom.workspace], { env: { ...process.env, HOME: tom.home } });
  for (const words of [["issues"], ["status"]])
    expect((await tom.run(words)).err).toContain("on the branch issues, which has no place here yet: `issue-ferry init --git worktree`");
  await tom.json(["init", "--git", "worktree"], 0);
  await tom.run(["sync"]);
  const there = await tom.run(["issues"]);
  expect(there.out).toContain("Valve");
  expect(there.err).not.toContain("no place here");
});
