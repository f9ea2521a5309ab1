import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { User } from "../support/command-line.ts";
import { type TwoSides, connected, issueStatuses, settle } from "../support/two-sides.ts";

const FIELDS = [
  ["x-team", "option", "option"],
  ["x-cost", "number", "number"],
  ["x-urgent", "boolean", "boolean"],
  ["x-seen", "date", "date"],
  ["x-sites", "options", "set"],
  ["x-owner", "person", "person"],
  ["x-note", "text", "text"],
] as const;

function define({ workspace }: User, kinds: readonly (readonly [string, string, string])[]): void {
  const file = join(workspace, ".issue-ferry/project.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.set("fields", Object.fromEntries(kinds.map(([name, kind]) => [name, kind])));
  writeFileSync(file, document.toString());
}

function agreeOn({ workspace }: User): void {
  const file = join(workspace, ".issue-ferry/connections/nordwind.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const [name, , kind] of FIELDS) document.addIn(["contract", "fields"], { name, kind, direction: "both", policy: "primary" });
  writeFileSync(file, document.toString());
}

const shown = async (side: User, key: string): Promise<Record<string, unknown>> => (await side.json(["show", key], 0)).issue.fields;

let sides: TwoSides;
beforeAll(async () => {
  sides = await connected();
});
afterAll(() => sides.remove());

test("fields of a project's own travel by their kinds; one that a side has not is named before it accepts, and nothing of it is lost", async () => {
  const { ada, bo } = sides;
  define(ada, FIELDS);
  agreeOn(ada);
  // Bo has all but one, and one of another kind.
  define(
    bo,
    FIELDS.filter(([name]) => name !== "x-note").map((field) => (field[0] === "x-cost" ? ["x-cost", "option", "option"] : field)),
  );
  await ada.json(["config", "publish", "nordwind", "--unverified"], 0);
  await ada.json(["start", "nordwind"], 0);
  await ada.run(["sync"]);
  await bo.run(["sync"]);
  const review = await bo.json(["config", "show", "acme"], 0);
  expect(review.wouldLeave.lacks).toEqual([
    { field: "x-cost", kind: "number", here: "option" },
    { field: "x-note", kind: "text", here: null },
  ]);
  expect((await bo.run(["config", "show", "acme"])).out).toContain("This project has no field x-note (text).");
  await bo.json(["config", "accept", "acme", "--unverified"], 0);
  await bo.json(["start", "acme"], 0);

  const { key } = await ada.json(["new", "--title", "Valve", "--share", "nordwind"], 0);
  await ada.json(["set", key, "x-team=north", "x-cost=12.5", "x-urgent=true", "x-seen=2026-03-01"], 0);
  await ada.json(["set", key, "x-sites=pier,works", "x-owner=Ada <ada@acme.example>", "x-note=First look"], 0);
  await settle(sides);
  const theirs = { "x-team": "north", "x-urgent": true, "x-seen": "2026-03-01", "x-sites": ["pier", "works"], "x-owner": { name: "Ada" } };
  const [there] = (await bo.json(["issues"])).issues;
  const got = await shown(bo, there.key);
  expect(got).toMatchObject(theirs);
  expect(got).not.toHaveProperty("x-cost");
  expect(got).not.toHaveProperty("x-note");
  expect(await issueStatuses(sides, "Valve")).toBe("error | error");

  // What was missing is defined: a retry writes it.
  define(bo, FIELDS);
  await bo.run(["sync"]);
  await bo.json(["retry", there.key], 0);
  await settle(sides);
  expect(await shown(bo, there.key)).toMatchObject({ ...theirs, "x-cost": 12.5, "x-note": "First look" });
  expect(await issueStatuses(sides, "Valve")).toBe("up to date | up to date");

  // Sets merge member by member, everything else by the contract.
  await ada.json(["set", key, "x-sites+=dock", "x-cost=13"], 0);
  await bo.json(["set", there.key, "x-sites-=pier", "x-cost=14", "x-urgent=false"], 0);
  await settle(sides);
  for (const [side, name] of [
    [ada, key],
    [bo, there.key],
  ] as const)
    expect(await shown(side, name)).toMatchObject({ "x-sites": ["dock", "works"], "x-cost": 13, "x-urgent": false });
  await bo.run(["resolve", there.key, "--all", "--take", "theirs"]);

  // What does not fit stays here, is told, and never takes anything from the partner.
  const file = join(bo.workspace, "issues", `${there.key}.md`);
  writeFileSync(file, readFileSync(file, "utf8").replace("x-cost: 13", "x-cost: thirteen"));
  await settle(sides);
  expect((await shown(ada, key))["x-cost"]).toBe(13);
  expect((await bo.run(["status"])).err).toContain('"thirteen" is no number');
  expect((await bo.run(["show", there.key])).out).toContain("thirteen");

  // A field that is no field any more was not cleared.
  define(
    bo,
    FIELDS.filter(([name]) => name !== "x-team"),
  );
  await settle(sides);
  expect((await shown(ada, key))["x-team"]).toBe("north");
  expect(readFileSync(file, "utf8")).toContain("x-team: north");
});
