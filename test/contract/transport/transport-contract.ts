import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hintCounter } from "../../support/hint-counter.ts";
import { newId } from "../../../src/model/ids.ts";
import {
  isTransportFailure,
  type Listing,
  type Offer,
  type Route,
  type StreamPoint,
  type Transport,
} from "../../../src/ports/transport.ts";

/** One place that two participants reach, and what hands other than theirs can do to it. */
export interface ContractPlace {
  /** `self` on a machine of its own; again for the same `self`: after a restart. */
  open(self: string): Transport;
  put(writer: string, connection: string, name: string, bytes: Uint8Array): Promise<void>;
  remove(writer: string, connection: string, name: string): Promise<void>;
  setReachable(reachable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** How many names of one kind the transports of a `ContractPlace` may look at in one call. */
export const CONTRACT_FILES_PER_PASS = 5;
const HINT_MS = 20_000;

const id = (n: number) => newId(1_780_000_000_000, new Uint8Array(10).fill(n));
const ANNA = id(1);
const BEN = id(2);
const CONNECTION = id(3);
const OTHER_CONNECTION = id(4);
const anna: Route = { connection: CONNECTION, self: ANNA };
const ben: Route = { connection: CONNECTION, self: BEN };

const text = (words: string) => new TextEncoder().encode(words);

function offer(name: string, content: string | Uint8Array): Offer {
  const bytes = typeof content === "string" ? text(content) : content;
  return { name, size: bytes.length, bytes: () => bytes };
}

/** For offers that must not be loaded. */
function unloadable(name: string, size: number): Offer {
  return {
    name,
    size,
    bytes: () => {
      throw new Error(`${name} was loaded`);
    },
  };
}

async function listed(transport: Transport, route: Route, writer: string, after?: StreamPoint): Promise<Listing> {
  const listing = await transport.list(route, writer, after);
  if (isTransportFailure(listing)) throw new Error(`${listing.kind} ${listing.detail}`);
  return listing;
}
async function names(transport: Transport, route: Route, writer: string, after?: StreamPoint): Promise<string[]> {
  return (await listed(transport, route, writer, after)).messages.map((one) => one.name);
}

/** What src/ports/transport.ts promises, held to every implementation. */
export function transportContract(subject: string, make: () => Promise<ContractPlace>): void {
  describe(`${subject} as a transport`, () => {
    let place: ContractPlace;
    let a: Transport;
    let b: Transport;
    const read = async (name: string) => {
      const fetched = await b.fetch(ben, ANNA, name);
      return fetched.kind === "bytes" ? new TextDecoder().decode(fetched.bytes) : null;
    };
    beforeEach(async () => {
      place = await make();
      a = place.open(ANNA);
      b = place.open(BEN);
    });
    afterEach(() => place.close());

    test("a place where nothing was left offers nothing", async () => {
      expect(await a.check()).toBeNull();
      expect(await a.writers(anna)).toEqual([]);
      expect(await listed(a, anna, BEN)).toEqual({ messages: [], foreign: 0, foreignNames: [] });
      expect(await a.fetch(anna, BEN, "0-0-x.ferry")).toEqual({ kind: "none" });
      expect(await a.maintain(anna, [], true)).toEqual({ written: 0, repaired: 0, withdrawn: 0, failure: null });
      expect(await b.writers(ben)).toEqual([]);
    });

    test("what one side offers, the other lists and fetches, byte for byte", async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
      const offers = [offer("1-0-aa.ferry", bytes), offer("ack-bb.ferry", "got it")];
      expect(await a.maintain(anna, offers, false)).toEqual({ written: 2, repaired: 0, withdrawn: 0, failure: null });
      expect(await b.writers(ben)).toEqual([ANNA]);
      expect((await listed(b, ben, ANNA)).messages).toEqual([
        { writer: ANNA, name: "1-0-aa.ferry", size: 70_000 },
        { writer: ANNA, name: "ack-bb.ferry", size: 6 },
      ]);
      expect(await b.fetch(ben, ANNA, "1-0-aa.ferry")).toMatchObject({ kind: "bytes" });
      const fetched = await b.fetch(ben, ANNA, "1-0-aa.ferry");
      expect(fetched.kind === "bytes" && Buffer.from(fetched.bytes).equals(bytes)).toBe(true);
    });

    test("an empty and a largest message arrive", async () => {
      const large = new Uint8Array(a.largest).fill(7);
      expect(await a.maintain(anna, [offer("1-0-a.ferry", large), offer("1-1-b.ferry", "")], true)).toMatchObject({
        written: 2,
        failure: null,
      });
      const fetched = await b.fetch(ben, ANNA, "1-0-a.ferry");
      expect(fetched.kind === "bytes" && fetched.bytes.length).toBe(a.largest);
      expect(await read("1-1-b.ferry")).toBe("");
    });

    test("we are not among the writers, and may list what we offer ourselves", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      expect(await a.writers(anna)).toEqual([]);
      expect(await names(a, anna, ANNA)).toEqual(["1-0-a.ferry"]);
    });

    test("connections do not see each other", async () => {
      const other = { connection: OTHER_CONNECTION, self: ANNA };
      await a.maintain(anna, [offer("1-0-a.ferry", "here")], false);
      await a.maintain(other, [offer("1-0-b.ferry", "there")], false);
      expect(await a.maintain(anna, [], false)).toMatchObject({ withdrawn: 1 });
      expect(await names(b, ben, ANNA)).toEqual([]);
      expect(await names(b, { connection: OTHER_CONNECTION, self: BEN }, ANNA)).toEqual(["1-0-b.ferry"]);
    });

    test("repeating changes nothing and loads nothing, also after a restart", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      const again = await a.maintain(anna, [unloadable("1-0-a.ferry", 1)], false);
      const restarted = await place.open(ANNA).maintain(anna, [unloadable("1-0-a.ferry", 1)], false);
      const nothing = { written: 0, repaired: 0, withdrawn: 0, failure: null };
      expect([again, restarted]).toEqual([nothing, nothing]);
    });

    test("what is no longer offered is withdrawn, and again when it comes back", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x"), offer("1-1-b.ferry", "y")], false);
      expect(await a.maintain(anna, [offer("1-1-b.ferry", "y")], false)).toMatchObject({ written: 0, withdrawn: 1 });
      expect(await read("1-0-a.ferry")).toBeNull();
      expect(await read("1-1-b.ferry")).toBe("y");
      await place.put(ANNA, CONNECTION, "1-0-a.ferry", text("x"));
      expect(await a.maintain(anna, [offer("1-1-b.ferry", "y")], false)).toMatchObject({ withdrawn: 1 });
      expect(await names(b, ben, ANNA)).toEqual(["1-1-b.ferry"]);
    });

    test("what may not be withdrawn stays", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x"), offer("2-0-b.ferry", "y")], false);
      expect(await a.maintain(anna, [], false, (name) => name !== "2-0-b.ferry")).toMatchObject({ withdrawn: 1 });
      expect(await names(b, ben, ANNA)).toEqual(["2-0-b.ferry"]);
    });

    test("a missing one is put there again", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      await place.remove(ANNA, CONNECTION, "1-0-a.ferry");
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "x")], false)).toMatchObject({ written: 1, repaired: 1 });
      expect(await read("1-0-a.ferry")).toBe("x");
    });

    test.each(["", "cu", "longer than before"])("one of another size (%j) is put there again", async (damaged) => {
      await a.maintain(anna, [offer("1-0-a.ferry", "whole")], false);
      await place.put(ANNA, CONNECTION, "1-0-a.ferry", text(damaged));
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "whole")], false)).toMatchObject({ written: 1, repaired: 1, failure: null });
      expect(await read("1-0-a.ferry")).toBe("whole");
    });

    test("one of the same size with other bytes is noticed by a thorough pass", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "whole")], false);
      await place.put(ANNA, CONNECTION, "1-0-a.ferry", text("wh0le"));
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "whole")], false)).toMatchObject({ written: 0 });
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "whole")], true)).toMatchObject({ written: 1, repaired: 1 });
      expect(await read("1-0-a.ferry")).toBe("whole");
    });

    test("the other side's passes never touch what a writer offers", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      await b.maintain(ben, [offer("1-0-a.ferry", "different")], true);
      await b.maintain(ben, [], true);
      expect(await read("1-0-a.ferry")).toBe("x");
    });

    test("names outside the grammar are counted, shown and left alone", async () => {
      const junk = [
        "1-0-a.sync-conflict-20260101.ferry",
        "1-0-A.ferry",
        "desktop.ini",
        "-x.ferry",
        `${"a".repeat(92)}.ferry`,
        "1-0-ä.ferry",
      ];
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      for (const name of junk) await place.put(ANNA, CONNECTION, name, text("junk"));
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], true);
      const listing = await listed(b, ben, ANNA);
      expect(listing.messages.map((one) => one.name)).toEqual(["1-0-a.ferry"]);
      expect(listing.foreign).toBe(junk.length);
      expect(listing.foreignNames.toSorted()).toEqual(junk.toSorted());
      for (const name of junk) expect(await read(name)).toBeNull();
    });

    test("more than the largest message is no message", async () => {
      await place.put(ANNA, CONNECTION, "1-0-a.ferry", new Uint8Array(a.largest + 1));
      expect(await listed(b, ben, ANNA)).toEqual({ messages: [], foreign: 1, foreignNames: ["1-0-a.ferry"] });
      expect(await read("1-0-a.ferry")).toBeNull();
    });

    test("of too many names each call gives a part, and in time all of them", async () => {
      const all = Array.from({ length: CONTRACT_FILES_PER_PASS * 4 + 1 }, (_, i) => `ack-${i}.ferry`);
      for (const name of all) await place.put(ANNA, CONNECTION, name, text("?"));
      const seen = new Set<string>();
      for (let call = 0; call < 5; call++) {
        const part = await names(b, ben, ANNA);
        expect(part.length).toBeLessThanOrEqual(CONTRACT_FILES_PER_PASS);
        for (const name of part) seen.add(name);
      }
      expect([...seen].toSorted()).toEqual(all.toSorted());
    });

    test("numbered ones come in order of number, from where the reader stands", async () => {
      for (const name of ["1-9-a.ferry", "1-10-b.ferry", "1-11-c.ferry", "0-12-d.ferry", "2-0-e.ferry", "10-0-f.ferry", "2-3-g.ferry"]) {
        await place.put(ANNA, CONNECTION, name, text("?"));
      }
      expect(await names(b, ben, ANNA, { generation: 1, sequence: 9 })).toEqual([
        "1-10-b.ferry",
        "1-11-c.ferry",
        "2-0-e.ferry",
        "2-3-g.ferry",
        "10-0-f.ferry",
      ]);
    });

    test("neither old messages nor junk hide the next one", async () => {
      for (let i = 0; i < 40; i++) {
        await place.put(ANNA, CONNECTION, `1-${i}-old.ferry`, text("?"));
        await place.put(ANNA, CONNECTION, `1-${900 + i}-junk.ferry`, text("?"));
        await place.put(ANNA, CONNECTION, `${5 + i}-0-junk.ferry`, text("?"));
      }
      for (let i = 0; i < 12; i++) await place.put(ANNA, CONNECTION, `1-40-junk${i}.ferry`, text("?"));
      await place.put(ANNA, CONNECTION, "1-40-real.ferry", text("here"));
      const calls: boolean[] = [];
      for (let call = 0; call < 3; call++)
        calls.push((await names(b, ben, ANNA, { generation: 1, sequence: 39 })).includes("1-40-real.ferry"));
      expect(calls).toContain(true);
    });

    test("too much to withdraw goes in bounded passes", async () => {
      const count = CONTRACT_FILES_PER_PASS * 2 + 1;
      for (let i = 0; i < count; i++) await place.put(ANNA, CONNECTION, `1-${i}-junk.ferry`, text("?"));
      const withdrawn: number[] = [];
      for (let pass = 0; pass < 4; pass++) withdrawn.push((await a.maintain(anna, [], false)).withdrawn);
      expect(withdrawn).toEqual([CONTRACT_FILES_PER_PASS, CONTRACT_FILES_PER_PASS, 1, 0]);
    });

    test("a place that is gone is a failure and not an empty place, until it is back", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      await place.setReachable(false);
      expect(await a.check()).toMatchObject({ kind: "unreachable" });
      expect(await b.list(ben, ANNA)).toMatchObject({ kind: "unreachable" });
      expect(await b.writers(ben)).toEqual([]);
      expect(await read("1-0-a.ferry")).toBeNull();
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "x")], true)).toMatchObject({ written: 0, failure: { kind: "unreachable" } });
      await place.setReachable(true);
      expect(await a.check()).toBeNull();
      expect(await a.maintain(anna, [offer("1-0-a.ferry", "x")], true)).toEqual({ written: 0, repaired: 0, withdrawn: 0, failure: null });
      expect(await read("1-0-a.ferry")).toBe("x");
    });

    const transfer = id(9);
    const part = (number: number) => ({ transfer, number });
    const words = async (number: number, size: number): Promise<string | null> => {
      const fetched = await b.parts.fetch(ben, ANNA, part(number), size);
      return fetched.kind === "bytes" ? new TextDecoder().decode(fetched.bytes) : null;
    };
    const own = async (): Promise<string[]> => {
      const found = await a.parts.own(anna);
      return isTransportFailure(found) ? [found.kind] : found.parts.map(({ number, size }) => `${number}: ${size}`).toSorted();
    };

    test("parts stand beside the messages, are read in their exact size, and go when they are withdrawn", async () => {
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
      expect(await own()).toEqual([]);
      expect(await b.parts.fetch(ben, ANNA, part(0), 5)).toEqual({ kind: "none" });
      for (const number of [0, 1]) expect(await a.parts.place(anna, part(number), text(`part${number}`))).toBeNull();
      expect(await own()).toEqual(["0: 5", "1: 5"]);
      expect(await words(1, 5)).toBe("part1");
      for (const size of [4, 6]) expect(await b.parts.fetch(ben, ANNA, part(1), size)).toEqual({ kind: "none" });
      expect(await b.parts.fetch(ben, ANNA, part(2), 5)).toEqual({ kind: "none" });
      expect(await b.parts.fetch({ connection: OTHER_CONNECTION, self: BEN }, ANNA, part(1), 5)).toEqual({ kind: "none" });
      expect(await a.parts.withdraw(anna, [part(0), part(7)])).toBeNull();
      expect(await own()).toEqual(["1: 5"]);
      expect(await b.parts.fetch(ben, ANNA, part(0), 5)).toEqual({ kind: "none" });
    });

    test("a part that is placed again has its new bytes", async () => {
      for (const content of ["first", "then"]) await a.parts.place(anna, part(0), text(content));
      expect(await words(0, 4)).toBe("then");
    });

    test("passes over messages neither see nor touch parts, and parts are no messages", async () => {
      await a.parts.place(anna, part(0), text("part0"));
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], true);
      await a.maintain(anna, [], true);
      expect(await listed(b, ben, ANNA)).toEqual({ messages: [], foreign: 0, foreignNames: [] });
      expect(await own()).toEqual(["0: 5"]);
    });

    test("names beside the parts that are none are counted and stay", async () => {
      await a.parts.place(anna, part(0), text("part0"));
      for (const name of ["desktop.ini", `${transfer}.00`, `${transfer}.1.tmp`, `${transfer}.1234567`, "x.1"])
        await place.put(ANNA, CONNECTION, `files/${name}`, text("junk"));
      expect(await a.parts.own(anna)).toMatchObject({ parts: [{ number: 0 }], foreign: 5 });
    });

    test("parts of a place that is gone are a failure, and there again with it", async () => {
      await a.parts.place(anna, part(0), text("part0"));
      await place.setReachable(false);
      expect(await a.parts.place(anna, part(1), text("part1"))).toMatchObject({ kind: "unreachable" });
      expect(await own()).toEqual(["unreachable"]);
      expect(await a.parts.withdraw(anna, [part(0)])).toMatchObject({ kind: "unreachable" });
      expect(await b.parts.fetch(ben, ANNA, part(0), 5)).toEqual({ kind: "none" });
      await place.setReachable(true);
      expect(await own()).toEqual(["0: 5"]);
    });

    test("a transfer whose id is none is a bug and throws", async () => {
      await expect(a.parts.place({ connection: "../..", self: ANNA }, part(0), text("x"))).rejects.toThrow("..");
      await expect(a.parts.place(anna, { transfer: "../x", number: 0 }, text("x"))).rejects.toThrow("../x");
      await expect(b.parts.fetch(ben, ANNA, { transfer, number: -1 }, 1)).rejects.toThrow("-1");
    });

    test("an offer that breaks the rules is a bug and throws", async () => {
      await expect(a.maintain(anna, [offer("../evil.ferry", "x")], false)).rejects.toThrow("evil");
      await expect(a.maintain(anna, [{ name: "1-0-a.ferry", size: 3, bytes: () => text("x") }], false)).rejects.toThrow("1-0-a.ferry");
      await expect(a.maintain({ connection: "../..", self: ANNA }, [offer("1-0-a.ferry", "x")], false)).rejects.toThrow("..");
    });

    test("a hint comes when watching begins, and when the other side has written", { timeout: HINT_MS * 3 }, async () => {
      const watching = new AbortController();
      const hints = hintCounter();
      b.watch(ben, hints.hint, watching.signal);
      expect(await hints.moreThan(0, HINT_MS)).toBe(true);
      for (let i = 0; i < 2; i++) {
        const before = hints.count();
        await a.maintain(anna, [offer(`1-${i}-a.ferry`, "x")], false);
        expect(await hints.moreThan(before, HINT_MS)).toBe(true);
      }
      watching.abort();
    });

    test("a watcher that was aborted before it began gives no hint", async () => {
      b.watch(ben, () => expect.unreachable(), AbortSignal.abort());
      await a.maintain(anna, [offer("1-0-a.ferry", "x")], false);
    });

    test("after any history, one pass makes the offered set stand ready", { timeout: 60_000 }, async () => {
      const name = fc.constantFrom("1-0-a.ferry", "1-1-b.ferry", "ack-c.ferry");
      const step = fc.oneof(
        fc.record({ kind: fc.constant("offer" as const), names: fc.uniqueArray(name) }),
        fc.record({ kind: fc.constant("put" as const), name, content: fc.constantFrom("", "other", "of 1-0-a.ferry") }),
        fc.record({ kind: fc.constant("remove" as const), name }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.uniqueArray(name), async (steps, last) => {
          for (const one of steps) {
            if (one.kind === "offer")
              await a.maintain(
                anna,
                one.names.map((n) => offer(n, `of ${n}`)),
                false,
              );
            else if (one.kind === "put") await place.put(ANNA, CONNECTION, one.name, text(one.content));
            else await place.remove(ANNA, CONNECTION, one.name);
          }
          expect(
            (
              await a.maintain(
                anna,
                last.map((n) => offer(n, `of ${n}`)),
                true,
              )
            ).failure,
          ).toBeNull();
          expect((await names(b, ben, ANNA)).toSorted()).toEqual(last.toSorted());
          for (const n of last) expect(await read(n)).toBe(`of ${n}`);
        }),
        { numRuns: 25 },
      );
    });
  });
}
