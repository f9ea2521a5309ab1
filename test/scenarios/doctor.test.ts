import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { tree } from "../support/tree.ts";
import { type TwoSides, running, saved } from "../support/two-sides.ts";

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly code: string;
  readonly detail: string;
}

let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;

beforeAll(async () => {
  scene = await saved(running);
  ({ sides } = scene);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

async function findings(exit?: number): Promise<Map<string, Finding>> {
  const { checks } = await sides.ada.json<{ checks: Finding[] }>(["doctor"], exit);
  return new Map(checks.map((found) => [found.check, found]));
}

test("looks at everything, and leaves the exchange folder as it was", async () => {
  const before = tree(sides.exchange);
  const found = await findings();
  expect([...found.keys()]).toEqual([
    "host",
    "state directory",
    "machine",
    "worker",
    "gateway",
    "git",
    "issues folder",
    "issues watching",
    "issue files",
    "settings",
    "exchange folder",
    "rename",
    "clock",
    "watching",
    "foreign files",
    "partner's files",
  ]);
  const others = [...found.values()].filter(({ check }) => check !== "state directory");
  expect(others.filter(({ ok, detail }) => !ok || !detail.endsWith("."))).toEqual([]);
  expect(found.get("watching")?.code).toBe("WATCH_FINE");
  expect(found.get("issues watching")?.code).toBe("ISSUES_WATCHED");
  expect(found.get("gateway")?.code).toBe("GATEWAY_HERE");
  expect(tree(sides.exchange)).toEqual(before);
});

test("counts foreign files, and says what a broken issue file needs", async () => {
  for (const writer of readdirSync(sides.exchange))
    for (const connection of readdirSync(join(sides.exchange, writer)))
      if (connection !== "tmp") writeFileSync(join(sides.exchange, writer, connection, "desktop.ini"), "x");
  writeFileSync(join(sides.ada.workspace, "issues/broken.md"), "---\ntitle: Crash: pump #3\n---\n");
  await sides.ada.run(["sync"]);
  const found = await findings(4);
  expect(found.get("foreign files")).toMatchObject({ code: "FOREIGN", detail: expect.stringContaining("desktop.ini") });
  expect(found.get("issue files")).toMatchObject({ ok: false, detail: expect.stringContaining("issues/broken.md:2") });
});

test("a folder that is away", async () => {
  rmSync(sides.exchange, { recursive: true });
  const found = await findings(5);
  expect(found.get("exchange folder")).toMatchObject({ ok: false, detail: expect.stringContaining("does not exist") });
});
