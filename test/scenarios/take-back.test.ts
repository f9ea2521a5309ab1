import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { User } from "../support/command-line.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let bo: User;

/** ACME-1 and ACME-2 of Ada's; the first is shared. */
beforeAll(async () => {
  scene = await saved(async () => {
    const made = await running();
    await made.ada.json(["new", "--title", "Valve", "--status", "New", "--label", "pump", "--share", "nordwind"], 0);
    await made.ada.json(["new", "--title", "Pump", "--status", "New"], 0);
    await settle(made);
    return made;
  });
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

const text = (key: string): string => readFileSync(join(ada.workspace, "issues", `${key}.md`), "utf8");
const fields = async (side: User, key: string) => (await side.json(["show", key], 0)).issue.fields;

describe("undo", () => {
  test.each([
    { what: "set of several", words: ["set", "ACME-1", "ACME-2", "status=Done", "labels+=winter"], said: "status and labels" },
    { what: "label of several", words: ["label", "ACME-1", "ACME-2", "--add", "winter", "--remove", "pump"], said: "labels" },
    { what: "unshare", words: ["unshare", "ACME-1", "--with", "nordwind"], said: "with whom it is shared" },
    { what: "delete", words: ["delete", "ACME-2"], said: "its deletion" },
  ])("takes $what back, once, and says what", async ({ words, said }) => {
    const before = [text("ACME-1"), text("ACME-2")];
    await ada.json(words, 0);
    const ran = await ada.run(["undo"]);
    expect([ran.exit, ran.err]).toEqual([0, expect.stringMatching(new RegExp(`^Taken back for .*: ${said}\\.$`, "m"))]);
    expect([text("ACME-1"), text("ACME-2")]).toEqual(before);
    expect((await ada.json(["undo"], 1)).error.code).toBe("NOTHING_TO_UNDO");
  });

  test("leaves what was changed since, and names it", async () => {
    await ada.json(["set", "ACME-1", "ACME-2", "status=Done"], 0);
    const file = join(ada.workspace, "issues/ACME-2.md");
    writeFileSync(file, text("ACME-2").replace("status: Done", "status: Later"));
    await ada.run(["sync"]);
    const ran = await ada.run(["--json", "undo"]);
    expect([ran.exit, JSON.parse(ran.out)]).toEqual([0, { undone: ["ACME-1"], changed: ["ACME-2"] }]);
    expect([(await fields(ada, "ACME-1")).status, (await fields(ada, "ACME-2")).status]).toEqual(["New", "Later"]);
  });

  test("does not reach behind a command that cannot be taken back", async () => {
    await ada.json(["set", "ACME-1", "status=Done"], 0);
    await ada.json(["comment", "ACME-1", "--text", "Seen."], 0);
    expect((await ada.json(["undo"], 1)).error.code).toBe("NOTHING_TO_UNDO");
    expect((await fields(ada, "ACME-1")).status).toBe("Done");
  });
});

test("what is to be done to several issues is done to all or to none when one of them is not there", async () => {
  expect((await ada.json(["set", "ACME-1", "ACME-9", "status=Done"], 1)).error.code).toBe("NO_SUCH_ISSUE");
  expect((await fields(ada, "ACME-1")).status).toBe("New");
  expect(await ada.json(["set", "ACME-1", "ACME-2", "acme-1", "status=Done"], 0)).toMatchObject({
    issues: [{ key: "ACME-1" }, { key: "ACME-2" }],
  });
  expect((await ada.run(["set", "ACME-1", "status"])).err).toContain('"status" is not of the form FIELD=VALUE');
  expect((await ada.run(["label", "ACME-1"])).exit).toBe(2);
});

test("a list that was edited by hand, and that no pass has seen, keeps what a command on it did not ask for", async () => {
  const file = join(ada.workspace, "issues/ACME-1.md");
  writeFileSync(file, text("ACME-1").replace("- nordwind", "- nordwind\n  - later"));
  await ada.json(["unshare", "ACME-1", "--with", "nordwind"], 0);
  expect(text("ACME-1")).toMatch(/share:\n {2}- later\n/);
});

test("what the partner changed last is shown, before and after", async () => {
  expect((await ada.run(["changes", "ACME-1"])).err).toContain("No partner has changed ACME-1");
  await bo.json(["set", "NW-1", "status=Done", "body=It opens late."], 0);
  await settle(sides);
  await ada.json(["set", "ACME-1", "priority=high"], 0);
  const { out } = await ada.run(["changes", "ACME-1"]);
  expect(out).toContain("ACME-1: last change by Nordwind\n");
  expect(out).toContain("- status: New\n+ status: Done\n");
  expect(out).toContain("+ It opens late.\n");
  expect(out).not.toContain("priority");
});

test("a settled conflict waits again, and a deleted issue is brought back, at the partner, too", async () => {
  await ada.json(["set", "ACME-1", "status=Ada's"], 0);
  await bo.json(["set", "NW-1", "status=Bo's"], 0);
  await settle(sides);
  expect(await issueStatuses(sides, "Valve")).toBe("up to date | conflict");
  await bo.json(["resolve", "NW-1", "--field", "status", "--take", "mine"], 0);
  for (const back of [["reopen", "NW-1", "--field", "status"], ["undo"]]) {
    expect((await fields(bo, "NW-1")).status).toBe("Bo's");
    await bo.json(back, 0);
    expect([await issueStatuses(sides, "Valve"), (await fields(bo, "NW-1")).status]).toEqual(["up to date | conflict", "Ada's"]);
    await bo.json(["resolve", "NW-1", "--field", "status", "--take", "mine"], 0);
  }
  await settle(sides);
  await ada.json(["delete", "ACME-1"], 0);
  await settle(sides);
  expect((await bo.json(["issues"])).issues).toEqual([]);
  await ada.json(["bring-back", "ACME-1"], 0);
  await settle(sides);
  expect(await issueStatuses(sides, "Valve")).toBe("up to date | up to date");
});
