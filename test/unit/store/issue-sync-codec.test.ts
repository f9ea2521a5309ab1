import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type Document, EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { Value } from "../../../src/model/value.ts";
import { Database } from "../../../src/store/database.ts";
import { NO_DOCUMENTS, type StoredDocuments, documentQueries } from "../../../src/store/documents.ts";
import { decodeIssueSync, documentsOf as namedBy, encodeIssueSync } from "../../../src/store/issue-sync-codec.ts";
import { migrate } from "../../../src/store/migrations.ts";
import { SCHEMA_1 } from "../../../src/store/schema.ts";
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
  const one = fc.constantFrom(EMPTY_DOCUMENT, ...documents);
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
  let sqlite: DatabaseSync;
  let database: Database;

  beforeEach(() => {
    sqlite = new DatabaseSync(":memory:");
    migrate(sqlite, [SCHEMA_1]);
    sqlite.exec("PRAGMA foreign_keys = OFF");
    database = new Database(sqlite, 1);
  });

  /** Writes the states one over the other, and gives the text of the last. */
  const written = (...states: readonly IssueSync[]): string => {
    const documents = documentQueries(database);
    let stored: StoredDocuments = NO_DOCUMENTS;
    let text = "";
    for (const state of states)
      database.transaction(() => {
        stored = documents.write("c", stored, namedBy(state));
        text = encodeIssueSync(state, stored);
      });
    return text;
  };
  const read = (text: string): IssueSync => decodeIssueSync(text, documentQueries(database).read).sync;
  const rows = (): readonly unknown[] =>
    sqlite
      .prepare("SELECT body FROM document ORDER BY id")
      .all()
      .map(({ body }) => JSON.parse(String(body)) as unknown);

  test("comes back equal, and places that held one document hold one again", () => {
    fc.assert(
      fc.property(fc.array(sync, { minLength: 1, maxLength: 3 }), (states) => {
        const before = states.at(-1) as IssueSync;
        const after = read(written(...states));
        expect(after).toEqual(before);
        const is = documentsOf(after);
        const parted = documentsOf(before).filter((was, place, all) => is[place] !== is[all.indexOf(was)]);
        expect(parted).toEqual([]);
      }),
    );
  });

  test("holds equal documents once, though they were different objects", () => {
    const given = { base: sampleDocument("needle"), mine: sampleDocument("needle"), shadow: sampleDocument("needle") };
    const after = read(written(sampleSync("c", "i", given)));
    expect(rows()).toEqual([sampleDocument("needle")]);
    expect(after.mine).toBe(after.base);
    expect(after.shadow).toBe(after.base);
  });

  test("does not write what is as in most states, and gives it back", () => {
    const state = sampleSync("c", "i");
    const encoded = written(state);
    for (const name of ["lost", "pendingWrite", "overruled", "refusedHere", "frozen"]) expect(encoded).not.toContain(name);
    expect(read(encoded)).toEqual(state);
  });

  test("keeps different documents apart", () => {
    const [base, mine] = [sampleDocument("base"), { ...sampleDocument("base"), deleted: true }];
    const after = read(written(sampleSync("c", "i", { base, mine, shadow: base })));
    expect([after.base, after.mine, after.shadow]).toEqual([base, mine, base]);
  });

  test("writes a document that stays no second time, and a new one over one that is not named any more", () => {
    const [a, b, c] = [sampleDocument("a"), sampleDocument("b"), sampleDocument("c")];
    const all = (document: Document): IssueSync => sampleSync("c", "i", { base: document, mine: document, shadow: document });
    const both = sampleSync("c", "i", { base: a, mine: b, shadow: b });
    written(all(a), both);
    sqlite.exec("DELETE FROM document");
    sqlite.exec("CREATE TABLE written (id); CREATE TRIGGER w AFTER INSERT ON document BEGIN INSERT INTO written VALUES (new.id); END");
    sqlite.exec("CREATE TRIGGER o AFTER UPDATE ON document BEGIN INSERT INTO written VALUES (new.id); END");
    const text = written(all(a), both, all(b), all(c));
    expect(rows()).toEqual([a, c]);
    expect(sqlite.prepare("SELECT id FROM written").all()).toEqual([{ id: 1 }, { id: 2 }, { id: 2 }]);
    expect(read(text)).toEqual(all(c));
  });

  test("frees what more than one document stood in", () => {
    const documents = ["a", "b", "c", "d"].map(sampleDocument);
    const many = sampleSync("c", "i", { snapshots: documents.map((document, number) => ({ revision: { era: 0, number }, document })) });
    const [last = EMPTY_DOCUMENT] = documents.slice(-1);
    const text = written(many, sampleSync("c", "i", { base: last, mine: last, shadow: last }));
    expect(rows()).toHaveLength(2);
    expect(read(text).mine).toEqual(last);
  });
});
