import { describe, expect, it } from "vitest";
import { ok } from "../../../src/model/failure.ts";
import { encodeMessage, encodePayload } from "../../../src/protocol/codec.ts";
import { storePayload } from "../../../src/sync/store-payload.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const LIFE = "abcdefghjkmnpqrs";
const ping = (nonce: string) => encodeMessage({ kind: "ping", nonce, time: 0, version: "1.0", capabilities: [] });
const NONCES = ["0123456789abcdef", "1123456789abcdef", "2123456789abcdef"] as const;

it("takes each message once, in whatever file it comes again", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "primary");
  const numbers = (): number[] => context.store.inbox("c1", 0, 10).map(({ number }) => number);
  const take = (entries: { life: string; number: number; body: string }[]): void => {
    context.store.transaction(() => storePayload(context, connection, 1, ok(encodePayload(entries))));
  };
  const first = { life: LIFE, number: 1, body: ping(NONCES[0]) };
  const second = { life: LIFE, number: 2, body: ping(NONCES[1]) };
  take([first]);
  take([first, second]);
  take([second]);
  expect(numbers()).toEqual([1, 2]);
  // Dealt with is not forgotten.
  context.store.transaction(() => context.store.removeInbox(context.store.inbox("c1", 0, 10).map(({ row }) => row)));
  take([first, second, { life: LIFE, number: 3, body: ping(NONCES[2]) }]);
  expect(numbers()).toEqual([3]);
});

it("answers a message that cannot be taken by its name, and takes the others", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "primary");
  const broken = { life: LIFE, number: 1, body: '{"v":"1.0","min":"1.0","kind":"ping","nonce":7}' };
  context.store.transaction(() =>
    storePayload(context, connection, 4, ok(encodePayload([broken, { life: LIFE, number: 2, body: ping(NONCES[0]) }]))),
  );
  expect(context.store.inbox("c1", 0, 10).map(({ number }) => number)).toEqual([2]);
  const [answer] = context.store.unsealed("c1", { count: 10, bytes: 100_000 });
  expect(JSON.parse(answer?.body ?? "")).toMatchObject({ kind: "refused", message: { life: LIFE, number: 1 }, code: "BAD_SHAPE" });
});

describe("messages that are too new", () => {
  const tooNew = (number: number, length: number) => ({
    life: LIFE,
    number,
    body: `{"v":"1.0","min":"1.0","kind":"video","x":"${"x".repeat(length)}"}`,
  });
  const kept = (entries: readonly { life: string; number: number; body: string }[][]) => {
    const context = contextInMemory();
    const connection = runningConnection(context, "c1", "acme", "primary");
    for (const some of entries) context.store.transaction(() => storePayload(context, connection, 1, ok(encodePayload(some))));
    const answers = context.store.unsealed("c1", { count: 100_000, bytes: 1e9 }).length;
    return { ...context.store.inboxSize("c1", "all"), answers };
  };

  it("are kept while they are small, and answered", () => {
    expect(kept([[tooNew(1, 100), tooNew(2, 70_000)]])).toMatchObject({ messages: 1, answers: 2 });
  });

  it("are kept up to a number and a size for each connection", () => {
    const files = (length: number, count: number) =>
      [0, 1].map((file) => Array.from({ length: count }, (_, i) => tooNew(file * count + i + 1, length)));
    expect(kept(files(10, 600))).toMatchObject({ messages: 1_000, answers: 1_200 });
    const large = kept(files(60_000, 60));
    expect(large.answers).toBe(120);
    expect(large.bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(large.messages).toBeGreaterThan(60);
  });

  it("are counted apart from what waits for its turn, and have room beside it", () => {
    const context = contextInMemory();
    const connection = runningConnection(context, "c1", "acme", "primary");
    const waiting = Array.from({ length: 1_000 }, (_, i) => ({ life: LIFE, number: i + 1, body: ping(NONCES[0]) }));
    const take = (entries: readonly { life: string; number: number; body: string }[]): void => {
      context.store.transaction(() => storePayload(context, connection, 1, ok(encodePayload(entries))));
    };
    take(waiting);
    take([tooNew(1_001, 100)]);
    expect([context.store.inboxSize("c1", "all").messages, context.store.inboxSize("c1", "too new").messages]).toEqual([1_001, 1]);
  });
});
