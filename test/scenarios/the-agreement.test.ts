import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { type User, playground, user } from "../support/command-line.ts";
import { type TwoSides, issueStatuses, running, saved, settle, statuses, twoProjects } from "../support/two-sides.ts";

type Fields = Record<string, unknown>;

/** Writes the connection's file of a side anew, as a person would. */
function edit({ workspace }: User, name: string, change: (file: ReturnType<typeof parseDocument>) => void): void {
  const path = join(workspace, `.issue-ferry/connections/${name}.yaml`);
  const file = parseDocument(readFileSync(path, "utf8"));
  change(file);
  writeFileSync(path, file.toString());
}

const without = ({ ada }: TwoSides, name: string): void =>
  edit(ada, "nordwind", (file) => {
    const fields: { name: string }[] = file.toJS().contract.fields;
    file.setIn(
      ["contract", "fields"],
      fields.filter((field) => field.name !== name),
    );
  });
const fieldsOf = async (side: User, key: string): Promise<Fields> => (await side.json(["show", key], 0)).issue.fields;
const connectionOf = async (side: User): Promise<Record<string, unknown>> => (await side.json(["connections"], 0)).connections[0];

describe("while both run", () => {
  let scene: Awaited<ReturnType<typeof saved>>;
  let sides: TwoSides;
  let ada: User;
  let bo: User;

  /** One issue that both have. */
  beforeAll(async () => {
    scene = await saved(async () => {
      const made = await running();
      await made.ada.json(["new", "--title", "Valve", "--status", "New", "--share", "nordwind"], 0);
      await settle(made);
      return made;
    });
    ({ sides } = scene);
    ({ ada, bo } = sides);
  });
  afterAll(() => scene.remove());
  beforeEach(() => scene.restore());

  test("a partner away for a week finds the newest of several contracts, and every edit of that week once it is agreed", async () => {
    await bo.json(["set", "NW-1", "labels+=harbour"], 0);
    for (const [day, dropped] of ["due", "assignee", null, "labels", null, "priority", null].entries()) {
      await ada.json(["set", "ACME-1", `body=Day ${day + 1}`], 0);
      await ada.json(["new", "--title", `Day ${day + 1}`, "--share", "nordwind"], 0);
      if (dropped !== null) {
        without(sides, dropped);
        await ada.json(["config", "publish", "nordwind", "--note", `without ${dropped}`], 0);
      }
      await ada.run(["sync"]);
    }
    expect(await connectionOf(ada)).toMatchObject({ status: "waiting for secondary", contract: 1, proposed: { number: 5 } });
    await bo.run(["sync"]);
    expect(await connectionOf(bo)).toMatchObject({ status: "update required", proposed: { number: 5, note: "without priority" } });
    // Nothing new is said between the first publish and an answer to it.
    expect((await bo.json(["issues"])).issues.length).toBe(1);
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await statuses(sides)).toBe("running | running");
    expect((await connectionOf(bo))["contract"]).toBe(5);
    expect((await bo.json(["issues"])).issues.map(({ title }: { title: string }) => title).toSorted()).toEqual([
      ...Array.from({ length: 7 }, (_, day) => `Day ${day + 1}`),
      "Valve",
    ]);
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ body: "Day 7", labels: ["harbour"] });
    // What the contract names no more stays where it was written.
    expect((await fieldsOf(ada, "ACME-1"))["labels"]).toBeUndefined();
  });

  test("a contract published while issue messages are on their way: those are finished, what came later waits for it, and nothing is lost", async () => {
    await bo.json(["set", "NW-1", "priority=low"], 0);
    await bo.run(["sync"]);
    await ada.json(["set", "ACME-1", "status=Open"], 0);
    without(sides, "priority");
    await ada.json(["config", "publish", "nordwind", "--note", "without priority"], 0);
    await ada.run(["sync"]);
    // Sent before: under the contract in force.
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "Open", priority: "low" });
    await bo.json(["set", "NW-1", "priority=high"], 0);
    await bo.run(["sync"]);
    expect(await issueStatuses(sides, "Valve")).toBe("pending | held");
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await issueStatuses(sides, "Valve")).toBe("up to date | up to date");
    expect(await fieldsOf(ada, "ACME-1")).toMatchObject({ status: "Open", priority: "low" });
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ status: "Open", priority: "high" });
  });

  test("declined with a reason, which is told; the next contract is another one, is accepted, and says what was held meanwhile", async () => {
    without(sides, "due");
    await ada.json(["config", "publish", "nordwind", "--note", "no dates"], 0);
    await settle(sides);
    await ada.json(["set", "ACME-1", "status=Open"], 0);
    await bo.json(["config", "decline", "acme", "--note", "we plan by dates"], 0);
    await settle(sides);
    const told = await ada.run(["connections"]);
    expect(told.out + told.err).toContain("we plan by dates");
    expect(await issueStatuses(sides, "Valve")).toBe("up to date | up to date");
    without(sides, "assignee");
    edit(ada, "nordwind", (file) =>
      file.addIn(["contract", "fields"], { name: "due", kind: "date", direction: "both", policy: "primary" }),
    );
    await ada.json(["config", "publish", "nordwind", "--note", "with dates, without people"], 0);
    await ada.json(["set", "ACME-1", "due=2027-01-31"], 0);
    await settle(sides);
    const review = await bo.run(["config", "show", "acme"]);
    expect(review.out).toContain("with dates, without people");
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await fieldsOf(bo, "NW-1")).toMatchObject({ status: "Open", due: "2027-01-31" });
    expect(await statuses(sides)).toBe("running | running");
  });
});

test("a short set-up: the partner sees what an announced contract lacks in its own words, changes its mapping, and only then accepts", async () => {
  const sides = await twoProjects();
  const { ada, bo, exchange, handshakeFile } = sides;
  try {
    const at = join(ada.workspace, ".issue-ferry/connections");
    mkdirSync(at, { recursive: true });
    const field = (name: string, kind: string, more = ""): string =>
      `    - { name: ${name}, kind: ${kind}, direction: both, policy: primary${more} }\n`;
    const contract = `share: marked\ncontract:\n  types: [bug]\n  fields:\n${field("title", "scalar")}${field("status", "option", ", values: [New, Done]")}  comments: public\n  deletes: propagate\n  attachments: none\n  links: none\n`;
    writeFileSync(join(at, "nordwind.yaml"), contract);
    await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", handshakeFile, "--publish"], 0);
    // What nobody here has seen is not accepted by a word that means the default contract.
    expect((await bo.run(["join", handshakeFile, "--exchange", exchange, "--name", "acme", "--accept"])).exit).not.toBe(0);
    await bo.json(["join", handshakeFile, "--exchange", exchange, "--name", "acme"], 0);
    await ada.json(["new", "--title", "Valve", "--status", "New", "--share", "nordwind"], 0);
    await bo.json(["new", "--title", "Pump", "--status", "Closed", "--share", "acme"], 0);
    for (const side of [bo, ada, bo]) await side.run(["sync"]);
    expect(await connectionOf(bo)).toMatchObject({ status: "update required", contract: null });
    const before = await bo.run(["config", "check", "acme"]);
    expect(before.out + before.err).toContain("Closed");

    edit(bo, "acme", (file) =>
      file.set("values", {
        status: { send: { Closed: "Done", Open: "New" }, receive: { New: "Open", Done: "Closed" }, otherwise: "refuse" },
      }),
    );
    await bo.json(["config", "accept", "acme", "--unverified"], 0);
    await bo.json(["start", "acme"], 0);
    await settle(sides);
    expect(await statuses(sides)).toBe("running | running");
    const fields = async (side: User, title: string): Promise<Fields> => {
      const { key } = (await side.json(["issues"])).issues.find((issue: { title: string }) => issue.title === title);
      return fieldsOf(side, key);
    };
    expect([(await fields(bo, "Valve"))["status"], (await fields(ada, "Pump"))["status"]]).toEqual(["Open", "Done"]);
    expect(await issueStatuses(sides, "Pump")).toBe("up to date | up to date");
  } finally {
    sides.remove();
  }
});

test("who closes a ring by passing issues on is told so, and the issue goes on by the way it came", async () => {
  const { path: root, remove } = playground();
  try {
    const names = ["Ada", "Bo", "Cy"] as const;
    const people = names.map((name) => user(root, name));
    for (const [n, side] of people.entries())
      await side.json(["init", "--name", names[n] ?? "", "--key", (names[n] ?? "").toUpperCase()], 0);
    const link = async (from: number, to: number): Promise<void> => {
      const [one, other] = [people[from], people[to]] as [User, User];
      const exchange = join(root, `${from}${to}`);
      mkdirSync(exchange);
      const file = join(root, `${from}${to}.txt`);
      await one.json(["connect", `to-${to}`, "--exchange", exchange, "--out", file, "--publish", "--share", "all"], 0);
      await other.json(["join", file, "--exchange", exchange, "--name", `to-${from}`, "--accept", "--share", "all"], 0);
    };
    const passes = async (rounds: number): Promise<void> => {
      for (let i = 0; i < rounds; i++) for (const side of people) await side.run(["sync", "--until-idle"]);
    };
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ] as const)
      await link(from, to);
    await passes(4);
    for (const [side, name] of [
      [1, "to-2"],
      [2, "to-1"],
    ] as const)
      edit(people[side] as User, name, (file) => file.set("forward", true));
    await (people[0] as User).json(["new", "--title", "Valve", "--status", "New"], 0);
    await passes(4);
    const tellers = await Promise.all(people.slice(1).map(async (side) => (await side.run(["issues", "--sync-status", "error"])).out));
    const told = tellers.join("\n");
    expect(told).toContain("passed on here, too, it would go round in a circle");
    expect(told).toContain("set `forward` to false in the file of this connection");
    await (people[0] as User).json(["set", "ADA-1", "status=Done"], 0);
    await passes(4);
    for (const side of people) {
      const { issues } = await side.json(["issues"]);
      expect(issues.map(({ title, status }: { title: string; status: string }) => [title, status])).toEqual([["Valve", "Done"]]);
    }
  } finally {
    remove();
  }
});
