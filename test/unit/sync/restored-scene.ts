import { join } from "node:path";
import { beforeEach, onTestFinished } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two connected projects that share one issue, of which a test keeps today's state and puts it back later. New for each test. */
export let world: World;
let stores: string;
export let P: SimulatedProject;
export let S: SimulatedProject;
export let issue: string;
let copies = 0;

/** Called once by each file of tests. */
export function restoredScene(): void {
  beforeEach(async () => {
    const directory = storesDirectory();
    stores = directory.path;
    world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores });
    ({ P, S } = world);
    onTestFinished(() => {
      for (const side of [P, S]) side.close();
      directory.remove();
    });
    issue = newId(world.clock.now, world.random.bytes(10));
    P.tracker.add(issue, { fields: { title: "Valve", body: "one" }, share: [P.connection().name] });
    await passes(4);
    if (field(S, "title") !== "Valve") throw new Error("the scene is not set");
  });
}

export const field = (side: SimulatedProject, name: string): unknown => side.tracker.issue(issue)?.fields[name] ?? null;
export const saved = (side: SimulatedProject): SavedSide =>
  saveSide(side, join(stores, `${side.letter}.db`), join(stores, `copy-${++copies}`));
export const links = (): readonly string[] => [P, S].map((side) => side.connection().facts.link);

export async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

export async function edited(side: SimulatedProject, fields: Record<string, string>): Promise<void> {
  side.tracker.edit(issue, { fields });
  await passes(4);
}

/** What showed the restore to this side, if both came to rest afterwards with the same values. */
export async function settledBy(side: SimulatedProject): Promise<string | undefined> {
  await passes(10);
  const [here, there] = [P, S].map((one) => JSON.stringify(one.tracker.issue(issue)?.fields));
  const rest = [P, S].every(
    (one) => ["up to date", "conflict"].includes(one.row(issue)?.status ?? "") && one.row(issue)?.sync.sent === null,
  );
  return here === there && rest && links().every((link) => link === "connected") ? side.connection().recovered?.evidence : undefined;
}
