import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { User } from "../support/command-line.ts";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

/** Two programs: what one tells of its trail, what can be shown of it with what the other signed, and alarms that a person has seen. */
let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;
let ada: User;
let bo: User;

beforeAll(async () => {
  scene = await saved(async () => {
    const made = await running();
    await made.ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
    await settle(made);
    return made;
  });
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

async function worked(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [bo, ada]) await side.run(["sync"]);
}

test("a partner's trail is read over the folder, and its own numbers have no gap", async () => {
  expect(await ada.run(["audit", "nordwind", "--timeout", "0s"])).toMatchObject({ exit: 3 });
  await worked(4);
  const { events } = await ada.json<{ events: { sequence: number; action: string }[] }>(["audit", "nordwind", "--timeout", "0s"], 3);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i + 1));
  expect(events.map(({ action }) => action)).toContain("issue applied");
  expect((await ada.run(["audit", "--local", "nordwind", "--limit", "500"])).out).toMatch(/ACME-\d+: Nordwind confirmed /);
  expect(await ada.run(["audit"])).toMatchObject({ exit: 2, err: expect.stringContaining("--local") });
});

test("an exported trail is checked anywhere, and one changed bit is named", async () => {
  const file = join(ada.home, "trail.jsonl");
  expect(await ada.run(["audit", "export", file])).toMatchObject({ exit: 0 });
  expect(await ada.run(["audit", "export", file])).toMatchObject({ exit: 1, err: expect.stringContaining("is there already") });
  const checked = await bo.json<{ proven: number; files: number; faults: unknown[] }>(["audit", "verify", file], 0);
  expect(checked).toMatchObject({ faults: [] });
  expect(Math.min(checked.proven, checked.files)).toBeGreaterThan(0);
  expect(await ada.run(["audit", "verify"])).toMatchObject({ exit: 0, out: expect.stringContaining("Nothing was altered") });
  const text = readFileSync(file, "utf8");
  const at = text.indexOf('"bytes":"') + 200;
  const other = text[at] === "A" ? "B" : "A";
  writeFileSync(file, `${text.slice(0, at)}${other}${text.slice(at + 1)}`);
  expect(await bo.run(["audit", "verify", file])).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/ferry: not what the partner signed/),
  });
  writeFileSync(file, "no trail\n");
  expect(await bo.run(["audit", "verify", file])).toMatchObject({ exit: 1, out: expect.stringContaining("Line 1 cannot be read.") });
});

test("alarms are listed, and gone once a person has seen them", async () => {
  expect(await ada.run(["alarms"])).toMatchObject({ exit: 0, err: expect.stringContaining("No open alarms") });
  expect(await ada.run(["alarms", "--ack", "7"])).toMatchObject({ exit: 1, err: expect.stringContaining("no open alarm 7") });
  expect(await ada.run(["alarms", "--ack", "7", "--all"])).toMatchObject({ exit: 2 });
});
