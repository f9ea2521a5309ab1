import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { Value } from "../../../src/model/value.ts";
import { decodeIssueSync, encodeIssueSync } from "../../../src/store/issue-sync-codec.ts";
import { sampleDocument, sampleSync } from "../../contract/store/samples.ts";

const text = fc.string({ unit: "binary" });
const name = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString", "title"));
const value: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.array(text),
  fc.record({ name: text, email: text }, { requiredKeys: ["name"] }),
);
const document: fc.Arbitrary<Document> = fc.record({
  fields: fc.array(fc.tuple(name, value)).map((entries): Record<string, Value> => Object.fromEntries(entries)),
  comments: fc.array(fc.record({ id: text, origin: text, author: text, created: text, body: text })),
  deleted: fc.boolean(),
  shared: fc.boolean(),
});
const revision = fc.record({ era: fc.nat(), number: fc.nat() });
const overruled = fc.array(fc.record({ field: name, value, winner: value, revision }));

/** States whose documents are drawn from a few, so that most are the same object. */
const sync: fc.Arbitrary<IssueSync> = fc.array(document, { minLength: 1, maxLength: 3 }).chain((documents) => {
  const one = fc.constantFrom(...documents);
  return fc
    .record({
      base: one,
      mine: one,
      shadow: one,
      sent: fc.option(one),
      snapshots: fc.array(fc.record({ revision, document: one })),
      revision,
      partnerKey: fc.option(text),
      overruled,
      sentOverruled: overruled,
      refusedHere: fc.array(fc.tuple(name, value)).map((entries) => refusals(entries)),
    })
    .map((given) => sampleSync("c", "i", given));
});

function refusals(entries: readonly (readonly [string, Value])[]): IssueSync["refusedHere"] {
  return Object.fromEntries(entries.map(([field, refused]) => [field, { value: refused, failure: { code: "NO_MAPPING", field } }]));
}

/** Every place of a state that holds a document. */
function documentsOf(state: IssueSync): readonly (Document | null)[] {
  return [state.base, state.mine, state.shadow, state.sent, ...state.snapshots.map((snapshot) => snapshot.document)];
}

describe("an issue's state as text", () => {
  test("comes back equal, and places that held one document hold one again", () => {
    fc.assert(
      fc.property(sync, (before) => {
        const after = decodeIssueSync(encodeIssueSync(before));
        expect(after).toEqual(before);
        const is = documentsOf(after);
        const parted = documentsOf(before).filter((was, place, all) => is[place] !== is[all.indexOf(was)]);
        expect(parted).toEqual([]);
      }),
    );
  });

  test("holds equal documents once, though they were different objects", () => {
    const given = { base: sampleDocument("needle"), mine: sampleDocument("needle"), shadow: sampleDocument("needle") };
    const encoded = encodeIssueSync(sampleSync("c", "i", given));
    expect(encoded.split("needle")).toHaveLength(2);
    const read = decodeIssueSync(encoded);
    expect(read.mine).toBe(read.base);
    expect(read.shadow).toBe(read.base);
  });

  test("does not write what is as in most states, and gives it back", () => {
    const state = sampleSync("c", "i");
    const encoded = encodeIssueSync(state);
    for (const name of ["lost", "pendingWrite", "overruled", "refusedHere", "frozen"]) expect(encoded).not.toContain(name);
    expect(decodeIssueSync(encoded)).toEqual(state);
  });

  test("keeps different documents apart", () => {
    const [base, mine] = [sampleDocument("base"), { ...sampleDocument("base"), deleted: true }];
    const read = decodeIssueSync(encodeIssueSync(sampleSync("c", "i", { base, mine, shadow: base })));
    expect([read.base, read.mine, read.shadow]).toEqual([base, mine, base]);
  });
});
