import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChanges, difference, sameDocument } from "../../../src/model/changes.ts";
import { type ContractField, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { type Comment, type Document, EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { mergeDocuments, mergeKeepingAlive } from "../../../src/model/merge-document.ts";
import type { Value } from "../../../src/model/value.ts";

const US = "us";
const THEM = "them";
const fields: readonly ContractField[] = DEFAULT_TERMS.fields;
const rules = { contract: { ...DEFAULT_TERMS, fields, number: 1 }, role: "primary", partner: THEM } as const;
const mirrored = { ...rules, role: "secondary", partner: US } as const;

const comment = (id: string, origin: string, body: string): Comment => ({ id, origin, author: "A", created: "", body });
const document = (values: Record<string, Value>, more: Partial<Document> = {}): Document => ({
  ...EMPTY_DOCUMENT,
  fields: values,
  ...more,
});

const anyDocument = fc
  .record({
    title: fc.constantFrom("a", "b", "c"),
    status: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
    deleted: fc.boolean(),
    bodies: fc.array(fc.constantFrom("", "1", "2"), { minLength: 3, maxLength: 3 }),
  })
  .map(({ title, status, deleted, bodies }): Document => {
    const comments = bodies.flatMap((body, i) => (body === "" ? [] : [comment(`c${i}`, i === 0 ? US : THEM, body)]));
    return { fields: { title, ...(status !== undefined && { status }) }, comments, deleted, shared: true };
  });

describe("difference and applyChanges", () => {
  it("carry one document to another, comments being kept as tombstones", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (from, to) => {
        const whole = {
          ...to,
          comments: [...to.comments, ...from.comments.filter(({ id }) => !to.comments.some((other) => other.id === id))].sort((a, b) =>
            a.id < b.id ? -1 : 1,
          ),
        };
        expect(sameDocument(applyChanges(from, difference(from, whole)), whole)).toBe(true);
        expect(difference(whole, whole)).toEqual({});
      }),
    );
  });
});

describe("mergeDocuments", () => {
  it("decides the same on both sides", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, anyDocument, (ancestor, ours, theirs) => {
        // Comments are changed by the side of their origin only: everybody else holds what the ancestor had, or nothing.
        const own = (side: Document, origin: string): Document => ({
          ...side,
          comments: [
            ...side.comments.filter((one) => one.origin === origin),
            ...ancestor.comments.filter((one) => one.origin !== origin),
          ].sort((a, b) => (a.id < b.id ? -1 : 1)),
        });
        const a = own(ours, US);
        const b = own(theirs, THEM);
        const one = mergeDocuments(rules, ancestor, a, b).document;
        const other = mergeDocuments(mirrored, ancestor, b, a).document;
        expect(sameDocument(one, other)).toBe(true);
      }),
    );
  });

  it("lets an issue live on that the other side changed, and says whose deletion lost", () => {
    const base = document({ title: "a" });
    const deleted = { ...base, deleted: true };
    const edited = document({ title: "b" });
    const merged = mergeDocuments(rules, base, edited, deleted);
    expect(merged.document).toMatchObject({ deleted: false, fields: { title: "b" } });
    expect(merged.conflicts).toEqual([{ part: "deleted", loser: true, winner: false, whose: "theirs" }]);
    expect(mergeDocuments(rules, base, deleted, base).document.deleted).toBe(true);
    expect(mergeDocuments(rules, base, base, deleted).document.deleted).toBe(true);
    const commented = { ...base, comments: [comment("c1", THEM, "wait")] };
    expect(mergeDocuments(rules, base, deleted, commented).document.deleted).toBe(false);
  });

  it("keeps an issue whose deletion a person refused", () => {
    const base = document({ title: "a" });
    const kept = mergeKeepingAlive(rules, base, base, { ...base, deleted: true });
    expect(kept.document.deleted).toBe(false);
    expect(kept.conflicts).toHaveLength(1);
  });

  it("takes edits of a comment only from the side it came from", () => {
    const base = document({}, { comments: [comment("c1", US, "mine"), comment("c2", THEM, "theirs")] });
    const ours = document({}, { comments: [comment("c1", US, "mine!"), comment("c2", THEM, "forged by us")] });
    const theirs = document({}, { comments: [comment("c1", US, "forged by them"), comment("c2", THEM, "theirs!")] });
    const merged = mergeDocuments(rules, base, ours, theirs).document;
    expect(merged.comments.map(({ body }) => body)).toEqual(["mine!", "theirs!"]);
  });

  it("never takes a field that the contract does not name", () => {
    const theirs = document({ title: "b", secret: "x" });
    expect(mergeDocuments(rules, EMPTY_DOCUMENT, EMPTY_DOCUMENT, theirs).document.fields).toEqual({ title: "b" });
    expect(mergeDocuments(rules, document({ title: "a" }), document({ title: "c", kept: "y" }), theirs).document.fields).toEqual({
      title: "c",
      kept: "y",
    });
  });
});
