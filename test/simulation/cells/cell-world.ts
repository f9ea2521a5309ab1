import type { Connection } from "../../../src/model/connection.ts";
import { DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { handleConnectionMessage } from "../../../src/sync/connection-messages.ts";
import { CONNECTION, type SimulatedProject } from "../simulated-project.ts";
import { exact } from "../tracker-nature.ts";
import { connectedWorld, type World } from "../world.ts";

/** Two real projects whose connection and issues can be put into any state, and what they then say. */
export interface CellWorld {
  readonly world: World;
  /** Agreed at both, one for each message that is tried on one. */
  readonly issues: readonly string[];
  side(role: Role): SimulatedProject;
  /** As it was set up. */
  usual(role: Role): Connection;
  put(role: Role, connection: Connection): void;
  /** As if it stood in the inbox. False: it has to wait. */
  receive(role: Role, message: Message): boolean;
  /** Messages that the side made since the last call. */
  said(role: Role): readonly Message[];
  close(): void;
}

const ISSUES = 20;

export async function cellWorld(): Promise<CellWorld> {
  const world = await connectedWorld({ seed: 3, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  const { P, S } = world;
  const issues = Array.from({ length: ISSUES }, (_, i) => newId(world.clock.now + i, new Uint8Array(10).fill(i)));
  for (const [i, id] of issues.entries()) P.tracker.add(id, { fields: { title: `Issue ${i}`, status: "New" }, share: [CONNECTION] });
  for (let i = 0; i < 6; i++) for (const side of [P, S]) await side.pass();
  // What is published says something new, whatever is in force: the same would not be proposed again.
  for (const one of [P, S]) one.settings = { ...one.settings, terms: { ...DEFAULT_TERMS, types: ["bug", "wish"] } };
  const side = (role: Role): SimulatedProject => (role === "primary" ? P : S);
  const usual = { primary: P.connection(), secondary: S.connection() };
  const heard = { primary: P.said.length, secondary: S.said.length };
  return {
    world,
    issues,
    side,
    usual: (role) => usual[role],
    put: (role, connection) => {
      const { store } = side(role);
      store.transaction(() => store.putConnection(connection));
    },
    receive: (role, message) => {
      const { store, context } = side(role);
      return store.transaction(() => handleConnectionMessage(context, usual[role].id, message));
    },
    said: (role) => {
      const fresh = side(role).said.slice(heard[role]);
      heard[role] = side(role).said.length;
      return fresh.map(({ body }) => JSON.parse(body) as Message);
    },
    close: () => {
      P.close();
      S.close();
    },
  };
}
