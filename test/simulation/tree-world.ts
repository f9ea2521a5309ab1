import { DEFAULT_MAPPING } from "../../src/model/mapping.ts";
import { DEFAULT_TERMS } from "../../src/model/contract.ts";
import { createConnection, joinConnection } from "../../src/sync/setup.ts";
import { type MemoryExchange, memoryExchange } from "../support/memory-transport.ts";
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

/** All running under agreed contracts, connected by the real messages. A connection has the partner's letter for a name. */
export async function connectedTree(seed: number, size: number, links: readonly Link[]): Promise<Tree> {
  const random = new SeededRandom(seed);
  const clock = { now: 1_790_000_000_000 };
  const crypto = simulatedCrypto(random.fork("crypto"));
  const members = Array.from("ABCD".slice(0, size), (letter): Member => {
    const remembersWrites = random.chance(0.5);
    return new SimulatedProject({ letter, crypto, random: random.fork(letter), now: () => clock.now, nature: exact, remembersWrites });
  });
  const exchangeRandom = random.fork("exchange");
  const exchange = memoryExchange({
    random: () => exchangeRandom.next(),
    beforeChange: (path) => members.find(({ self }) => path.startsWith(self))?.points.pass("before a change in the exchange"),
  });
  for (const member of members) {
    member.connectTo = () => exchange.transport(member.self);
    member.settings = { mapping: DEFAULT_MAPPING, choice: { scope: { kind: "all" }, forward: true }, terms: DEFAULT_TERMS };
  }
  for (const [primary, secondary] of links) await connect(memberAt(members, primary), memberAt(members, secondary));
  return { members, exchange, clock, random: random.fork("history") };
}

function memberAt(members: readonly Member[], number: number): Member {
  const found = members[number];
  if (!found) throw new Error(`no member ${number}`);
  return found;
}

async function connect(P: Member, S: Member): Promise<void> {
  const [name, nameThere] = [S.letter, P.letter];
  const { connection, invite } = await createConnection(P.context, name);
  P.store.transaction(() => P.store.putConnection(connection));
  const joined = await joinConnection(S.context, nameThere, invite);
  const { generation } = joined.connection.stream;
  const { name: file, hash, bytes } = joined.file;
  S.store.transaction(() => {
    S.store.putConnection(joined.connection);
    S.store.putFile({ connection: connection.id, generation, sequence: 0, name: file, hash, size: bytes.length }, bytes, []);
  });
  const facts = (side: Member): { link: string; contract: string } => {
    const { link, contract } = side.store.connection(connection.id)?.facts ?? { link: "", contract: "" };
    return { link, contract };
  };
  await passUntil([S, P], () => facts(P).link === "connected" && facts(S).link === "connected");
  await obey(P, { kind: "publish", connection: name, note: "", unverified: true, author: P.letter });
  await passUntil([P, S], () => facts(S).contract === "update required");
  await obey(S, { kind: "accept", connection: nameThere, contract: 1, note: "", unverified: true, author: S.letter });
  await passUntil([S, P], () => facts(P).contract === "agreed");
  await obey(P, { kind: "start", connection: name, author: P.letter });
  await obey(S, { kind: "start", connection: nameThere, author: S.letter });
}

async function passUntil(sides: readonly Member[], done: () => boolean): Promise<void> {
  for (let i = 0; i < 10; i++) {
    if (done()) return;
    for (const side of sides) await side.pass();
  }
  throw new Error("the connection was not set up in ten passes");
}

async function obey(side: Member, command: Parameters<Member["command"]>[0]): Promise<void> {
  const outcome = await side.command(command);
  if (outcome?.kind === "failed") throw new Error(`${side.letter} ${command.kind}: ${outcome.code}`);
}
