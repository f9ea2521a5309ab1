import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { tree } from "../support/tree.ts";
import { type TwoSides, connected, issueStatuses, running, saved, settle, statuses, twoProjects } from "../support/two-sides.ts";

type Make = () => Promise<TwoSides>;

const scenes = new Map<Make, Awaited<ReturnType<typeof saved>>>();

/** Both sides as `make` leaves them; made once, and brought back for every test. */
async function given(make: Make): Promise<TwoSides> {
  const scene = scenes.get(make) ?? (await saved(make));
  scenes.set(make, scene);
  scene.restore();
  return scene.sides;
}

afterAll(() => {
  for (const scene of scenes.values()) scene.remove();
});

/** Takes a field out of the contract in the primary's file, or puts a value list on one. */
function editContract({ ada }: TwoSides, change: (fields: { name: string; values?: string[] }[]) => { name: string }[]): void {
  const file = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.setIn(["contract", "fields"], change(document.toJS().contract.fields));
  writeFileSync(file, document.toString());
}

/** Participants of whom message files stand in the exchange folder. */
function writersIn(exchange: string): readonly string[] {
  const files = readdirSync(exchange, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ferry"));
  return [...new Set(files.map((name) => name.split(sep)[0] ?? ""))];
}

const without = (name: string) => (fields: { name: string }[]) => fields.filter((field) => field.name !== name);

describe("setup, docs/PROTOCOL.md 3", () => {
  test("the statuses of both sides after every step", async () => {
    const sides = await given(twoProjects);
    const { ada, bo, exchange, handshakeFile } = sides;

    await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", handshakeFile], 0);
    expect(await statuses(sides), "1: created").toBe("handshake | -");
    await bo.json(["join", handshakeFile, "--exchange", exchange, "--name", "acme"], 0);
    expect(await statuses(sides), "2: opened").toBe("handshake | handshake");
    expect((await bo.run(["sync"])).exit).toBe(3);
    expect(await statuses(sides), "3: Handshake sent").toBe("handshake | handshake");
    await ada.run(["sync"]);
    expect(await statuses(sides), "4: Handshake received, Ping sent").toBe("handshake | handshake");
    await bo.run(["sync"]);
    expect(await statuses(sides), "5: Ping received and answered").toBe("handshake | stopped");
    await ada.run(["sync"]);
    expect(await statuses(sides), "6: Ping received").toBe("stopped | stopped");

    const [ours] = (await ada.json(["connections"], 0)).connections;
    const [theirs] = (await bo.json(["connections"], 0)).connections;
    expect(ours).toMatchObject({ role: "primary", partner: "Nordwind", verified: "unverified", contract: null });
    expect(theirs).toMatchObject({ role: "secondary", partner: "Acme Pumps", verified: "unverified", contract: null });
  });

  test("both users see the same number; other digits are refused", async () => {
    const { ada, bo } = await given(connected);
    const { safetyNumber } = await ada.json(["safety-number", "nordwind"], 0);
    expect(safetyNumber).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect((await bo.json(["safety-number", "acme"], 0)).safetyNumber).toBe(safetyNumber);

    const wrong = await bo.json(
      ["verify", "acme", "--number", safetyNumber.replace(/\d$/, (last: string) => String((Number(last) + 1) % 10))],
      1,
    );
    expect(wrong.error.code).toBe("BAD_NUMBER");
    expect((await bo.json(["connections"], 0)).connections[0].verified).toBe("unverified");
    await bo.json(["verify", "acme", "--number", safetyNumber.replaceAll(" ", "")], 0);
    expect((await bo.json(["connections"], 0)).connections[0].verified).toBe("verified");
  });

  test("what is not possible yet says so and changes nothing", async () => {
    const sides = await given(twoProjects);
    const { ada, exchange, handshakeFile } = sides;
    await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", handshakeFile], 0);
    for (const words of [
      ["start", "nordwind"],
      ["ping", "nordwind"],
      ["safety-number", "nordwind"],
      ["config", "publish", "nordwind"],
    ]) {
      expect((await ada.json(words, 1)).error.code, `of ${words.join(" ")}`).toBe("NOT_CONNECTED");
    }
    expect(await statuses(sides)).toBe("handshake | -");
  });

  test("a ping is answered, and its round trip shown", async () => {
    const sides = await given(connected);
    const { ada } = sides;
    await ada.json(["ping", "nordwind"], 0);
    await settle(sides);
    expect((await ada.json(["connections"], 0)).connections[0].roundTripMs).toBeGreaterThanOrEqual(0);
  });

  test("removing tells the partner; removing again forgets", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    await ada.json(["remove", "nordwind", "--yes"], 0);
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    expect(await statuses(sides)).toBe("closed | closed");
    expect((await bo.json(["start", "acme"], 1)).error.code).toBe("CONNECTION_OVER");
    expect((await ada.json(["remove", "nordwind", "--yes"], 0)).forgotten).toBe(true);
    expect(await statuses(sides)).toBe("- | closed");
    expect(writersIn(sides.exchange)).toHaveLength(1);
    expect(Object.keys(tree(ada.state)).filter((name) => /epoch-|secret-/.test(name))).toEqual([]);
  });

  test("a connection is not forgotten before the partner can read that it is over", async () => {
    const sides = await given(running);
    const { ada, bo, exchange } = sides;
    renameSync(exchange, `${exchange}-away`);
    await ada.json(["remove", "nordwind", "--yes"], 0);
    await ada.run(["sync"]);
    expect((await ada.json(["remove", "nordwind", "--yes"], 1)).error.code).toBe("CLOSED_NOT_SENT");
    expect(await statuses(sides)).toBe("closed | running");
    renameSync(`${exchange}-away`, exchange);
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    expect(await statuses(sides)).toBe("closed | closed");
    expect((await ada.json(["remove", "nordwind", "--yes"], 0)).forgotten).toBe(true);
  });
});

describe("configuration, docs/PROTOCOL.md 4", () => {
  test("the first contract: who has not compared the number must say so", async () => {
    const sides = await given(connected);
    const { ada, bo } = sides;
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind", "--assignee", "Ada Marsh"], 0);
    const number = (await ada.json(["safety-number", "nordwind"], 0)).safetyNumber;

    const refused = await ada.json(["config", "publish", "nordwind"], 1);
    expect(refused.error.code).toBe("UNVERIFIED");
    expect(refused.error.message).toContain(number);
    expect(refused.error.message).toContain("Nordwind");
    expect(refused.error.message).toContain("1 issue (ACME-1), 0 comments and the name of Ada Marsh");
    expect(await statuses(sides)).toBe("stopped | stopped");

    await ada.json(["verify", "nordwind"], 0);
    expect((await ada.json(["config", "publish", "nordwind"], 0)).wouldLeave).toMatchObject({
      issues: 1,
      comments: 0,
      people: ["Ada Marsh"],
    });
    expect(await statuses(sides)).toBe("waiting for secondary | stopped");
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    expect(await statuses(sides)).toBe("waiting for secondary | update required");
    expect((await bo.json(["config", "accept", "acme"], 1)).error.code).toBe("UNVERIFIED");
    expect(await statuses(sides)).toBe("waiting for secondary | update required");
    await bo.json(["config", "accept", "acme", "--unverified"], 0);
    expect(await statuses(sides)).toBe("waiting for secondary | stopped");
    await bo.run(["sync"]);
    await ada.run(["sync"]);
    expect(await statuses(sides)).toBe("stopped | stopped");
    const [ours] = (await ada.json(["connections"], 0)).connections;
    const [theirs] = (await bo.json(["connections"], 0)).connections;
    expect([ours.verified, theirs.verified]).toEqual(["verified", "without checking"]);
  });

  for (const run of ["running", "stopped"] as const)
    test(`a new contract while ${run}: the statuses of both sides after every step`, async () => {
      const sides = await given(running);
      const { ada, bo } = sides;
      if (run === "stopped") {
        await ada.json(["stop", "nordwind"], 0);
        await bo.json(["stop", "acme"], 0);
      }
      expect(await statuses(sides), "1").toBe(`${run} | ${run}`);
      editContract(sides, without("due"));
      await ada.json(["config", "publish", "nordwind", "--note", "no dates"], 0);
      expect(await statuses(sides), "2: published").toBe(`waiting for secondary | ${run}`);
      await ada.run(["sync"]);
      expect(await statuses(sides), "3: sent").toBe(`waiting for secondary | ${run}`);
      expect((await bo.run(["sync"])).exit, "it waits for a person").toBe(3);
      expect(await statuses(sides), "3: arrived").toBe("waiting for secondary | update required");
      const shown = await bo.json(["config", "show", "acme"], 0);
      expect(shown.proposed).toMatchObject({ number: 2, note: "no dates" });
      expect(shown.difference.fieldsRemoved).toMatchObject([{ name: "due" }]);
      expect(shown.difference.fieldsAdded).toEqual([]);
      await bo.json(["config", "accept", "acme"], 0);
      expect(await statuses(sides), "4: accepted").toBe(`waiting for secondary | ${run}`);
      await bo.run(["sync"]);
      expect(await statuses(sides), "5: Updated sent").toBe(`waiting for secondary | ${run}`);
      await ada.run(["sync"]);
      expect(await statuses(sides), "5: Updated received").toBe(`${run} | ${run}`);
      for (const side of [ada, bo]) expect((await side.json(["connections"], 0)).connections[0].contract).toBe(2);
    });

  test("an answer is for the contract that was reviewed, not for one that came meanwhile", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    for (const note of ["the second", "the third"]) {
      editContract(sides, without(note === "the second" ? "due" : "assignee"));
      await ada.json(["config", "publish", "nordwind", "--note", note], 0);
      await ada.run(["sync"]);
      await bo.run(["sync"]);
    }
    const { out } = await bo.run(["config", "show", "acme"]);
    expect(out).toContain("issue-ferry config accept acme --contract 3");
    // In words of people: those of the file are for whoever writes it.
    expect(out).toContain("What both sides change\n");
    expect(out).toMatch(/No longer exchanged: (due, )?assignee/);
    expect(out).not.toMatch(/scalar|to-secondary|primary wins|propagate/);
    for (const verb of ["accept", "decline"]) {
      const { error } = await bo.json(["config", verb, "acme", "--contract", "2"], 1);
      expect(error.code).toBe("CONTRACT_CHANGED");
      expect(error.message).toContain("proposes contract 3 now");
    }
    await bo.json(["config", "accept", "acme", "--contract", "3"], 0);
    await settle(sides);
    expect((await ada.json(["connections"], 0)).connections[0].contract).toBe(3);
  });

  test("what says the same is not published again, whatever order it is written in: nothing is held for it", async () => {
    const sides = await given(running);
    const { ada } = sides;
    editContract(sides, (fields) => fields.toReversed());
    const ran = await ada.run(["--json", "config", "publish", "nordwind"]);
    expect([ran.exit, JSON.parse(ran.out)]).toEqual([0, { connection: "nordwind", contract: 1, published: false }]);
    expect(ran.err).toContain("nothing to publish");
    expect(await statuses(sides)).toBe("running | running");
    editContract(sides, without("due"));
    for (const published of [true, false]) expect((await ada.json(["config", "publish", "nordwind"], 0)).published ?? true).toBe(published);
    expect((await ada.json(["connections"], 0)).connections[0]).toMatchObject({ proposed: { number: 2 } });
  });

  test("declined: both say so, and what was agreed stays in force until the next publish", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    editContract(sides, without("due"));
    await ada.json(["config", "publish", "nordwind"], 0);
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    await bo.json(["config", "decline", "acme", "--note", "we need dates"], 0);
    expect(await statuses(sides)).toBe("waiting for secondary | declined");
    await bo.run(["sync"]);
    await ada.run(["sync"]);
    expect(await statuses(sides)).toBe("declined | declined");
    expect((await ada.json(["connections"], 0)).connections[0]).toMatchObject({
      contract: 1,
      declined: { number: 2, reason: "we need dates" },
    });

    await ada.json(["new", "--title", "Still travels", "--share", "nordwind"], 0);
    await settle(sides);
    expect(await issueStatuses(sides, "Still travels")).toBe("up to date | up to date");

    await ada.json(["config", "publish", "nordwind"], 0);
    expect(await statuses(sides)).toBe("waiting for secondary | declined");
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    expect((await bo.json(["connections"], 0)).connections[0]).toMatchObject({ status: "update required", proposed: { number: 3 } });
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await statuses(sides)).toBe("running | running");
  });

  test("several publishes: the newest counts, and an older one that was accepted meanwhile is in force until then", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    editContract(sides, without("due"));
    await ada.json(["config", "publish", "nordwind"], 0);
    await ada.run(["sync"]);
    await bo.run(["sync"]);
    await bo.json(["config", "accept", "acme"], 0);
    for (const name of ["assignee", "labels"]) {
      editContract(sides, without(name));
      await ada.json(["config", "publish", "nordwind"], 0);
    }
    await bo.run(["sync"]);
    await ada.run(["sync"]);
    expect((await ada.json(["connections"], 0)).connections[0]).toMatchObject({
      status: "waiting for secondary",
      contract: 2,
      proposed: { number: 4 },
    });
    await bo.run(["sync"]);
    expect((await bo.json(["connections"], 0)).connections[0]).toMatchObject({
      status: "update required",
      contract: 2,
      proposed: { number: 4 },
    });
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await statuses(sides)).toBe("running | running");
    expect((await ada.json(["connections"], 0)).connections[0].contract).toBe(4);
  });

  test("while a contract waits, an edit is held; once it is agreed, it goes on by itself", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    await settle(sides);
    editContract(sides, without("due"));
    await ada.json(["config", "publish", "nordwind"], 0);
    await ada.json(["set", "ACME-1", "status=Open"], 0);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("held | up to date");
    expect((await ada.run(["status"])).exit).toBe(3);
    await settle(sides);
    await bo.json(["set", "NW-1", "priority=high"], 0);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("held | held");
    await bo.json(["config", "accept", "acme"], 0);
    await settle(sides);
    expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
    expect((await bo.json(["show", "NW-1"], 0)).issue.fields).toMatchObject({ status: "Open", priority: "high" });
  });

  test("each role does its own part", async () => {
    const sides = await given(running);
    const { ada, bo } = sides;
    expect((await bo.json(["config", "publish", "acme"], 1)).error.code).toBe("WRONG_ROLE");
    expect((await ada.json(["config", "accept", "nordwind"], 1)).error.code).toBe("WRONG_ROLE");
    expect((await bo.json(["config", "accept", "acme"], 1)).error.code).toBe("NOTHING_PROPOSED");
    expect(await statuses(sides)).toBe("running | running");
  });
});
