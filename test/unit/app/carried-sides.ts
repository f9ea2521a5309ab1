import { expect } from "vitest";
import type { TrackerChange } from "../../../src/model/tracker-issue.ts";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { contextInMemory, runningConnection } from "../sync/sample-context.ts";

/** The only issue. */
export const ISSUE = "00000000000000000000000004";

const IDS = { Acme: "00000000000000000000000014", Nordwind: "00000000000000000000000018" };

/** A project with a connection `c`, whose messages the tests carry over by hand. */
export interface Side {
  readonly name: string;
  readonly context: Context;
  readonly connection: Connection;
  mapping: Mapping;
  carried: number;
}

function side(name: keyof typeof IDS, partner: keyof typeof IDS, role: Connection["role"]): Side {
  const plain = contextInMemory();
  const context: Context = {
    ...plain,
    self: IDS[name],
    settingsOf: (connection) => {
      const settings = plain.settingsOf(connection);
      return settings && { ...settings, mapping: made.mapping };
    },
  };
  const running = runningConnection(context, "c", partner, role);
  const connection = { ...running, partner: running.partner && { ...running.partner, id: IDS[partner] } };
  context.store.transaction(() => context.store.putConnection(connection));
  const made: Side = { name, context, connection, mapping: DEFAULT_MAPPING, carried: 0 };
  return made;
}

/** Acme is the primary. */
export function pair(): { readonly acme: Side; readonly nordwind: Side } {
  return { acme: side("Acme", "Nordwind", "primary"), nordwind: side("Nordwind", "Acme", "secondary") };
}

export async function edit({ context, name }: Side, change: TrackerChange, kind: "edit issue" | "new issue" = "edit issue"): Promise<void> {
  const outcome = await carryOut(context, { kind, issue: ISSUE, change, author: `${name}'s user` });
  expect(outcome.kind).toBe("done");
  await createEngine(context).pass();
}

/** What waits in the outbox arrives, and is applied. */
export async function carry(from: Side, to: Side): Promise<void> {
  const waiting = from.context.store.unsealed("c", { count: 100, bytes: 1_000_000 }).filter(({ number }) => number > from.carried);
  const arrived = waiting.map(({ life, number, body }) => ({ connection: "c", sequence: number, life, number, issue: ISSUE, body }));
  from.carried = waiting.at(-1)?.number ?? from.carried;
  to.context.store.transaction(() => to.context.store.addInbox(arrived));
  while ((await applyInbox(to.context, to.connection)).messages > 0);
  await createEngine(to.context).pass();
}

export async function settle(one: Side, other: Side): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await carry(one, other);
    await carry(other, one);
  }
}

/** Number of its newest event in the trail. */
export function last({ context }: Side): number {
  return context.store.auditsOf(ISSUE, 1)[0]?.sequence ?? 0;
}
