import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentStat } from "../../src/trackers/markdown/attachment-folders.ts";
import { type Running, type User, playground } from "../support/command-line.ts";
import { type Hub, type Partner, hubWith } from "../support/hub.ts";

/** A project whose file two partners have loses it, and gets it back from whichever of them can give it. */
const SIZE = 40_000_001;
const place = playground();
const running = new Set<Running>();
const bytes = randomBytes(SIZE);
let made: Hub;
let near: Partner;
let far: Partner;
let round = 0;

const sum = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
const fileOf = ({ workspace }: User, key: string): string => join(workspace, "issues/attachments", key, "valve.bin");

function works(user: User, words: readonly string[] = ["watch"]): Running {
  const one = user.start(words);
  running.add(one);
  return one;
}

async function stopped(one: Running): Promise<void> {
  running.delete(one);
  await one.stop();
}

async function keyOf(user: User): Promise<string> {
  const { issues } = await user.json<{ issues: readonly { key: string }[] }>(["issues"]);
  return issues[0]?.key ?? "";
}

/** Both partners have the file; nobody works. */
beforeEach(async () => {
  round += 1;
  const root = join(place.path, `${round}`);
  made = await hubWith(root, ["near", "far"], "all", "all");
  [near, far] = made.partners as [Partner, Partner];
  const { hub } = made;
  const { key } = await hub.json<{ key: string }>(["new", "--title", "Pump"], 0);
  writeFileSync(join(root, "valve.bin"), bytes);
  await hub.json(["attach", key, join(root, "valve.bin")], 0);
  const worker = works(hub);
  for (const { user } of [near, far]) {
    for (let tries = 0; tries < 200; tries++) {
      await user.run(["sync"]);
      const there = await keyOf(user);
      if (there !== "" && (await user.json(["show", there], 0)).attachments?.length === 1) break;
      await sleep(200);
    }
    // As if they had fetched it: they have it from somebody else.
    const there = fileOf(user, await keyOf(user));
    mkdirSync(dirname(there), { recursive: true });
    writeFileSync(there, bytes);
  }
  await stopped(worker);
  for (let turn = 0; turn < 3; turn++) for (const user of [hub, near.user, far.user]) await user.run(["sync", "--until-idle"]);
  rmSync(fileOf(hub, key));
}, 1_200_000);
afterEach(async () => {
  for (const one of running) await one.stop("SIGKILL");
  running.clear();
  if (round === 2) place.remove();
});

/** Bytes of the content that have arrived at the hub and are not in their place yet. */
function arriving({ hub }: Hub): number {
  const folder = join(hub.workspace, "issues/attachments/.arriving");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
  return names.reduce((sum, name) => sum + (lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

test(
  "when the folder of the one that was asked goes away half way, another one goes on from there, and who waits goes on waiting",
  { timeout: 1_200_000 },
  async () => {
    const { hub } = made;
    const key = await keyOf(hub);
    const asks = works(hub, ["get", key, "valve.bin", "--timeout", "500s"]);
    const first = works(near.user);
    while (arriving(made) === 0 && !existsSync(fileOf(hub, key))) await sleep(5);
    renameSync(near.exchange, `${near.exchange}-away`);
    await stopped(first);
    const had = arriving(made);
    expect([had > 0 && had < SIZE, existsSync(fileOf(hub, key))]).toEqual([true, false]);
    works(far.user);
    const ended = await asks.ended;
    running.delete(asks);
    expect(ended).toMatchObject({ exit: 0, out: expect.stringContaining("valve.bin of HUB-1 is here.") });
    expect(sum(fileOf(hub, key))).toBe(createHash("sha256").update(bytes).digest("hex"));
  },
);

test("one that gives another content than was agreed is left for the other one, and an alarm says so", { timeout: 1_200_000 }, async () => {
  const { hub } = made;
  const key = await keyOf(hub);
  spoil(near.user, fileOf(near.user, await keyOf(near.user)));
  const asks = works(hub, ["get", key, "valve.bin", "--timeout", "500s"]);
  const first = works(near.user);
  while (arriving(made) === 0) await sleep(5);
  works(far.user);
  const ended = await asks.ended;
  running.delete(asks);
  expect(ended).toMatchObject({ exit: 0, out: expect.stringContaining("valve.bin of HUB-1 is here.") });
  expect(sum(fileOf(hub, key))).toBe(createHash("sha256").update(bytes).digest("hex"));
  const { alarms } = await hub.json<{ alarms: readonly { code: string; info?: string }[] }>(["alarms"]);
  expect(alarms).toContainEqual(expect.objectContaining({ code: "FAILED_TRANSFER", info: "NEW_FILE_CHECKSUM" }));
  await stopped(first);
});

/** One byte of it is another, and the store takes it for what it was: as where a disk fails, or somebody means harm. */
function spoil({ state }: User, path: string): void {
  const before = contentStat(lstatSync(path, { bigint: true })).text;
  const other = readFileSync(path);
  other[17] = (other[17] ?? 0) ^ 1;
  writeFileSync(path, other);
  const after = contentStat(lstatSync(path, { bigint: true })).text;
  const [store = ""] = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  const database = new DatabaseSync(join(state, store));
  const { changes } = database
    .prepare("UPDATE memory SET value = replace(value, ?, ?) WHERE value LIKE ?")
    .run(before, after, `%${before}%`);
  database.close();
  expect(Number(changes)).toBeGreaterThan(0);
}
