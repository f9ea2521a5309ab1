import { describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../src/model/contract.ts";
import { newId } from "../../src/model/ids.ts";
import { busy } from "./come-to-rest.ts";
import { textOf } from "./ledger.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { exact } from "./tracker-nature.ts";
import { type World, connectedWorld } from "./world.ts";

const ISSUE = newId(1_790_000_000_000, new Uint8Array(10).fill(7));

/** An issue is made at the primary, then both sides edit it, at one field in conflict. The n-th commit of one side is refused. */
async function lived(who: "P" | "S", n: number): Promise<World> {
  const world = await connectedWorld({ seed: 1, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  const { P, S } = world;
  const side = world[who];
  side.commits = 0;
  side.failCommits = { trouble: "full", times: 1, after: n - 1 };
  P.tracker.add(ISSUE, { share: [CONNECTION], fields: { title: "One", status: "New" } });
  await rest(world);
  P.tracker.edit(ISSUE, { fields: { title: "Two", status: "Ours" } });
  S.tracker.edit(ISSUE, { fields: { labels: ["urgent"], status: "Theirs" } });
  await rest(world);
  return world;
}

/** Processes go on, as they do on a full disk: nobody begins anew. */
async function rest({ P, S }: World): Promise<void> {
  for (let quiet = 0, round = 0; quiet < 2 && round < 30; round++) {
    const reports = [await P.pass(), await S.pass()];
    quiet = reports.some((report) => report === null || report.progress) ? 0 : quiet + 1;
  }
}

function problems(world: World): string[] {
  const standing = (side: SimulatedProject): string =>
    ["title", "status", "labels"].map((field) => textOf(fieldIn(side.tracker.issue(ISSUE), field))).join();
  const wrong = [world.P, world.S]
    .filter((side) => standing(side) !== '"Two","Ours",["urgent"]')
    .map((side) => `${side.letter}: ${standing(side)}`);
  const lost = world.S.row(ISSUE)?.sync.lost.map(({ value }) => textOf(value)) ?? [];
  const waits = busy(world);
  return [...wrong, ...(lost.join() === '"Theirs"' ? [] : [`kept: ${lost.join()}`]), ...(waits === null ? [] : [waits])];
}

describe("a commit that the disk refuses", () => {
  it.each(["P", "S"] as const)("is made up for by the same process, whichever it is: %s", async (who) => {
    const whole = await lived(who, Infinity);
    const { commits } = whole[who];
    expect(problems(whole)).toEqual([]);
    expect(commits).toBeGreaterThan(15);
    const bad: string[] = [];
    for (let n = 1; n <= commits; n++) {
      const world = await lived(who, n);
      if (world[who].failCommits?.times !== 0) bad.push(`commit ${n} was not tried`);
      bad.push(...problems(world).map((problem) => `commit ${n}: ${problem}`));
      for (const side of [world.P, world.S]) side.close();
    }
    expect(bad).toEqual([]);
  });
});
