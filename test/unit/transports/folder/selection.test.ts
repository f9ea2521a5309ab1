import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rotation, select } from "../../../../src/transports/folder/selection.ts";

const names = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i));

describe("taking turns", () => {
  test("gives every name within the least number of calls, whatever their number", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (all, count) => {
        const rotation = new Rotation();
        const seen = new Set<string>();
        for (let call = 0; call < Math.ceil(all.length / count); call++) {
          const taken = rotation.take("list", all, count);
          expect(taken.length).toBe(Math.min(count, all.length));
          expect(new Set(taken).size).toBe(taken.length);
          for (const name of taken) seen.add(name);
        }
        expect(seen.size).toBe(all.length);
      }),
    );
  });

  test("names that come and go do not make it skip the others", () => {
    const rotation = new Rotation();
    const steady = names(20, (i) => `b${i + 10}`);
    const seen = new Set<string>();
    for (let call = 0; call < 30; call++) {
      const coming = names(call % 7, (i) => `a${call}-${i}`);
      for (const name of rotation.take("list", [...coming, ...steady], 5)) seen.add(name);
    }
    expect([...seen].filter((name) => name.startsWith("b"))).toHaveLength(20);
  });

  test("lists do not disturb each other", () => {
    const rotation = new Rotation();
    expect(rotation.take("one", ["a", "b"], 1)).toEqual(["a"]);
    expect(rotation.take("two", ["a", "b"], 1)).toEqual(["a"]);
    expect(rotation.take("one", ["a", "b"], 1)).toEqual(["b"]);
  });
});

describe("choosing", () => {
  const choose = (all: readonly string[], after?: { generation: number; sequence: number }) => select(all, new Rotation(), "", 50, after);

  test("never more than the bounds, none twice, foreign apart", () => {
    const name = fc.oneof(
      fc.tuple(fc.nat(3), fc.nat(400), fc.nat(200)).map(([g, s, h]) => `${g}-${s}-${h}.ferry`),
      fc.tuple(fc.constantFrom("ack-", "join-", "refused-", "x"), fc.nat(500)).map(([kind, n]) => `${kind}${n}.ferry`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 2000 }), fc.nat(3), fc.nat(300), (all, generation, sequence) => {
        const { names: chosen, foreign } = choose(all, { generation, sequence });
        expect(chosen.length).toBeLessThanOrEqual(4 * 50 + 50 + 2 * 50 + 4 * 50);
        expect(new Set([...chosen, ...foreign]).size).toBe(chosen.length + foreign.length);
        expect(all).toEqual(expect.arrayContaining([...chosen]));
      }),
      { numRuns: 20 },
    );
  });

  test("two hundred that follow come in one go, in order", () => {
    const all = names(300, (i) => `7-${i}-aa.ferry`);
    expect(choose(all.toReversed(), { generation: 7, sequence: 19 }).names).toEqual(all.slice(20, 220));
  });

  test("a hundred thousand names are chosen from quickly", () => {
    const junk = names(100_000, (i) => `${i % 50}-${i}-${i.toString(36)}.ferry`);
    const started = performance.now();
    const { names: chosen } = choose([...junk, "7-3-real.ferry"], { generation: 7, sequence: 2 });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(chosen[0]).toBe("7-3-real.ferry");
  });

  test("forged names for one position take turns with the real one", () => {
    const rotation = new Rotation();
    const all = [...names(500, (i) => `7-3-${i}.ferry`), "7-3-real.ferry"];
    const calls = names(11, () => select(all, rotation, "", 50, { generation: 7, sequence: 2 }).names.join(" "));
    expect(calls.some((call) => call.includes("7-3-real.ferry"))).toBe(true);
  });
});
