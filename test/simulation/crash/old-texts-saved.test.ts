import { afterAll, beforeAll, expect, it } from "vitest";
import { SeededRandom } from "../seeded-random.ts";
import { countDisk } from "./counted-disk.ts";
import { countSteps } from "./counted-steps.ts";
import { twoIssues } from "./crash-scenarios.ts";
import { CrashWorld } from "./crash-world.ts";
import { type Story, liveStory, readyForStories, storyOf } from "./old-texts-saved.ts";

/** `SEEDS=300 SEED=1`: so many stories from that one on. */
const { SEED, SEEDS } = process.env;
/** Half a second each. Of these ten, three are not right where a comment that was shown older before counts as typed. */
const from = Number(SEED ?? 1);
const count = Number(SEEDS ?? 10);

let world: CrashWorld;
let uncount: () => void;
beforeAll(async () => {
  uncount = await countDisk();
  world = new CrashWorld();
  countSteps(null);
  world.begin();
  await world.setUp();
  await twoIssues(world);
  await readyForStories(world);
  world.keep("ready");
});
afterAll(() => {
  world.remove();
  uncount();
});

it("saved from texts that were read before the partner's words came, between any two steps and with kills: nothing is lost or taken for typed", async () => {
  const bad: string[] = [];
  for (let seed = from; seed < from + count; seed++) {
    world.bringBack("ready");
    const story: Story = storyOf(new SeededRandom(seed));
    const problems = await liveStory(world, story);
    if (problems.length > 0) bad.push(`SEED=${seed} SEEDS=1: ${JSON.stringify(story)}\n  ${problems.join("\n  ")}`);
  }
  expect(bad.join("\n")).toBe("");
}, 3_600_000);
