import { beforeEach, describe, expect, it } from "vitest";
import { toBase32 } from "../../../src/model/base32.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { newId } from "../../../src/model/ids.ts";
import { collect } from "../../../src/sync/collect.ts";
import type { Context } from "../../../src/sync/context.ts";
import { awaitedTroubles } from "../../../src/sync/next-file.ts";
import { type MemoryExchange, memoryExchange } from "../../support/memory-transport.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const [SELF, PARTNER, ID] = [1, 2, 3].map((n) => newId(0, new Uint8Array(10).fill(n))) as [string, string, string];

let context: Context;
let exchange: MemoryExchange;

const hash = (n: number): string => toBase32(new Uint8Array(32).fill(n));
const ack = (n: number): string => `ack-${hash(n)}.ferry`;
const put = (name: string, bytes: Uint8Array | null = new Uint8Array(9)): void =>
  exchange.folder.change("theirs", `${PARTNER}/${ID}/${name}`, bytes);
const stored = (): Connection => context.store.connection(ID) as Connection;
const change = (more: Partial<Connection>): void => context.store.transaction(() => context.store.putConnection({ ...stored(), ...more }));
const troubles = async (): Promise<readonly string[]> => {
  await collect(context, stored());
  return Object.keys(stored().troubles);
};

beforeEach(() => {
  exchange = memoryExchange();
  exchange.transport(PARTNER, "theirs");
  const transport = exchange.transport(SELF, "ours");
  context = { ...contextInMemory(), self: SELF, transportOf: () => transport };
  const made = runningConnection(context, ID, "acme", "primary");
  const identityKey = toBase32(context.identity.publicKey);
  change({ partner: made.partner && { ...made.partner, id: PARTNER, identityKey } });
});

describe("files of the partner that were not taken", () => {
  it("are told of while they are there", async () => {
    put(ack(1));
    put(`1-1-${hash(2)}.ferry`);
    expect(await troubles()).toEqual([`1-1-${hash(2)}.ferry`, ack(1)]);
    put(ack(1), null);
    expect(await troubles()).toEqual([`1-1-${hash(2)}.ferry`]);
  });

  it("are forgotten once their place in the stream was taken", async () => {
    put(`1-1-${hash(2)}.ferry`);
    expect(await troubles()).toHaveLength(1);
    change({ stream: { ...stored().stream, received: { generation: 1, sequence: 1, hash: "" } } });
    expect(await troubles()).toEqual([]);
  });

  it("do not hide the one that holds everything up", async () => {
    for (let i = 0; i < 50; i++) put(ack(i));
    expect(await troubles()).toHaveLength(50);
    put(`1-1-${hash(2)}.ferry`);
    const told = await troubles();
    expect(told).toHaveLength(50);
    expect(told).toContain(`1-1-${hash(2)}.ferry`);
    expect(await troubles()).toEqual(told);
  });

  it("count as awaited where the next message belongs or the partner signed them, and not where anybody may put one", async () => {
    for (const name of [ack(1), `2-0-${hash(3)}.ferry`, `2-1-${hash(4)}.ferry`, `1-1-${hash(2)}.ferry`]) put(name);
    // What stands in the next place of another generation is not even looked at.
    expect(await troubles()).toHaveLength(3);
    expect(awaitedTroubles(stored())).toEqual([`1-1-${hash(2)}.ferry`]);
    const told = { ...stored(), troubles: { [ack(1)]: "PARTNER_IS_NEWER", [ack(2)]: "IDENTITY_DISPUTED", [ack(3)]: "CHAIN_BROKEN" } };
    expect(awaitedTroubles(told)).toEqual([ack(3)]);
  });

  it("are not even fetched when an acknowledgement is too large to be one", async () => {
    put(ack(1), new Uint8Array(5_000));
    expect(await troubles()).toEqual([]);
  });
});

describe("what waits", () => {
  it("leaves the next files in the exchange place when it is very much", async () => {
    const entry = { connection: ID, sequence: 1, life: "abcdefghjkmnpqrs", issue: "i" };
    const body = "x".repeat(8 * 1024 * 1024);
    context.store.transaction(() => context.store.addInbox([1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ ...entry, number, body }))));
    put(`1-1-${hash(2)}.ferry`);
    expect(await troubles()).toEqual([]);
    context.store.transaction(() => context.store.removeInbox([1]));
    expect(await troubles()).toHaveLength(1);
  });
});
