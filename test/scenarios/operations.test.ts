import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { User } from "../support/command-line.ts";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

/** Two programs ask each other through the folder how they are and whether they have the same; each only works when it is called. */
let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let bo: User;

beforeAll(async () => {
  scene = await saved(async () => {
    const made = await running();
    for (const title of ["Valve sticks", "Pump leaks", "Seal is worn"])
      await made.ada.json(["new", "--title", title, "--share", "nordwind"], 0);
    await settle(made);
    return made;
  });
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

function storeOf({ state }: User): string {
  const [file] = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  if (file === undefined) throw new Error("no store");
  return join(state, file);
}

/** Asked without patience; then the partner works, and whoever asked hears. */
async function answered(
  asker: User,
  partner: User,
  words: readonly string[],
): Promise<{ readonly out: string; readonly exit: number | null }> {
  const first = await asker.run([...words, "--timeout", "0s"]);
  expect([first.exit, first.out]).toEqual([3, expect.stringContaining("has not answered yet")]);
  for (let i = 0; i < 3; i++) for (const side of [partner, asker]) await side.run(["sync"]);
  const { out, exit } = await asker.run([...words, "--timeout", "0s"]);
  return { out, exit };
}

test("a partner says how it is, once its program runs", async () => {
  const { out } = await answered(ada, bo, ["partner-status", "nordwind"]);
  expect(out).toMatch(/^Nordwind, (just now|\d+ s ago): all is well; 3 issues; nothing waits there; protocol 1\.0\.$/m);
  await bo.json(["stop", "acme"], 0);
  const stopped = await answered(ada, bo, ["partner-status"]);
  expect(stopped.out).toContain("look at it (the connection is stopped there)");
});

test("both sides have the same, and say so in both directions", async () => {
  for (const [asker, partner, name, who] of [
    [ada, bo, "nordwind", "Nordwind"],
    [bo, ada, "acme", "Acme Pumps"],
  ] as const) {
    const { out } = await answered(asker, partner, ["reconcile", name]);
    expect(out).toContain(`Both sides have the same of what they agreed on, ${who} and you, as of `);
  }
});

test("issues that stand here otherwise than they were agreed, or never left, are named beside a comparison and beside the partner's word", async () => {
  const settings = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^values: .*$/m, "values: { status: { send: { Secret: refuse } } }"));
  await ada.json(["set", "ACME-2", "status=Secret"], 0);
  await ada.json(["new", "--title", "Nobody's business", "--status", "Secret", "--share", "nordwind"], 0);
  await settle(sides);
  const compared = await answered(ada, bo, ["reconcile", "nordwind"]);
  expect(compared.exit).toBe(4);
  expect(compared.out).toContain("Both sides have the same of what they agreed on, Nordwind and you");
  const apart = "Not as at Nordwind: ACME-2, ACME-4 (error: something stays here, or was refused). `issue-ferry show KEY` says why.";
  expect(compared.out).toContain(apart);
  const { out } = await answered(ada, bo, ["partner-status", "nordwind"]);
  expect(out).toMatch(/all is well; 3 issues/);
  expect(out).toContain(apart);
  // The partner knows nothing of it, and what both agreed on is the same.
  const there = await answered(bo, ada, ["reconcile", "acme"]);
  expect(there.out).not.toContain("Not as at");
  await ada.json(["set", "ACME-2", "status=Open"], 0);
  await ada.json(["set", "ACME-4", "status=Open"], 0);
  await settle(sides);
  const again = await answered(ada, bo, ["reconcile", "nordwind"]);
  expect([again.exit, again.out]).toEqual([3, expect.not.stringContaining("Not as at")]);
});

test("an issue that the partner's store lost is found, told again, and nothing is there twice", async () => {
  await ada.run(["sync", "--until-idle"]);
  const database = new DatabaseSync(storeOf(bo));
  const { issue } = database.prepare("SELECT issue FROM issue_sync WHERE partner_key = 'ACME-2'").get() as { issue: string };
  database.prepare("DELETE FROM issue_sync WHERE issue = ?").run(issue);
  database.close();
  const { out } = await answered(ada, bo, ["reconcile", "nordwind"]);
  expect(out).toContain("1 issue stood differently at Nordwind");
  expect(out).toMatch(/ACME-2 +was not known there/);
  await settle(sides);
  const { issues } = await bo.json(["issues"], 0);
  expect(issues.map(({ fields }: { fields: { title: string } }) => fields.title).sort()).toEqual([
    "Pump leaks",
    "Seal is worn",
    "Valve sticks",
  ]);
  const again = await answered(ada, bo, ["reconcile", "nordwind"]);
  expect([again.exit, again.out]).toEqual([expect.anything(), expect.stringContaining("Both sides have the same")]);
  expect(readFileSync(join(bo.workspace, "issues", "NW-2.md"), "utf8")).toContain("Pump leaks");
});

test("what a disk made of an issue at one side is found, explained and repaired, and the value that gives way is kept", async () => {
  await ada.run(["sync", "--until-idle"]);
  const database = new DatabaseSync(storeOf(bo));
  const changed = database
    .prepare("UPDATE document SET body = replace(body, 'Pump leaks', 'Pump bursts') WHERE body LIKE '%Pump leaks%'")
    .run();
  expect(Number(changed.changes)).toBeGreaterThan(0);
  // As a restore of the file by hand would: what is kept of it is forgotten, too.
  database.exec("UPDATE issue_sync SET fingerprint = NULL");
  database.close();
  const file = join(bo.workspace, "issues", "NW-2.md");
  writeFileSync(file, readFileSync(file, "utf8").replace("Pump leaks", "Pump bursts"));
  await settle(sides);
  expect(await issuesOf(ada)).not.toEqual(await issuesOf(bo));
  const { out } = await answered(ada, bo, ["reconcile", "--all"]);
  expect(out).toContain("1 issue stood differently at Nordwind");
  expect(out).toMatch(/ACME-2 +was different/);
  await settle(sides);
  const both = [await issuesOf(ada), await issuesOf(bo)];
  expect(both[0]).toEqual(both[1]);
  const trouble = [await ada.run(["issues", "--sync-status", "conflict"]), await bo.run(["issues", "--sync-status", "conflict"])];
  expect(trouble.map(({ out: lines }) => lines).join("")).toContain("conflict");
  const again = await answered(ada, bo, ["reconcile", "nordwind"]);
  expect(again.out).toContain("Both sides have the same");
});

async function issuesOf(side: User): Promise<unknown> {
  const { out } = await side.run(["issues", "--json"]);
  return (JSON.parse(out) as { issues: { fields: { title: string } }[] }).issues.map(({ fields }) => fields.title).sort();
}

test("which issues a partner shares is listed by both keys, and later what changed since", async () => {
  const all = await answered(ada, bo, ["partner-issues", "nordwind"]);
  expect(all.out).toMatch(/THEIR KEY +YOUR KEY +STAMP\nNW-1 +ACME-1 +1\nNW-2 +ACME-2 +2\nNW-3 +ACME-3 +3$/m);
  await bo.json(["set", "NW-2", "title=Pump leaks again"], 0);
  await settle(sides);
  const later = await answered(ada, bo, ["partner-issues", "nordwind", "--since", "3"]);
  expect(later.out).toMatch(/^THEIR KEY +YOUR KEY +STAMP\nNW-2 +ACME-2 +4$/m);
  expect(await ada.run(["partner-issues", "nordwind", "--limit", "0"])).toMatchObject({ exit: 2 });
});

test("what nobody can be asked is said", async () => {
  expect(await ada.run(["reconcile", "nobody"])).toMatchObject({ exit: 1, err: expect.stringContaining("There is no connection nobody") });
});
