import { join } from "node:path";
import type { ContractTerms } from "../../src/model/contract.ts";
import { type MemoryExchange, memoryExchange } from "../support/memory-transport.ts";
import { connectSides } from "./connect-sides.ts";
import { SeededRandom } from "./seeded-random.ts";
import { simulatedCrypto } from "./simulated-crypto.ts";
import { CONNECTION, type Letter, SimulatedProject } from "./simulated-project.ts";
import type { TrackerNature } from "./tracker-nature.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly natures: Readonly<Record<Letter, TrackerNature>>;
  readonly terms: ContractTerms;
  /** Messages until a side announces its next epoch key; as in earnest without. */
  readonly keyMessages?: number;
  /** Bytes of the largest file in the exchange place, and so of a part of a content. */
  readonly largest?: number;
  /** Directory for stores that are to be put back to earlier states; in memory without. */
  readonly stores?: string;
}

/** Two projects and the folder between them. */
export interface World {
  readonly P: SimulatedProject;
  readonly S: SimulatedProject;
  readonly exchange: MemoryExchange;
  readonly clock: { now: number };
  /** Chance that belongs to the history, not to the parts of the world. */
  readonly random: SeededRandom;
}

/** Both sides running under an agreed contract, connected by the real messages. */
export async function connectedWorld(options: WorldOptions): Promise<World> {
  const random = new SeededRandom(options.seed);
  const clock = { now: 1_790_000_000_000 };
  const crypto = simulatedCrypto(random.fork("crypto"));
  const project = (letter: Letter): SimulatedProject =>
    new SimulatedProject({
      letter,
      crypto,
      random: random.fork(letter),
      now: () => clock.now,
      nature: options.natures[letter],
      remembersWrites: random.chance(0.5),
      ...(options.keyMessages !== undefined && { keyMessages: options.keyMessages }),
      ...(options.stores !== undefined && { storeFile: join(options.stores, `${letter}.db`) }),
    });
  const [P, S] = [project("P"), project("S")];
  const exchangeRandom = random.fork("exchange");
  const exchange = memoryExchange({
    random: () => exchangeRandom.next(),
    ...(options.largest !== undefined && { largest: options.largest }),
    beforeChange: (path) => (path.startsWith(P.self) ? P : S).points.pass("before a change in the exchange"),
  });
  for (const side of [P, S]) {
    side.connectTo = () => exchange.transport(side.self);
    side.settings = { ...side.settings, terms: options.terms };
  }
  await connectSides(P, S, { there: CONNECTION, here: CONNECTION });
  return { P, S, exchange, clock, random: random.fork("history") };
}
