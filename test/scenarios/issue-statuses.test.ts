import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { User } from "../support/command-line.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

const TITLE = "Valve sticks";

let sides: TwoSides;
let ada: User;
let bo: User;

/** The status at the primary and at the secondary. */
const now = (): Promise<string> => issueStatuses(sides, TITLE);
const fieldsOf = async (side: User, key: string) => (await side.json(["show", key], 0)).issue.fields;
const issueFile = (side: User, key: string): string => join(side.workspace, "issues", `${key}.md`);

/** Says that a word of the partner has no translation here. */
function setMapping(side: User, connection: string, values: string): void {
  const file = join(side.workspace, `.issue-ferry/connections/${connection}.yaml`);
  writeFileSync(file, readFileSync(file, "utf8").replace(/^values: .*$/m, `values: ${values}`));
}

let scene: Awaited<ReturnType<typeof saved>>;

/** ACME-1 at the primary, NW-1 at the secondary, up to date. */
async function sharedIssue(): Promise<TwoSides> {
  const made = await running();
  await made.ada.json(["new", "--title", TITLE, "--type", "bug", "--status", "New", "--share", "nordwind"], 0);
  await settle(made);
  return made;
}

beforeAll(async () => {
  scene = await saved(sharedIssue);
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

test("to begin with", async () => {
  expect(await now()).toBe("up to date | up to date");
});

describe("an edit, docs/PROTOCOL.md 5", () => {
  test("at the primary: the statuses of both sides after every step", async () => {
    await ada.json(["set", "ACME-1", "status=In progress"], 0);
    expect(await now(), "2: edited").toBe("pending | up to date");
    expect((await ada.run(["sync"])).exit).toBe(3);
    expect(await now(), "3: Issue sent").toBe("pending | up to date");
    expect((await bo.run(["sync"])).exit).toBe(0);
    expect(await now(), "4: applied, Confirmation sent").toBe("pending | up to date");
    expect((await ada.run(["sync"])).exit).toBe(0);
    expect(await now(), "5: confirmed").toBe("up to date | up to date");
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ status: "In progress" });
  });

  test("by hand in the file: pending with the pass that notices it", async () => {
    const file = issueFile(ada, "ACME-1");
    writeFileSync(file, readFileSync(file, "utf8").replace("status: New", "status: In progress"));
    expect(await now()).toBe("up to date | up to date");
    await ada.run(["sync"]);
    expect(await now()).toBe("pending | up to date");
    await settle(sides);
    expect(readFileSync(issueFile(bo, "NW-1"), "utf8")).toContain("status: In progress");
  });

  test("at the secondary: one step more", async () => {
    await bo.json(["set", "NW-1", "status=In progress"], 0);
    expect(await now(), "2: edited").toBe("up to date | pending");
    await bo.run(["sync"]);
    expect(await now(), "3: Issue sent").toBe("up to date | pending");
    await ada.run(["sync"]);
    expect(await now(), "4: merged, Confirmation with the document sent").toBe("pending | pending");
    await bo.run(["sync"]);
    expect(await now(), "5: Confirmation without one sent").toBe("pending | up to date");
    await ada.run(["sync"]);
    expect(await now(), "6: confirmed").toBe("up to date | up to date");
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "In progress" });
  });

  test("while a side is stopped its edit is held, and the other's waits", async () => {
    await bo.json(["stop", "acme"], 0);
    await bo.json(["set", "NW-1", "priority=high"], 0);
    await ada.json(["set", "ACME-1", "status=Open"], 0);
    expect(await now()).toBe("pending | held");
    for (let pass = 0; pass < 3; pass++) {
      await ada.run(["sync"]);
      expect((await bo.run(["sync"])).exit).toBe(3);
    }
    expect(await now()).toBe("pending | held");
    await bo.json(["start", "acme"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    for (const [side, key] of [
      [ada, "ACME-1"],
      [bo, "NW-1"],
    ] as const)
      expect(await fieldsOf(side, key)).toMatchObject({ status: "Open", priority: "high" });
  });

  test("two fields at once meet without a conflict", async () => {
    await ada.json(["set", "ACME-1", "priority=high"], 0);
    await bo.json(["set", "NW-1", "labels+=pump"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ priority: "high", labels: ["pump"] });
  });
});

describe("refused values", () => {
  test("the secondary has no word for it: error at both, until the mapping is mended and it is retried", async () => {
    setMapping(bo, "acme", "{ status: { receive: { Secret: refuse } } }");
    await ada.json(["set", "ACME-1", "status=Secret"], 0);
    await ada.run(["sync"]);
    expect((await bo.run(["sync"])).exit).toBe(4);
    expect(await now(), "4").toBe("pending | error");
    expect((await ada.run(["sync"])).exit).toBe(4);
    expect(await now(), "5").toBe("error | error");
    const failure = (await bo.json(["show", "NW-1"], 0)).issue.connections[0].failure;
    expect(failure).toMatchObject({ code: "NO_MAPPING", field: "status", value: "Secret" });
    expect((await bo.run(["show", "NW-1"])).out).toContain('Status "Secret" has no translation in the mapping.');
    expect(await fieldsOf(bo, "NW-1"), "the tracker keeps the old value").toMatchObject({ status: "New" });

    setMapping(bo, "acme", "{ status: { receive: { Secret: Hidden } } }");
    await bo.json(["retry", "NW-1"], 0);
    await bo.run(["sync"]);
    expect(await now()).toBe("error | up to date");
    await ada.run(["sync"]);
    expect(await now()).toBe("up to date | up to date");
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ status: "Hidden" });
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "Secret" });
  });

  test("the primary has no word for it: the secondary keeps its value, marked", async () => {
    setMapping(ada, "nordwind", "{ status: { receive: { Secret: refuse } } }");
    await bo.json(["set", "NW-1", "status=Secret"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | error");
    expect((await bo.json(["show", "NW-1"], 0)).connections[0].refusedThere.status).toMatchObject({ value: "Secret" });
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "New" });
    setMapping(ada, "nordwind", "{ status: { receive: { Secret: Hidden } } }");
    await bo.json(["retry", "--all"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "Hidden" });
  });
});

describe("conflicts", () => {
  /** Both change the priority without having seen each other; by the contract the primary wins. */
  async function bothEdit(): Promise<void> {
    await ada.json(["set", "ACME-1", "priority=high"], 0);
    await bo.json(["set", "NW-1", "priority=low"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | conflict");
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ priority: "high" });
    expect((await bo.json(["show", "NW-1"], 0)).connections[0].lost).toMatchObject([
      { field: "priority", value: "low", winner: "high", resolved: false },
    ]);
    expect((await bo.run(["status"])).exit).toBe(4);
  }

  test("the value that lost is kept; `mine` brings it back as an edit", async () => {
    await bothEdit();
    await bo.json(["resolve", "NW-1", "--field", "priority", "--take", "mine"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ priority: "low" });
  });

  test("`theirs` leaves what stands", async () => {
    await bothEdit();
    await bo.json(["resolve", "NW-1", "--field", "priority", "--take", "theirs"], 0);
    expect(await now()).toBe("up to date | up to date");
    expect((await bo.json(["resolve", "NW-1", "--field", "priority", "--take", "mine"], 1)).error.code).toBe("NO_CONFLICT");
    await settle(sides);
    for (const [side, key] of [
      [ada, "ACME-1"],
      [bo, "NW-1"],
    ] as const)
      expect(await fieldsOf(side, key)).toMatchObject({ priority: "high" });
  });

  test("a third value settles it, too", async () => {
    await bothEdit();
    await bo.json(["resolve", "NW-1", "--field", "priority", "--take", "medium"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ priority: "medium" });
  });

  test("deleted here, edited there: it lives on at both", async () => {
    await ada.json(["delete", "ACME-1"], 0);
    await bo.json(["set", "NW-1", "priority=low"], 0);
    await settle(sides);
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ title: TITLE, priority: "low" });
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ title: TITLE, priority: "low" });
    expect(existsSync(issueFile(ada, "ACME-1"))).toBe(true);
  });
});

describe("deleting and sharing", () => {
  test("a deletion reaches the partner, whose file goes to the trash", async () => {
    const { stamp } = await bo.json(["issues"]);
    await ada.json(["delete", "ACME-1"], 0);
    await settle(sides);
    expect(existsSync(issueFile(bo, "NW-1"))).toBe(false);
    expect(readdirSync(join(bo.workspace, "issues/.trash"))).toHaveLength(1);
    expect((await bo.json(["issues", "--since", String(stamp)])).stubs).toMatchObject([{ key: "NW-1", became: "deleted" }]);
    expect((await bo.json(["issues"])).stubs).toEqual([]);
  });

  test("no longer shared: the partner keeps a copy of its own; sharing again merges", async () => {
    await ada.json(["unshare", "ACME-1", "--with", "nordwind"], 0);
    await settle(sides);
    expect(await now()).toBe("local | local");
    expect(existsSync(issueFile(bo, "NW-1"))).toBe(true);
    await bo.json(["set", "NW-1", "priority=low"], 0);
    await ada.json(["set", "ACME-1", "status=Open"], 0);
    await settle(sides);
    expect(await fieldsOf(ada, "ACME-1"), "what each does stays there").not.toHaveProperty("priority");

    await ada.json(["share", "ACME-1", "--with", "nordwind"], 0);
    await settle(sides);
    expect(await now()).toBe("up to date | up to date");
    for (const [side, key] of [
      [ada, "ACME-1"],
      [bo, "NW-1"],
    ] as const)
      expect(await fieldsOf(side, key)).toMatchObject({ status: "Open", priority: "low" });
    expect((await bo.json(["unshare", "NW-1", "--with", "acme"], 1)).error.code).toBe("NOT_INTRODUCED_HERE");
  });

  test("twins become one issue; what differs is a conflict with both values kept", async () => {
    await bo.json(["comment", "NW-1", "--text", "Seen on Monday."], 0);
    await settle(sides);
    await bo.json(["new", "--title", TITLE, "--status", "Open", "--priority", "high"], 0);
    await bo.json(["comment", "NW-2", "--text", "Ours leaks, too."], 0);
    const linked = await bo.json(["link", "NW-2", "ACME-1"], 0);
    await settle(sides);
    const { issues } = await bo.json(["issues"]);
    expect(issues).toMatchObject([{ key: linked.key, title: TITLE }]);
    expect(issues[0].connections).toMatchObject([{ name: "acme", partnerKey: "ACME-1" }]);
    expect((await ada.json(["issues"])).issues).toHaveLength(1);
    const here = await bo.json(["show", linked.key], 0);
    const there = await ada.json(["show", "ACME-1"], 0);
    expect(here.connections[0].lost).toMatchObject([{ field: "status", value: "Open", winner: "New", resolved: false }]);
    for (const { issue, comments } of [here, there]) {
      expect(issue.fields).toMatchObject({ status: "New", priority: "high" });
      expect(comments.map(({ body }: { body: string }) => body).sort()).toEqual(["Ours leaks, too.", "Seen on Monday."]);
    }
  });

  test("what is not shared, and what is internal, never leaves", async () => {
    await ada.json(["new", "--title", "Our own business"], 0);
    await ada.json(["comment", "ACME-1", "--text", "Do not tell them.", "--internal"], 0);
    await ada.json(["comment", "ACME-1", "--text", "Seen again at the harbour."], 0);
    const dry = await ada.json(["sync", "--dry-run"], 0);
    expect(JSON.stringify(dry.leaves)).toContain("Seen again at the harbour.");
    expect(JSON.stringify(dry.leaves)).not.toContain("Do not tell them.");
    expect(dry.leaves.map(({ key }: { key: string }) => key)).toEqual(["ACME-1"]);
    await settle(sides);
    const text = readdirSync(join(bo.workspace, "issues"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
    expect(text).toContain("Seen again at the harbour.");
    expect(text).not.toContain("Do not tell them.");
    expect(text).not.toContain("Our own business");
    expect((await bo.json(["issues"])).issues).toHaveLength(1);
    expect((await ada.json(["issues"])).issues).toContainEqual(expect.objectContaining({ title: "Our own business", syncStatus: "local" }));
  });
});
