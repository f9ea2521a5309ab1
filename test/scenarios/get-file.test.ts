import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Running, User } from "../support/command-line.ts";
import { type TwoSides, running, settle } from "../support/two-sides.ts";

/** The content of a file goes from one program to the other through the exchange folder. */
let sides: TwoSides;
let ada: User;
let bo: User;
let works: Running;
let key: string;
let keyAtBo: string;

const SIZE = 9_000_001;
const bytes = randomBytes(SIZE);
const sum = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
const partsThere = (): readonly string[] =>
  readdirSync(sides.exchange, { recursive: true, encoding: "utf8" }).filter((path) => /files\/./.test(path.replaceAll("\\", "/")));

beforeAll(async () => {
  sides = await running();
  ({ ada, bo } = sides);
  const file = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^( *)attachments: .*$/m, "$1attachments: all"));
  await ada.json(["config", "publish", "nordwind"], 0);
  await ada.run(["sync"]);
  await bo.run(["sync"]);
  await bo.json(["config", "accept", "acme"], 0);
  key = (await ada.json(["new", "--title", "Pump", "--share", "nordwind"], 0)).key;
  writeFileSync(join(sides.root, "valve.bin"), bytes);
  writeFileSync(join(sides.root, "note.txt"), "short");
  await ada.json(["attach", key, join(sides.root, "valve.bin"), join(sides.root, "note.txt")], 0);
  works = ada.start(["watch"]);
  for (let tries = 0; tries < 60; tries++) {
    await bo.run(["sync"]);
    const [issue] = (await bo.json(["issues"])).issues;
    keyAtBo = issue?.key ?? "";
    if (issue && (await bo.json(["show", keyAtBo], 0)).attachments?.length === 2) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}, 180_000);
afterAll(async () => {
  await works.stop();
  sides.remove();
});

it("get stops at Ctrl+C, and goes on from there the next time", async () => {
  await works.stop();
  const first = bo.start(["get", keyAtBo, "valve.bin"]);
  for (let tries = 0; tries < 200 && !(await bo.json(["status"])).contents; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await bo.run(["status"])).out).toMatch(/^valve\.bin of NW-\d+ comes from Acme Pumps: 0\.0 of 9\.0 MB, 0 %\.$/m);
  const told = await bo.run(["partner-status", "acme", "--timeout", "1s"]);
  expect(told.out).toMatch(/^valve\.bin of NW-\d+ comes from Acme Pumps: 0\.0 of 9\.0 MB, 0 %\.$/m);
  expect(await first.stop("SIGINT")).toMatchObject({ exit: 3, err: expect.stringContaining("Nobody waits for this file any more") });
  expect((await bo.json(["status"])).contents).toBeUndefined();
  works = ada.start(["watch"]);
});

it("get brings a large and a small file, whole, beside the issue and where the person wants them, and leaves nothing in the folder", async () => {
  const out = join(sides.root, "copy.bin");
  const ran = await bo.run(["get", keyAtBo, "valve.bin", "--out", out, "--timeout", "120s", "--json"]);
  expect(ran.err).toContain("Acme Pumps is asked for valve.bin, and answers when Issue Ferry runs there. This waits for 2 min at most");
  const got = JSON.parse(ran.out) as unknown;
  expect(got).toMatchObject({ name: "valve.bin", state: "here", size: SIZE });
  const there = join(bo.workspace, "issues/attachments", keyAtBo, "valve.bin");
  expect([sum(there), sum(out)]).toEqual([sum(join(sides.root, "valve.bin")), sum(join(sides.root, "valve.bin"))]);
  expect(await bo.run(["get", keyAtBo, "valve.bin", "--out", out])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("Something stands there already"),
  });
  // Whoever only asked waits with the next sync, which says what came.
  expect((await bo.run(["get", keyAtBo, "note.txt", "--no-wait"])).exit).toBe(3);
  expect((await bo.run(["sync", "--until-idle", "--timeout", "120s"])).out).toContain(`files received: note.txt of ${keyAtBo}`);
  expect((await bo.run(["status"])).out).not.toContain("comes from");
  expect((await bo.run(["get", keyAtBo, "note.txt", "--timeout", "120s"])).out).toContain(`note.txt of ${keyAtBo} is here.`);
  expect(readFileSync(join(bo.workspace, "issues/attachments", keyAtBo, "note.txt"), "utf8")).toBe("short");
  for (let tries = 0; tries < 100 && partsThere().length > 0; tries++) {
    await bo.run(["sync"]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(partsThere()).toEqual([]);
  await settle(sides);
  expect(existsSync(join(bo.workspace, "issues/attachments/.arriving", "valve.bin"))).toBe(false);
});

it("put hands a file over, in the place of exactly what is named, and take-back has it moved to the trash there", async () => {
  const mine = join(sides.root, "seal.txt");
  writeFileSync(mine, "first");
  await bo.json(["attach", keyAtBo, mine], 0);
  const isNamed = async (): Promise<boolean> =>
    (await ada.json(["show", key], 0)).attachments.some(({ name }: { name: string }) => name === "seal.txt");
  for (let tries = 0; tries < 60 && !(await isNamed()); tries++) {
    await bo.run(["sync"]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await settle(sides);
  const there = join(ada.workspace, "issues/attachments", key, "seal.txt");
  expect(await bo.run(["put", keyAtBo, "seal.txt", "--timeout", "120s"])).toMatchObject({
    exit: 0,
    out: expect.stringContaining(`seal.txt of ${keyAtBo} is at the partner.`),
  });
  expect(readFileSync(there, "utf8")).toBe("first");
  const other = "0".repeat(64);
  expect(await bo.run(["take-back", keyAtBo, "seal.txt", "--existing", other, "--timeout", "120s"])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("has another content there than the one that was named; it stays"),
  });
  expect(readFileSync(there, "utf8")).toBe("first");
  expect((await ada.run(["alarms"])).out).toContain("another content stands here than it named");
  expect(await bo.run(["take-back", keyAtBo, "seal.txt", "--timeout", "120s"])).toMatchObject({ exit: 0 });
  expect(existsSync(there)).toBe(false);
  expect((await ada.run(["show", key])).out).toMatch(/file: seal\.txt, 5 bytes, of the partner, it had come, and is here no more/);
  expect(await bo.run(["take-back", keyAtBo, "seal.txt", "--existing", "short"])).toMatchObject({ exit: 2 });
  const put = ["put", keyAtBo, "seal.txt", "--timeout", "120s"];
  expect(await bo.run([...put, "--existing", other])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("Acme Pumps has nothing in its place that could be replaced"),
  });
  const own = await ada.run(["take-back", key, "seal.txt"]);
  expect([own.exit, own.err]).toEqual([1, expect.stringContaining("This is a file of the partner")]);
  // A newer content is said, and what lies there is the former one until it is fetched.
  expect((await bo.run(put)).exit).toBe(0);
  writeFileSync(join(bo.workspace, "issues/attachments", keyAtBo, "seal.txt"), "the second");
  for (let tries = 0; tries < 60 && !(await ada.run(["show", key])).out.includes("seal.txt, 10 bytes"); tries++) {
    await bo.run(["sync"]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect((await ada.run(["show", key])).out).toContain("seal.txt, 10 bytes, of the partner, what lies here is the former content");
});

it("get says what there is not", async () => {
  expect(await bo.run(["get", keyAtBo, "pump.bin"])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("has no file pump.bin that a partner shares. It has"),
  });
  expect(await bo.run(["get", "NW-99", "valve.bin"])).toMatchObject({ exit: 1 });
});
