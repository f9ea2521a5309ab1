import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type Running, playground } from "../support/command-line.ts";
import { canMount, mountHanging } from "../support/hanging-mount.ts";
import { type Partner, holds, hubWith, writeIssue } from "../support/hub.ts";

const JUNK = 20_000;
const SPARSE_BYTES = 10 * 1024 ** 3;

const running = new Set<Running>();
const place = playground();
let release: (() => Promise<void>) | null = null;

afterEach(async () => {
  await release?.();
  for (const one of running) await one.stop("SIGKILL");
  place.remove();
});

/** What a partner, or a sync client gone mad, may leave in its own directory. */
function fillWithJunk({ offers }: Partner): void {
  mkdirSync(offers, { recursive: true });
  for (let number = 0; number < JUNK; number++) writeFileSync(join(offers, `copy (${number}) of a file.tmp`), "");
  const hash = (number: number): string => number.toString(16).padStart(32, "0");
  for (let number = 0; number < 200; number++) {
    writeFileSync(join(offers, `1-${number}-${hash(number)}.ferry`), "forged");
    writeFileSync(join(offers, `ack-${hash(number)}.ferry`), "forged");
  }
  const file = openSync(join(offers, `2-0-${hash(0)}.ferry`), "w");
  ftruncateSync(file, SPARSE_BYTES);
  closeSync(file);
}

test("a partner of good will gets its edits and gives its own, beside one that leaves junk, one that is away and one whose share hangs", async () => {
  const { hub, partners } = await hubWith(place.path, ["good", "junk", "away", "hangs"]);
  const [good, junk, , hangs] = partners as [Partner, Partner, Partner, Partner];
  fillWithJunk(junk);
  if (canMount()) release = await mountHanging(hangs.exchange);

  const worker = hub.start(["watch"]);
  running.add(worker);
  running.add(good.user.start(["watch"]));
  writeIssue(hub, "report.md", "# The valve leaks\n\nOnly when it is cold.\n");
  while (!holds(good.user, "Only when it is cold.")) await sleep(50);
  const isConfirmed = async (): Promise<boolean> => {
    const { connections } = await hub.json<{ connections: { name: string; underway: boolean; agreedRevision: string }[] }>([
      "show",
      "HUB-1",
    ]);
    return connections.some(({ name, underway, agreedRevision }) => name === "good" && !underway && agreedRevision === "0.1");
  };
  while (!(await isConfirmed())) await sleep(100);
  writeIssue(good.user, "answer.md", "# The pump is loud\n\nSince yesterday.\n");
  while (!holds(hub, "Since yesterday.")) await sleep(50);

  // It ends when it is asked to, although a call of it may never come back.
  const ended = await worker.stop();
  running.delete(worker);
  expect(ended.exit).toBe(0);
});
