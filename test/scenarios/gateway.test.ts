import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ran, type User, user } from "../support/command-line.ts";
import { tree } from "../support/tree.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

/** Ada's project is connected with Bo's; Cy is a member of Ada's team at another machine, with the same files. */
let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let cy: User;

const PASSPHRASE = "correct horse battery";
const file = (): string => join(sides.root, "gateway.bin");
const kept = (side: User, words: readonly string[], passphrase = PASSPHRASE): Promise<Ran> => side.run(words, `${passphrase}\n`);
const edit = (side: User, from: string, to: string): void => {
  const path = join(side.workspace, "issues/ACME-1.md");
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};
/** Settings are not written through a link. */
const unwritable = (side: User): (() => void) => {
  const [settings, aside] = [join(side.workspace, ".issue-ferry"), join(sides.root, "settings aside")];
  renameSync(settings, aside);
  symlinkSync(aside, settings);
  return () => {
    rmSync(settings);
    renameSync(aside, settings);
  };
};
/** As git would bring them: the project's settings and the issues. */
const pulled = (from: User, to: User): void => cpSync(from.workspace, to.workspace, { recursive: true });

beforeAll(async () => {
  scene = await saved(async () => {
    sides = await running();
    await sides.ada.json(["new", "--title", "Valve", "--status", "New", "--share", "nordwind"], 0);
    await settle(sides);
    return sides;
  });
  ({ sides } = scene);
  ({ ada } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => {
  scene.restore();
  cy = user(sides.root, "Cy");
  pulled(ada, cy);
});

describe("a machine that is not the gateway", () => {
  test("says who is, shows the issues, and sends nothing", async () => {
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "here", person: "Ada" } });
    const before = tree(sides.exchange);
    edit(cy, "status: New", "status: Done");
    writeFileSync(join(cy.workspace, "issues/idea.md"), "# Idea\n");
    for (let pass = 0; pass < 2; pass++) await cy.run(["sync", "--until-idle"]);
    const { gateway, issues, connections } = await cy.json(["status"], 0);
    expect(gateway).toMatchObject({ kind: "elsewhere", person: "Ada" });
    expect(issues.map(({ key, status }: { key: string; status: string }) => [key, status])).toEqual([["ACME-1", "Done"]]);
    expect(connections).toEqual([]);
    expect((await cy.run(["status"])).err).toMatch(/\(Ada\) is the gateway.*sends nothing/);
    expect(tree(sides.exchange)).toEqual(before);
    expect(readdirSync(join(cy.workspace, "issues")).sort()).toEqual(["ACME-1.md", "idea.md"]);
    expect(readFileSync(join(cy.workspace, "issues/idea.md"), "utf8")).toBe("# Idea\n");
  });

  test("gives out no keys and makes no connections, and edits files", async () => {
    expect(await cy.json(["new", "--title", "Another"], 1)).toMatchObject({ error: { code: "NOT_GATEWAY" } });
    expect(await cy.json(["connect", "other", "--exchange", sides.exchange], 1)).toMatchObject({ error: { code: "NOT_GATEWAY" } });
    await cy.run(["sync"]);
    await cy.json(["set", "ACME-1", "status=Done"], 0);
    pulled(cy, ada);
    await settle(sides);
    expect((await sides.bo.json(["issues"])).issues).toMatchObject([{ title: "Valve", status: "Done" }]);
  });

  test("gives out no keys either once the file that names the gateway is gone, until a person says so", async () => {
    await cy.run(["sync"]);
    rmSync(join(cy.workspace, ".issue-ferry/gateway.yaml"));
    writeFileSync(join(cy.workspace, "issues/idea.md"), "# Idea\n");
    await cy.run(["sync"]);
    expect(readdirSync(join(cy.workspace, "issues")).sort()).toEqual(["ACME-1.md", "idea.md"]);
    expect(await cy.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "elsewhere", person: "Ada" } });
    rmSync(join(ada.workspace, ".issue-ferry/gateway.yaml"));
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "unnamed" } });
    expect(await cy.json(["gateway", "here"], 0)).toMatchObject({ gateway: { kind: "here", person: "Cy" } });
  });

  test("a file that cannot be read stops sending, and says where", async () => {
    writeFileSync(join(ada.workspace, ".issue-ferry/gateway.yaml"), "machine: 7\n");
    edit(ada, "status: New", "status: Done");
    const before = tree(sides.exchange);
    const ran = await ada.run(["sync"]);
    expect([ran.exit, ran.err]).toEqual([4, expect.stringContaining("gateway.yaml:1")]);
    expect(tree(sides.exchange)).toEqual(before);
  });
});

describe("what is done while this machine does not talk to partners reaches them afterwards", () => {
  const gatewayFile = (): string => join(ada.workspace, ".issue-ferry/gateway.yaml");
  const connectionFile = (): string => join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  const atPartner = async (): Promise<unknown> => (await sides.bo.json(["issues"])).issues;

  test.each<[string, () => Promise<void>, () => Promise<void>]>([
    [
      "gateway moved and taken back",
      async () => void (await kept(ada, ["gateway", "move", file()])),
      async () => void (await ada.json(["gateway", "back"], 0)),
    ],
    ...[gatewayFile, connectionFile].map((path): [string, () => Promise<void>, () => Promise<void>] => {
      let good = "";
      return [
        path === gatewayFile ? "gateway.yaml with a conflict mark" : "a connection's file with a conflict mark",
        async () => {
          good = readFileSync(path(), "utf8");
          writeFileSync(path(), "<<<<<<< HEAD\n");
        },
        async () => writeFileSync(path(), good),
      ];
    }),
  ])("%s: an edit and a deletion", async (_, away, back) => {
    await ada.json(["new", "--title", "Pump", "--share", "nordwind"], 0);
    await settle(sides);
    await away();
    edit(ada, "status: New", "status: Done");
    const ran = await ada.run(["delete", "ACME-2"]);
    if (ran.exit !== 0) rmSync(join(ada.workspace, "issues/ACME-2.md"));
    for (let pass = 0; pass < 2; pass++) await ada.run(["sync", "--until-idle"]);
    await back();
    await settle(sides);
    expect(await atPartner()).toMatchObject([{ title: "Valve", status: "Done", syncStatus: "up to date" }]);
    await sides.bo.json(["set", "NW-1", "priority=high"], 0);
    await settle(sides);
    expect(readFileSync(join(ada.workspace, "issues/ACME-1.md"), "utf8")).toMatch(/status: Done/);
  });
});

describe("handed over", () => {
  test("the other machine goes on where this one ended, and this one sends nothing whatever its files say", async () => {
    edit(ada, "status: New", "status: Begun");
    await ada.run(["sync"]);
    const named = readFileSync(join(ada.workspace, ".issue-ferry/gateway.yaml"), "utf8");
    expect((await kept(ada, ["gateway", "move", file()])).exit).toBe(0);
    pulled(ada, cy);
    expect((await kept(cy, ["restore", file()])).exit).toBe(0);
    // A checkout of the older commit brings the old name back.
    writeFileSync(join(ada.workspace, ".issue-ferry/gateway.yaml"), named);
    const before = tree(sides.exchange);
    edit(ada, "status: Begun", "status: Lost");
    expect((await ada.run(["sync"])).err).toContain("sends nothing");
    expect(tree(sides.exchange)).toEqual(before);
    const moved = { ...sides, ada: cy };
    await settle(moved);
    edit(cy, "status: Begun", "status: Done");
    await settle(moved);
    expect((await sides.bo.json(["issues"])).issues).toMatchObject([{ title: "Valve", status: "Done", syncStatus: "up to date" }]);
    expect(await issueStatuses(moved, "Valve")).toBe("up to date | up to date");
    expect(await cy.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "here", person: "Cy" } });
    pulled(cy, ada);
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "elsewhere", person: "Cy" } });
  });

  test("taken back where it was not meant", async () => {
    expect(await ada.json(["gateway", "back"], 1)).toMatchObject({ error: { code: "NOT_HANDED_OVER" } });
    await kept(ada, ["gateway", "move", file()]);
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "elsewhere" } });
    expect(await ada.json(["gateway", "back"], 0)).toMatchObject({ gateway: { kind: "here" } });
    edit(ada, "status: New", "status: Done");
    await settle(sides);
    expect(await issueStatuses(sides, "Valve")).toBe("up to date | up to date");
  });

  test("also where the settings cannot be written, and says so", async () => {
    unwritable(ada);
    const moved = await kept(ada, ["gateway", "move", file()]);
    expect([moved.exit, moved.err]).toEqual([0, expect.stringContaining("gateway.yaml could not be written")]);
    const back = await ada.run(["gateway", "back"]);
    expect([back.exit, back.err]).toEqual([0, expect.stringContaining("gateway.yaml could not be written")]);
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "here" } });
  });

  test("not while somebody works, and nothing changes then", async () => {
    const watching = ada.start(["watch"]);
    try {
      await watching.saw("issue");
      expect(await kept(ada, ["gateway", "move", file()])).toMatchObject({
        exit: 1,
        err: expect.stringContaining("works for this project"),
      });
    } finally {
      await watching.stop("SIGKILL");
    }
    expect(existsSync(file())).toBe(false);
    expect(await ada.json(["gateway"], 0)).toMatchObject({ gateway: { kind: "here" } });
  });
});

describe("a backup", () => {
  test("goes on where nothing has happened since", async () => {
    expect((await kept(ada, ["backup", file()])).exit).toBe(0);
    const ran = await kept(cy, ["--json", "restore", file()]);
    expect([ran.exit, JSON.parse(ran.out)]).toMatchObject([0, { moved: false, connections: [{ name: "nordwind", suspended: false }] }]);
    const restored = { ...sides, ada: cy };
    edit(cy, "status: New", "status: Done");
    await settle(restored);
    expect(await issueStatuses(restored, "Valve")).toBe("up to date | up to date");
  });

  test.each([
    ["was sent", () => ada.run(["sync"])],
    ["was sent and read", () => settle(sides)],
  ])("sends nothing where more %s since", async (_, after) => {
    await kept(ada, ["backup", file()]);
    edit(ada, "status: New", "status: Done");
    await after();
    const before = tree(sides.exchange);
    const ran = await kept(cy, ["restore", file()]);
    expect([ran.exit, ran.err]).toEqual([0, expect.stringContaining("suspended")]);
    edit(cy, "status: New", "status: Other");
    await cy.run(["sync"]);
    expect((await cy.json(["connections"], 0)).connections).toMatchObject([{ status: "suspended" }]);
    expect(tree(sides.exchange)).toEqual(before);
  });

  test("sends nothing where the partner wrote and was read since", async () => {
    await kept(ada, ["backup", file()]);
    await sides.bo.json(["set", "NW-1", "status=Done"], 0);
    await settle(sides);
    const ran = await kept(cy, ["restore", file()]);
    expect([ran.exit, ran.err]).toEqual([0, expect.stringContaining("suspended")]);
  });

  test("whose restore was interrupted sends nothing, and is restored again", async () => {
    await kept(ada, ["backup", file()]);
    const writable = unwritable(cy);
    expect((await kept(cy, ["restore", file()])).err).toContain("could not be written");
    writable();
    expect((await cy.json(["connections"], 0)).connections).toMatchObject([{ status: "suspended" }]);
    const ran = await kept(cy, ["--json", "restore", file()]);
    expect([ran.exit, JSON.parse(ran.out)]).toMatchObject([0, { connections: [{ name: "nordwind", suspended: false }] }]);
    expect((await kept(cy, ["restore", file()])).err).toContain("connections of the project already");
    const restored = { ...sides, ada: cy };
    edit(cy, "status: New", "status: Done");
    await settle(restored);
    expect(await issueStatuses(restored, "Valve")).toBe("up to date | up to date");
  });

  test.each<[string, (bytes: Buffer) => Buffer, string, string]>([
    ["with another passphrase", (bytes) => bytes, "wrong horse battery", "BACKUP_FILE"],
    [
      "of which a byte was changed",
      (bytes) => Buffer.from(bytes.map((byte, at) => (at === 500 ? byte ^ 1 : byte))),
      PASSPHRASE,
      "BACKUP_FILE",
    ],
    ["that is none", () => Buffer.from("hello"), PASSPHRASE, "BACKUP_FILE"],
  ])("%s is refused, and nothing is changed", async (_, change, passphrase, code) => {
    await kept(ada, ["backup", file()]);
    writeFileSync(file(), change(readFileSync(file())));
    expect(JSON.parse((await kept(cy, ["--json", "restore", file()], passphrase)).out)).toMatchObject({ error: { code } });
    expect((await cy.json(["connections"], 0)).connections).toEqual([]);
  });

  test("is not written where others read it, nor with a short passphrase, nor over a machine that has connections", async () => {
    const inside = join(sides.exchange, "backup.bin");
    expect((await kept(ada, ["backup", inside])).err).toContain("exchange folder");
    expect((await kept(ada, ["backup", file()], "")).err).toContain("No passphrase was given");
    expect((await kept(ada, ["backup", file()], "short")).err).toContain("8 characters");
    expect([existsSync(inside), existsSync(file())]).toEqual([false, false]);
    await kept(ada, ["backup", file()]);
    expect(readFileSync(file()).includes("Valve")).toBe(false);
    expect((await kept(ada, ["restore", file()])).err).toContain("connections of the project already");
  });
});
