import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type User, user } from "../support/command-line.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

/** Real projects of which the state directory is put back to yesterday, while issues and exchange folder are of today. */
let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let bo: User;

const fields = (side: User, key: string): string => readFileSync(join(side.workspace, `issues/${key}.md`), "utf8");
const yesterday = (side: User): (() => void) => {
  const copy = join(sides.root, "yesterday");
  cpSync(side.state, copy, { recursive: true, preserveTimestamps: true });
  return () => {
    rmSync(side.state, { recursive: true });
    cpSync(copy, side.state, { recursive: true, preserveTimestamps: true });
  };
};

beforeAll(async () => {
  scene = await saved(async () => {
    sides = await running();
    await sides.ada.json(["new", "--title", "Valve", "--status", "New", "--share", "nordwind"], 0);
    await settle(sides);
    return sides;
  });
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

test.each([
  ["primary", "nordwind", () => ada],
  ["secondary", "acme", () => bo],
] as const)("the %s goes on: nothing is lost, and both say what happened", async (_, name, whose) => {
  const side = whose();
  const putBack = yesterday(side);
  await ada.json(["set", "ACME-1", "status=Open"], 0);
  await settle(sides);
  await bo.json(["set", "NW-1", "priority=high"], 0);
  await ada.json(["new", "--title", "Pump", "--status", "New", "--share", "nordwind"], 0);
  await settle(sides);
  putBack();
  await side.json(["set", side === ada ? "ACME-1" : "NW-1", "labels=winter"], 0);
  await settle(sides);
  for (const title of ["Valve", "Pump"]) expect(await issueStatuses(sides, title)).toBe("up to date | up to date");
  for (const text of [fields(ada, "ACME-1"), fields(bo, "NW-1")]) {
    expect(text).toContain("status: Open");
    expect(text).toContain("priority: high");
    expect(text).toMatch(/labels:.*winter/s);
  }
  expect((await side.json(["connections"], 0)).connections).toMatchObject([{ name, status: "running", recovered: {} }]);
  expect((await side.run(["connections"])).err).toContain("was put back to an earlier state");
  expect((await (side === ada ? bo : ada).run(["connections"])).err).toContain("began anew");
});

test("a backup that is older than what was sent goes on from here when its person says so", async () => {
  const cy = user(sides.root, "Cy");
  const file = join(sides.root, "backup.bin");
  await ada.run(["backup", file], "correct horse battery\n");
  await ada.json(["set", "ACME-1", "status=Open"], 0);
  await settle(sides);
  cpSync(ada.workspace, cy.workspace, { recursive: true });
  const path = join(cy.workspace, "issues/ACME-1.md");
  writeFileSync(path, readFileSync(path, "utf8").replace("# Valve", "# Valve sticks"));
  expect((await cy.run(["restore", file], "correct horse battery\n")).err).toContain("suspended");
  expect((await cy.run(["connections"])).err).toContain("issue-ferry resume nordwind");
  await cy.json(["resume", "nordwind"], 0);
  const restored = { ...sides, ada: cy };
  await settle(restored);
  expect(await issueStatuses(restored, "Valve sticks")).toBe("up to date | up to date");
  expect(fields(bo, "NW-1")).toContain("status: Open");
});
