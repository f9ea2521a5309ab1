import { join } from "node:path";
import { DEFAULT_MAPPING } from "../../src/model/mapping.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../../src/model/contract.ts";
import { type MemoryExchange, memoryExchange } from "../support/memory-transport.ts";
import { connectSides } from "./connect-sides.ts";
import { SeededRandom } from "./seeded-random.ts";
import { simulatedCrypto } from "./simulated-crypto.ts";
import { SimulatedProject } from "./simulated-project.ts";
import { exact } from "./tracker-nature.ts";

export type Member = SimulatedProject<string>;

/** Who invites whom, by number. */
export type Link = readonly [primary: number, secondary: number];

/** Several projects, each of which passes on what it received, and one folder for all. */
export interface Tree {
  readonly members: readonly Member[];
  readonly exchange: MemoryExchange;
  readonly clock: { now: number };
  readonly random: SeededRandom;
}

export interface TreeOptions {
  readonly terms?: ContractTerms;
  /** Bytes of a file in the exchange place. */
  readonly largest?: number;
  /** Bytes of a part of a content there, where messages may be larger. */
  readonly part?: number;
}

/** All running under agreed contracts, connected by the real messages. A connection has the partner's letter for a name. `stores`: null for memory. */
export async function connectedTree(
  seed: number,
  size: number,
  links: readonly Link[],
  stores: string | null,
  { terms = DEFAULT_TERMS, largest, part }: TreeOptions = {},
): Promise<Tree> {
  const random = new SeededRandom(seed);
  const clock = { now: 1_790_000_000_000 };
  const crypto = simulatedCrypto(random.fork("crypto"));
  const members = Array.from("ABCD".slice(0, size), (letter): Member => {
    const remembersWrites = random.chance(0.5);
    const storeFile = stores === null ? {} : { storeFile: join(stores, `${letter}.sqlite`) };
    return new SimulatedProject({
      letter,
      crypto,
      random: random.fork(letter),
      now: () => clock.now,
      nature: exact,
      remembersWrites,
      ...storeFile,
    });
  });
  const exchangeRandom = random.fork("exchange");
  const exchange = memoryExchange({
    random: () => exchangeRandom.next(),
    ...(largest !== undefined && { largest }),
    ...(part !== undefined && { told: part }),
    beforeChange: (path) => members.find(({ self }) => path.startsWith(self))?.points.pass("before a change in the exchange"),
  });
  for (const member of members) {
    member.connectTo = () => exchange.transport(member.self);
    member.settings = { mapping: DEFAULT_MAPPING, choice: { scope: { kind: "all" }, forward: true }, terms };
  }
  for (const [primary, secondary] of links) {
    const [P, S] = [memberAt(members, primary), memberAt(members, secondary)];
    await connectSides(P, S, { there: S.letter, here: P.letter });
  }
  return { members, exchange, clock, random: random.fork("history") };
}

function memberAt(members: readonly Member[], number: number): Member {
  const found = members[number];
  if (!found) throw new Error(`no member ${number}`);
  return found;
}
