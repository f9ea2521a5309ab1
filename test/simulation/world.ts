import { join } from "node:path";
import type { ContractTerms } from "../../src/model/contract.ts";
import { joinConnection, createConnection } from "../../src/sync/setup.ts";
import { type MemoryExchange, memoryExchange } from "../support/memory-transport.ts";
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
    beforeChange: (path) => (path.startsWith(P.self) ? P : S).points.pass("before a change in the exchange"),
  });
  for (const side of [P, S]) {
    side.connectTo = () => exchange.transport(side.self);
    side.settings = { ...side.settings, terms: options.terms };
  }
  await connect(P, S);
  return { P, S, exchange, clock, random: random.fork("history") };
}

async function connect(P: SimulatedProject, S: SimulatedProject): Promise<void> {
  const { connection, invite } = await createConnection(P.context, CONNECTION);
  P.store.transaction(() => P.store.putConnection(connection));
  const joined = await joinConnection(S.context, CONNECTION, invite);
  const { generation } = joined.connection.stream;
  const { name, hash, bytes } = joined.file;
  S.store.transaction(() => {
    S.store.putConnection(joined.connection);
    S.store.putFile({ connection: connection.id, generation, sequence: 0, name, hash, size: bytes.length }, bytes, []);
  });
  await passUntil([S, P], () => isConnected(P) && isConnected(S));
  await obey(P, { kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "P" });
  await passUntil([P, S], () => S.connection().facts.contract === "update required");
  await obey(S, { kind: "accept", connection: CONNECTION, contract: 1, note: "", unverified: true, author: "S" });
  await passUntil([S, P], () => P.connection().facts.contract === "agreed");
  for (const side of [P, S]) await obey(side, { kind: "start", connection: CONNECTION, author: side.letter });
}

function isConnected(side: SimulatedProject): boolean {
  return side.connection().facts.link === "connected";
}

async function passUntil(sides: readonly SimulatedProject[], done: () => boolean): Promise<void> {
  for (let i = 0; i < 10; i++) {
    if (done()) return;
    for (const side of sides) await side.pass();
  }
  throw new Error("the connection was not set up in ten passes");
}

/** A command that must succeed here. */
export async function obey(side: SimulatedProject, command: Parameters<SimulatedProject["command"]>[0]): Promise<void> {
  const outcome = await side.command(command);
  if (outcome?.kind === "failed") throw new Error(`${side.letter} ${command.kind}: ${outcome.code}`);
}
