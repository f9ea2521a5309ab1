import { countDisk } from "./counted-disk.ts";
import { type Residue, type Step, type SystemAnswer, countSteps, stepsCounted } from "./counted-steps.ts";
import { filesAgreed } from "./crash-file-scenarios.ts";
import { type CrashScenario, twoIssues } from "./crash-scenarios.ts";
import { CrashWorld } from "./crash-world.ts";

/** One way to end at one step of a scenario, or to be refused it. */
export interface CrashPoint {
  readonly scenario: string;
  readonly at: number;
  readonly residue: Residue | SystemAnswer;
  readonly step: Step;
}

/** All that is needed to walk scenarios; its disk counts until it is closed. */
export interface CrashWalk {
  /** The steps of a scenario without any crash, and what is wrong even so. */
  steps(scenario: CrashScenario): Promise<{ readonly steps: readonly Step[]; readonly problems: readonly string[] }>;
  /** Lives the scenario with a crash at the point, comes to rest, judges. null: this time it had not so many steps. */
  crash(scenario: CrashScenario, point: CrashPoint): Promise<readonly string[] | null>;
  close(): void;
}

export async function crashWalk(): Promise<CrashWalk> {
  const uncount = await countDisk();
  const world = new CrashWorld();
  countSteps(null);
  world.begin();
  world.keep("nothing");
  await world.setUp();
  world.keep("running");
  await twoIssues(world);
  world.keep("two issues");
  await filesAgreed(world);
  world.keep("files agreed");
  const live = async (scenario: CrashScenario): Promise<string[]> => {
    try {
      await scenario.live(world);
      return [...(await scenario.judge(world))];
    } catch (error) {
      return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
  };
  return {
    steps: async (scenario) => {
      world.bringBack(scenario.from);
      countSteps(null);
      const problems = await live(scenario);
      return { steps: stepsCounted(), problems };
    },
    crash: async (scenario, { at, residue }) => {
      world.bringBack(scenario.from);
      countSteps({ at, residue });
      const problems = await live(scenario);
      return stepsCounted().length < at && problems.length === 0 ? null : problems;
    },
    close: () => {
      world.remove();
      uncount();
    },
  };
}

export function pointsOf({ name }: CrashScenario, steps: readonly Step[], which: "residues" | "answers"): CrashPoint[] {
  return steps.flatMap((step, i) => step[which].map((residue) => ({ scenario: name, at: i + 1, residue, step })));
}
