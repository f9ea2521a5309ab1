import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readHandshakeFile, writeHandshakeFile } from "../../src/protocol/handshake-file.ts";
import type { Invite } from "../../src/protocol/invite.ts";
import { type User, user } from "../support/command-line.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";
import { tree } from "../support/tree.ts";
import { type TwoSides, issueStatuses, running, saved, settle, statuses, twoProjects } from "../support/two-sides.ts";

let sides: TwoSides;
let ada: User;
let bo: User;
let scene: Awaited<ReturnType<typeof saved>>;

function startFrom(make: () => Promise<TwoSides>): void {
  beforeAll(async () => {
    scene = await saved(make);
    ({ sides } = scene);
    ({ ada, bo } = sides);
  });
  afterAll(() => scene.remove());
  beforeEach(() => scene.restore());
}

/**
 * Runs what must fail: one sentence for people, one document for programs, and neither workspace nor exchange folder nor the list of
 * connections is touched.
 */
async function refusal(side: User, words: readonly string[], exit: number, code: string, input?: string): Promise<string> {
  const before = [tree(side.workspace), existsSync(sides.exchange) ? tree(sides.exchange) : null];
  const known = await side.run(["--json", "connections"]);
  const ran = await side.run(["--json", ...words], input);
  const { error } = JSON.parse(ran.out);
  expect({ exit: ran.exit, code: error.code }, `of ${ran.err}`).toEqual({ exit, code });
  expect(ran.err.trimEnd(), "one sentence, no stack").toBe(`issue-ferry: ${error.message}`);
  expect(error.message).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/);
  expect([tree(side.workspace), existsSync(sides.exchange) ? tree(sides.exchange) : null]).toEqual(before);
  expect((await side.run(["--json", "connections"])).out).toBe(known.out);
  return error.message;
}

describe("a handshake file", () => {
  startFrom(async () => {
    const made = await twoProjects();
    await made.ada.json(["connect", "nordwind", "--exchange", made.exchange, "--out", made.handshakeFile], 0);
    return made;
  });

  const text = (): string => readFileSync(sides.handshakeFile, "utf8");
  const joining = (file: string): string[] => ["join", file, "--exchange", sides.exchange, "--name", "acme"];
  const write = (name: string, content: string): string => {
    const file = join(sides.root, name);
    writeFileSync(file, content);
    return file;
  };
  function altered(change: (invite: Invite) => Invite): string {
    const read = readHandshakeFile(text());
    if (!read.ok) throw new Error(read.failure);
    return writeHandshakeFile(change(read.value));
  }

  test("is readable by its owner only", () => {
    expect(statSync(sides.handshakeFile).mode & 0o777).toBe(0o600);
  });

  test("that is none", async () => {
    expect(await refusal(bo, joining(write("letter.txt", "Dear Bo,\n\nsee you on Monday.\n")), 1, "HANDSHAKE_FILE_NO_BLOCK")).toContain(
      "send the handshake file again",
    );
    expect(await refusal(bo, joining(join(sides.root, "nowhere.txt")), 1, "CANNOT_READ")).toContain("Check its name");
    await refusal(
      bo,
      joining(write("block.txt", text().replace(/(BEGIN[^\n]*\n)[^]*(\n-----END)/, "$1aaaaaaaa$2"))),
      1,
      "HANDSHAKE_FILE_DAMAGED",
    );
  });

  test("that was damaged on its way, at any letter", async () => {
    const whole = text();
    const begin = whole.indexOf("\n", whole.indexOf("-----BEGIN")) + 1;
    const end = whole.indexOf("\n-----END");
    for (const at of [begin + 3, Math.floor((begin + end) / 2), end - 2]) {
      const letter = whole[at] === "q" ? "z" : "q";
      const file = write("damaged.txt", whole.slice(0, at) + letter + whole.slice(at + 1));
      expect(await refusal(bo, joining(file), 1, "HANDSHAKE_FILE_DAMAGED")).toContain("changed or lost on the way");
    }
  });

  test("that has expired", async () => {
    const expires = "2020-01-15T00:00:00.000Z";
    expect(
      await refusal(
        bo,
        joining(
          write(
            "old.txt",
            altered((invite) => ({ ...invite, expires })),
          ),
        ),
        1,
        "EXPIRED",
      ),
    ).toContain("2020-01-15");
  });

  test("whose keys somebody has changed", async () => {
    const forged = altered((invite) => ({ ...invite, identityKey: invite.epochKey }));
    expect(await refusal(bo, joining(write("forged.txt", forged)), 1, "HANDSHAKE_FILE_FORGED_KEYS")).toContain("tampered");
  });

  test("together with another one", async () => {
    const other = altered((invite) => ({ ...invite, expires: "2099-01-01T00:00:00.000Z" }));
    expect(await refusal(bo, joining("-"), 1, "HANDSHAKE_FILE_SEVERAL_BLOCKS", `${text()}\n${other}`)).toContain("Keep only the one");
  });

  test("of the very same project", async () => {
    expect(
      await refusal(ada, ["join", sides.handshakeFile, "--exchange", sides.exchange, "--name", "self"], 1, "OWN_INVITATION"),
    ).toContain("Give it to the partner");
  });

  test("kept where others see it: in a git work tree, in the exchange folder", async () => {
    const repository = join(sides.root, "repository");
    execFileSync("git", ["init", "--quiet", repository]);
    const committed = join(repository, "hs.txt");
    writeFileSync(committed, text());
    expect(await refusal(bo, joining(committed), 1, "HANDSHAKE_PLACE")).toContain("Keep it somewhere else");
    writeFileSync(join(sides.exchange, "hs.txt"), text());
    expect(await refusal(bo, joining(join(sides.exchange, "hs.txt")), 1, "HANDSHAKE_PLACE")).toContain("Keep it somewhere else");
    expect(
      await refusal(ada, ["connect", "two", "--exchange", sides.exchange, "--out", join(repository, "new.txt")], 1, "HANDSHAKE_PLACE"),
    ).toContain("Keep it somewhere else");
    await refusal(ada, ["connect", "two", "--exchange", sides.exchange, "--out", join(sides.exchange, "new.txt")], 1, "HANDSHAKE_PLACE");
    await refusal(ada, ["connect", "two", "--exchange", sides.exchange, "--out", sides.handshakeFile], 1, "CANNOT_WRITE");
  });

  test("pasted from a mail, quoted, joins; a second time it does not", async () => {
    const mail = `Hello Bo,\r\n${text()
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\r\n")}\r\nRegards`;
    expect((await bo.run(joining("-"), mail)).exit).toBe(0);
    const again = ["join", "-", "--exchange", sides.exchange, "--name", "again"];
    expect(await refusal(bo, again, 1, "JOINED_ALREADY", mail)).toContain("acme");
  });

  test("used by two: the first is in, the second is told, and nothing of the first changes", async () => {
    const eve = user(sides.root, "Eve");
    await eve.json(["init", "--name", "Somebody else"], 0);
    await bo.json(joining(sides.handshakeFile), 0);
    await bo.run(["sync"]);
    await ada.run(["sync"]);
    await eve.json(joining(sides.handshakeFile), 0);
    for (const side of [eve, ada, eve, bo, ada]) await side.run(["sync"]);
    expect(await statuses(sides)).toBe("stopped | stopped");
    expect((await ada.json(["connections"], 0)).connections[0].partner).toBe("Nordwind");
    const told = await eve.run(["status"]);
    expect(told.exit).toBe(4);
    expect(told.err).toContain("the invitation was used already, by somebody else or by this project before it was put back");
  });
});

describe("an exchange folder", () => {
  startFrom(running);

  test("that is missing, or no folder", async () => {
    const missing = join(sides.root, "nowhere");
    await refusal(ada, ["connect", "two", "--exchange", missing], 5, "EXCHANGE_FOLDER_UNREACHABLE");
    expect(existsSync(missing), "an unmounted share must not be replaced by an empty folder").toBe(false);
    await refusal(ada, ["connect", "two", "--exchange", sides.handshakeFile], 5, "EXCHANGE_FOLDER_UNREACHABLE");
  });

  test("that goes away and comes back: said, and nothing is lost", async () => {
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    execFileSync("mv", [sides.exchange, `${sides.exchange}-away`]);
    const ran = await ada.run(["sync"]);
    expect(ran.exit).toBe(5);
    expect(ran.err).toContain("does not exist or is not mounted");
    expect(existsSync(sides.exchange)).toBe(false);
    expect((await ada.run(["status"])).exit).toBe(5);
    execFileSync("mv", [`${sides.exchange}-away`, sides.exchange]);
    await settle(sides);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
  });

  test.runIf(canMount)("that is read-only or full (own file system)", async () => {
    const disk = smallDisk(256);
    if (!disk) throw new Error("no mount");
    onTestFinished(() => disk.unmount());
    disk.readOnly(true);
    await refusal(ada, ["connect", "two", "--exchange", disk.path], 5, "EXCHANGE_FOLDER_READ_ONLY");
    disk.readOnly(false);
    const out = join(sides.root, "two.txt");
    await ada.json(["connect", "two", "--exchange", disk.path, "--out", out], 0);
    const eve = user(sides.root, "Eve");
    await eve.json(["init", "--name", "Eve"], 0);
    execFileSync("sh", ["-c", `cat /dev/zero > ${disk.path}/ballast || true`], { stdio: "ignore" });
    await eve.json(["join", out, "--exchange", disk.path, "--name", "acme"], 0);
    const full = await eve.run(["sync"]);
    expect(full.exit).toBe(5);
    expect(full.err).toContain("is full (ENOSPC)");
    execFileSync("rm", [join(disk.path, "ballast")]);
    for (const side of [eve, ada, eve, ada]) await side.run(["sync"]);
    expect((await eve.json(["connections"], 0)).connections[0].status).toBe("stopped");
  });

  test("with foreign and corrupt files: they change nothing, and stop nothing", async () => {
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    await ada.run(["sync"]);
    const [connection] = readdirSync(sides.exchange).flatMap((writer) =>
      readdirSync(join(sides.exchange, writer))
        .filter((name) => name !== "tmp")
        .map((name) => join(sides.exchange, writer, name)),
    );
    const folders = readdirSync(sides.exchange).map((writer) => join(sides.exchange, writer, (connection ?? "").split("/").at(-1) ?? ""));
    for (const folder of folders) {
      const [real] = readdirSync(folder).filter((name) => /^\d/.test(name));
      writeFileSync(join(folder, "desktop.ini"), "[.ShellClassInfo]");
      writeFileSync(join(folder, "1-99-aaaaaaaaaa.ferry"), "junk");
      writeFileSync(join(folder, "ack-aaaaaaaaaa.ferry"), Buffer.alloc(4096));
      if (real !== undefined)
        writeFileSync(join(folder, real.replace(/\.ferry$/, ".sync-conflict-20261122-101112.ferry")), readFileSync(join(folder, real)));
    }
    await settle(sides);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
    expect(await statuses(sides)).toBe("running | running");
  });
});

describe("files that people edit", () => {
  startFrom(running);

  const issueFile = (side: User, name: string): string => join(side.workspace, "issues", name);

  test.each([
    ["a colon in a title", "---\ntitle: Crash: pump #3\n---\n\nIt stops.\n", "in quotes"],
    ["an alias", "---\nstatus: &s New\npriority: *s\n---\n\n# Alias\n", "YAML"],
    ["git conflict markers", "# Valve\n\n<<<<<<< HEAD\nour text\n=======\ntheir text\n>>>>>>> branch\n", "git conflict markers"],
    ["front matter that does not end", "---\nstatus: New\n\n# Valve\n", "no closing line"],
  ])("%s: said with place and cure, the file stays as it is, the rest goes on", async (_, content, words) => {
    const file = issueFile(ada, "broken.md");
    writeFileSync(file, content);
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    await settle(sides);
    const told = await ada.run(["status"]);
    expect(told.exit).toBe(4);
    const said = told.err.split("\n").filter((line) => line.startsWith("issues/broken.md"));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^issues\/broken\.md(:\d+)?: /);
    expect(said[0]).toContain(words);
    expect(readFileSync(file, "utf8")).toBe(content);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
    writeFileSync(file, "# Mended\n");
    expect((await ada.run(["sync", "--until-idle"])).exit).toBe(0);
    expect((await ada.json(["issues"])).issues).toContainEqual(expect.objectContaining({ title: "Mended" }));
  });

  test("a broken connection file stands still and says where", async () => {
    const file = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
    const whole = readFileSync(file, "utf8");
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    writeFileSync(file, whole.replace(/^share: marked$/m, "share: everything"));
    const ran = await ada.run(["sync"]);
    expect(ran.exit).toBe(4);
    expect(ran.err).toMatch(/nordwind stands still.*nordwind\.yaml:\d+: .*"everything"/);
    await refusal(ada, ["config", "publish", "nordwind"], 1, "BROKEN_SETTINGS");
    await bo.run(["sync"]);
    expect((await bo.json(["issues"])).issues, "what may leave is not known, so nothing leaves").toEqual([]);
    writeFileSync(file, whole);
    await settle(sides);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
  });

  test("a broken project file", async () => {
    const file = join(ada.workspace, ".issue-ferry/project.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("key-prefix: ACME", "key-prefix: acme pumps"));
    const ran = await ada.run(["status"]);
    expect(ran.exit).toBe(1);
    expect(ran.err).toMatch(/project\.yaml:\d+: key-prefix: /);
  });

  test("issues that would lie outside of the project", async () => {
    const file = join(ada.workspace, ".issue-ferry/project.yaml");
    const before = tree(sides.root);
    const { [`Ada/project/.issue-ferry/project.yaml`]: _, ...others } = before;
    writeFileSync(file, readFileSync(file, "utf8").replace("path: issues", "path: ../../outside"));
    const ran = await ada.json(["sync"], 1);
    expect(ran.error.code).toBe("ISSUES_OUTSIDE");
    expect(tree(sides.root)).toMatchObject(others);
    expect(existsSync(join(sides.root, "Ada/outside"))).toBe(false);
  });
});

describe("places and words", () => {
  startFrom(twoProjects);

  test("a state directory in the workspace, a git work tree or the exchange folder", async () => {
    const repository = join(sides.root, "repository");
    execFileSync("git", ["init", "--quiet", repository]);
    const before = tree(sides.root);
    const bad = async (state: string, words: string[], code: string): Promise<void> => {
      const ran = await ada.run(["--json", "--state", state, ...words]);
      expect(ran.exit).toBe(1);
      expect(JSON.parse(ran.out).error.code).toBe(code);
      expect(ran.err).toContain("--state");
    };
    await bad(join(ada.workspace, "state"), ["status"], "STATE_PLACE_IN_WORKSPACE");
    await bad(join(repository, "state"), ["status"], "STATE_PLACE_IN_GIT_WORK_TREE");
    await bad(join(sides.exchange, "state"), ["connect", "two", "--exchange", sides.exchange], "STATE_PLACE_IN_EXCHANGE_FOLDER");
    expect(tree(sides.root)).toEqual(before);
  });

  test("where there is no project", async () => {
    const { home } = ada;
    const ran = await ada.run(["--project", home, "connect", "two", "--exchange", sides.exchange]);
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain("`issue-ferry init`");
    expect(readdirSync(home)).toEqual([".gitconfig"]);
  });

  test("words that mean nothing are usage errors", async () => {
    await ada.json(["new", "--title", "Valve sticks"], 0);
    for (const words of [
      [],
      ["frobnicate"],
      ["issues", "--sync-status", "fine"],
      ["set", "ACME-1", "colour=red"],
      ["set", "ACME-1", "due=tomorrow"],
      ["set", "ACME-1", "title="],
      ["connect", "Big Name!", "--exchange", sides.exchange],
      ["connect", "two", "--exchange", sides.exchange, "--share", "sometimes"],
      ["sync", "--timeout", "soon"],
      ["retry"],
      ["new", "--title", "x", "--author", "two\nlines"],
    ]) {
      const ran = await ada.run(["--json", ...words]);
      expect(ran.exit, `of ${words.join(" ")}`).toBe(2);
      expect(JSON.parse(ran.out).error.message, `of ${words.join(" ")}`).toMatch(/\w.*[.\w)>']$/s);
    }
    expect((await ada.json(["show", "ACME-1"], 0)).issue.fields).toEqual({ title: "Valve sticks" });
    await refusal(ada, ["show", "ACME-99"], 1, "NO_SUCH_ISSUE");
    await refusal(ada, ["share", "ACME-1", "--with", "nobody"], 1, "NO_SUCH_CONNECTION");
  });

  test("two projects with one key prefix exchange issues", async () => {
    const eve = user(sides.root, "Eve");
    await eve.json(["init", "--name", "Acme of the south", "--key", "ACME"], 0);
    await eve.json(["new", "--title", "Their first"], 0);
    const out = join(sides.root, "eve.txt");
    await ada.json(["connect", "south", "--exchange", sides.exchange, "--share", "all", "--out", out], 0);
    await eve.json(["join", out, "--exchange", sides.exchange, "--name", "north"], 0);
    const both = { ada, bo: eve };
    for (const side of [eve, ada, eve, ada]) await side.run(["sync"]);
    await ada.json(["config", "publish", "south", "--unverified"], 0);
    await ada.run(["sync"]);
    await eve.run(["sync"]);
    await eve.json(["config", "accept", "north", "--unverified"], 0);
    await ada.json(["start", "south"], 0);
    await eve.json(["start", "north"], 0);
    await ada.json(["new", "--title", "Our first"], 0);
    await settle(both);
    const keys = (await eve.json(["issues"])).issues.map(({ key, title }: { key: string; title: string }) => `${key} ${title}`).sort();
    expect(keys).toEqual(["ACME-1 Their first", "ACME-2 Our first"]);
    expect(await issueStatuses(both, "Our first")).toBe("up to date | up to date");

    // All is shared here, so that what shall not be has to be named.
    await ada.json(["unshare", "ACME-1", "--with", "south"], 0);
    expect(readFileSync(join(ada.workspace, "issues/ACME-1.md"), "utf8")).toMatch(/- ["']?-south/);
    await settle(both);
    expect(await issueStatuses(both, "Our first")).toBe("local | local");
  });

  test("what a terminal would obey is not printed", async () => {
    const title = "\u001b[31mred\u001b[0m \u202eevil \u009b2J";
    await ada.json(["new", "--title", title], 0);
    for (const words of [["issues"], ["show", "ACME-1"], ["issues", "--json"], ["show", "ACME-1", "--json"]]) {
      const { out } = await ada.run(words);
      expect(out).toContain("red");
      // oxlint-disable-next-line no-control-regex
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});
