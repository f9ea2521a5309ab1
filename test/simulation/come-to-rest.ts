import { readMessageName } from "../../src/model/message-name.ts";
import { CONNECTION } from "./simulated-project.ts";
import type { User } from "./user.ts";
import { obey } from "./connect-sides.ts";
import type { World } from "./world.ts";

/** Rounds until the system must be quiet: a file whose content is damaged is looked at every twenty passes. */
const ROUNDS = 90;

export interface Rest {
  /** What a person says wherever one is asked. */
  readonly answer?: () => Promise<void>;
  /** Paths of the exchange folder where somebody else wrote. */
  readonly foreign?: ReadonlySet<string>;
}

/** The last edit was made, the last fault is over: from here on passes alone must bring both sides to rest. Null: they never do. */
export async function comeToRest(
  world: World,
  users: readonly User[],
  { answer = async () => undefined, foreign = new Set() }: Rest = {},
): Promise<number | null> {
  const { P, S, exchange, clock } = world;
  exchange.folder.heal();
  for (const side of [P, S]) {
    side.points.disarm();
    side.tracker.beforeWrite = () => undefined;
    side.tracker.failing = false;
    side.failCommits = null;
  }
  for (const user of users) user.saveAll();
  await answer();
  await startAll(world);
  for (let round = 1, quiet = 0; round <= ROUNDS; round++) {
    clock.now += 1000;
    await answer();
    await startAll(world);
    const { facts, proposed } = S.connection();
    if (facts.contract === "update required")
      await obey(S, {
        kind: "accept",
        connection: CONNECTION,
        contract: proposed?.contract.number ?? 0,
        note: "",
        unverified: true,
        author: "S",
      });
    const reports = [await P.pass(), await S.pass()];
    const moved = reports.some((report) => report === null || report.progress || report.unsettled);
    quiet = moved || busy(world, foreign) !== null ? 0 : quiet + 1;
    if (quiet === 2) return round;
  }
  return null;
}

/** Where somebody said that a copy is the real one, the connection test comes first. */
async function startAll({ P, S }: World): Promise<void> {
  for (const side of [P, S]) {
    const { link, run } = side.connection().facts;
    if (link === "connected" && run === "stopped") await obey(side, { kind: "start", connection: CONNECTION, author: side.letter });
  }
}

/** What is still under way, if anything. */
export function busy({ P, S, exchange }: World, foreign: ReadonlySet<string> = new Set()): string | null {
  for (const side of [P, S]) {
    const { out, in: inside } = side.store.queues(side.connection().id);
    if (out > 0) return `${side.letter} has ${out} messages that are not acknowledged`;
    if (inside > 0) return `${side.letter} has ${inside} messages that are not dealt with`;
    const files = exchange.folder.paths().filter((path) => path.startsWith(side.self) && isMessage(path) && !foreign.has(path));
    // The newest acknowledgement; what announces another identity key lies there for good.
    const owed = 1 + (side.connection().own?.changed?.formers.length ?? 0);
    if (files.length !== owed) return `${side.letter} leaves ${files.length} files in place of ${owed}`;
  }
  return null;
}

function isMessage(path: string): boolean {
  return readMessageName(path.split("/").at(-1) ?? "") !== null;
}
