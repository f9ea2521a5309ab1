import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SeededRandom } from "../seeded-random.ts";
import { CRASH_FILE_SCENARIOS } from "./crash-file-scenarios.ts";
import { CRASH_SCENARIOS, type CrashScenario } from "./crash-scenarios.ts";
import { type CrashPoint, type CrashWalk, crashWalk, pointsOf } from "./crash-walk.ts";
import type { Step } from "./counted-steps.ts";

/** `CRASHES=all`: every point; `CRASHES=20`: so many of each scenario. `SEED`: the same ones again; `CRASH_AT="41 lost"`: that one alone. */
const { CRASHES, SEED, CRASH_AT } = process.env;
/** Of each scenario, in a usual run: about a quarter of a second each, half as many for errors of the system. */
const USUAL = 6;
const seed = Number(SEED ?? 20_261_122);
const PATIENCE_MS = CRASHES === "all" ? 3_600_000 : 1_800_000;

const SCENARIOS = [...CRASH_SCENARIOS, ...CRASH_FILE_SCENARIOS];
let walk: CrashWalk;
let said = "";
beforeAll(async () => {
  walk = await crashWalk();
});
afterAll(() => {
  walk.close();
  console.log(`${said}\nseed ${seed}: SEED=${seed} npx vitest run test/simulation/crash`);
});

describe("at every step of a real project on a disk", () => {
  it.each(SCENARIOS)(
    "$name: after a crash nothing is lost, nothing is twice, and it comes to rest",
    { timeout: PATIENCE_MS },
    async (scenario) => {
      expect(await walked(scenario, "residues", USUAL)).toBe("");
    },
  );

  it.each(SCENARIOS)("$name: after an error of the system, too", { timeout: PATIENCE_MS }, async (scenario) => {
    expect(await walked(scenario, "answers", USUAL / 2)).toBe("");
  });
});

/** What went wrong, in words. */
async function walked(scenario: CrashScenario, which: "residues" | "answers", usual: number): Promise<string> {
  const { steps, problems } = await walk.steps(scenario);
  const bad = problems.map((problem) => `without any crash: ${problem}`);
  const points = pointsOf(scenario, steps, which);
  let number = 0;
  const again = CRASH_AT === undefined && CRASHES !== "all" ? points.filter((point) => scenario.always?.(point)) : [];
  for (const point of [...again, ...chosen(points, usual)]) {
    const found = await walk.crash(scenario, point);
    if (found === null) continue;
    number += 1;
    if (found.length > 0) bad.push(describeBad(point, found));
  }
  const what = which === "answers" ? "errors" : "crashes";
  said += `\n${scenario.name}: ${steps.length} steps (${kindsOf(steps)}), ${number} of ${points.length} ${what}`;
  return bad.join("\n");
}

function chosen(points: readonly CrashPoint[], usual: number): readonly CrashPoint[] {
  if (CRASH_AT !== undefined) return points.filter(({ at, residue }) => `${at} ${residue}` === CRASH_AT);
  if (CRASHES === "all") return points;
  const random = new SeededRandom(seed);
  // Each way to end has its part, however seldom there is something to be torn.
  const ways = Map.groupBy(points, ({ residue }) => residue);
  return Array.from({ length: Number(CRASHES ?? usual) }, (_, i) => {
    const names = [...ways.keys()].sort();
    return random.pick(ways.get(names[i % names.length] as CrashPoint["residue"]) ?? points);
  });
}

function kindsOf(steps: readonly Step[]): string {
  const kinds = Map.groupBy(steps, ({ kind }) => kind);
  return [...kinds].map(([kind, list]) => `${list.length} ${kind}`).join(", ");
}

function describeBad({ at, residue, step, scenario }: CrashPoint, problems: readonly string[]): string {
  return `${scenario}, ${residue} before step ${at}, ${step.kind} ${step.path}: ${problems.join("\n  ")}\n  again: CRASH_AT="${at} ${residue}" npx vitest run test/simulation/crash -t "${scenario}"`;
}
