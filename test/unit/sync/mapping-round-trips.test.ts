import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameDocument } from "../../../src/model/changes.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { fieldOf } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { DEFAULT_MAPPING, type Mapping, type ValueTable, ownField } from "../../../src/model/mapping.ts";
import { normalLineText, normalText } from "../../../src/model/text.ts";
import type { TrackerIssue } from "../../../src/model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue } from "../../../src/model/value.ts";
import { intend, settle } from "../../../src/sync/intent.ts";
import { project } from "../../../src/sync/projection.ts";
import { type Rules, contractField } from "../../../src/sync/rules.ts";
import { takeLocal } from "../../../src/sync/take-local.ts";
import { translateIn, translateOut } from "../../../src/sync/translation.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

/** Words of both sides: few, so that tables meet values, and tables of both sides meet each other. */
const WORDS = ["New", "Open", "Done", "Doing", "Else"] as const;
const PEOPLE = ["Ada", "Bo", "Support"] as const;
const NOW = "2026-11-22T00:00:00.000Z";
const RUNS = 1000;

const word = fc.constantFrom(...WORDS);
const table = (target: fc.Arbitrary<string>): fc.Arbitrary<ValueTable> =>
  fc.record({
    send: fc.dictionary(target, fc.oneof(target, fc.constant("refuse")), { maxKeys: 4 }),
    receive: fc.dictionary(target, fc.oneof(target, fc.constant("refuse")), { maxKeys: 4 }),
    otherwise: fc.oneof(
      fc.constantFrom<"same" | "refuse">("same", "refuse"),
      fc.record({
        send: fc.oneof(target, fc.constantFrom("same", "refuse")),
        receive: fc.oneof(target, fc.constantFrom("same", "refuse")),
      }),
    ),
  });
const titleTemplate = fc.constantFrom("[Nordwind] {title}", "{title} (Acme)", "{title}", "secret", " {title}!");
const bodyTemplate = fc.constantFrom("From Nordwind:\n\n{body}", "{body}\n\n---\nsent by Acme", "{body}");
const mapping: fc.Arbitrary<Mapping> = fc.record(
  {
    values: fc.record(
      { status: table(word), type: table(fc.constantFrom("bug", "task", "request")), labels: table(word) },
      { requiredKeys: [] },
    ),
    emails: fc.boolean(),
    fields: fc.constantFrom({}, { priority: "x-urgency" }, { status: "state", labels: "tags" }),
    people: table(fc.constantFrom(...PEOPLE, "Ada <ada@acme.example>")),
    templates: fc.record(
      {
        title: fc.record({ send: titleTemplate, receive: titleTemplate }, { requiredKeys: [] }),
        body: fc.record({ send: bodyTemplate, receive: bodyTemplate }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    fixed: fc.constantFrom<Readonly<Record<string, Value>>>({}, {}, { type: "task" }, { labels: ["Else"] }, { "x-area": "north" }),
  },
  { requiredKeys: ["values", "emails"] },
) as fc.Arbitrary<Mapping>;

const VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  title: fc.constantFrom<Value>("Valve", "[Nordwind] Valve", "Pump (Acme)", "secret"),
  body: fc.constantFrom<Value>(null, "Text", "From Nordwind:\n\nText", "Text\n\n---\nsent by Acme"),
  status: fc.oneof(fc.constant(null), word),
  type: fc.constantFrom<Value>("bug", "task", "request"),
  priority: fc.constantFrom<Value>(null, "high", "low"),
  labels: fc.oneof(fc.constant(null), fc.uniqueArray(word, { maxLength: 3 })),
  assignee: fc.constantFrom<Value>(null, { name: "Ada", email: "ada@acme.example" }, { name: "Bo" }, { name: "Support" }),
};

/** Any field of the contract gets a value, here by our user in our words, or by the partner in the contract's. */
const step = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((field) =>
    fc.record({ who: fc.constantFrom("user", "partner"), field: fc.constant(field), value: VALUES[field] ?? fc.constant(null) }),
  );
const start = fc.record(VALUES) as fc.Arbitrary<Record<string, Value>>;

/** One issue at one side: what its tracker shows, and what is known of it on the connection. */
interface Side {
  issue: TrackerIssue;
  sync: IssueSync;
}

function withField(fields: Readonly<Record<string, Value>>, name: string, value: Value): Record<string, Value> {
  const rest = Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
  const canonical = canonicalValue(value);
  return canonical === null ? rest : { ...rest, [name]: canonical };
}

/** What a tracker makes of a text: title and body in their normal form. */
function asHeld(name: string, value: Value): Value {
  if (typeof value !== "string") return value;
  return name === "title" ? normalLineText(value) : name === "body" ? normalText(value) : value;
}

/** The next pass looks. */
function look(rules: Rules, { issue, sync }: Side) {
  return takeLocal(rules, sync, project(rules, issue, sync, null, NOW), null);
}

/** The partner's document comes: what has to be written is written, and read back. */
function receive(
  rules: Rules,
  { issue, sync }: Side,
  changed: Readonly<Record<string, Value>>,
  arrives = false,
): Side & { wrote: string[] } {
  let { fields } = sync.mine;
  for (const [name, value] of Object.entries(changed)) fields = withField(fields, name, value);
  const next: IssueSync = { ...sync, introducedBy: arrives ? "partner" : sync.introducedBy, mine: { ...sync.mine, fields } };
  const intended = intend(rules, sync.mine, next, { present: !arrives, everything: false, arrives, held: issue.fields });
  const ready: IssueSync = { ...next, refusedHere: intended.refusedHere, lost: intended.lost };
  const { intent } = intended;
  if (!intent || intent.action.kind !== "put") return { issue, sync: ready, wrote: [] };
  let shown = issue.fields;
  const wrote = Object.keys(intent.action.change.fields ?? {});
  for (const [name, value] of Object.entries(intent.action.change.fields ?? {})) shown = withField(shown, name, asHeld(name, value));
  const written = { ...issue, fields: shown };
  return { issue: written, sync: settle(ready, intent, project(rules, written, ready, null, NOW), []), wrote };
}

function begun(rules: Rules, own: Record<string, Value>): Side {
  const issue: TrackerIssue = { id: "i1", key: "ACME-1", version: "1", fields: {}, comments: [], share: [] };
  let fields: Record<string, Value> = {};
  for (const [name, value] of Object.entries(own)) fields = withField(fields, ownField(rules.mapping, name), asHeld(name, value));
  const side: Side = { issue: { ...issue, fields }, sync: freshSync() };
  return { ...side, sync: look(rules, side).sync };
}

/** Another look finds no edit, nothing to write again, and nobody to tell. */
function isQuiet(rules: Rules, side: Side): boolean {
  const { rewrite, sync } = look(rules, side);
  return !rewrite && sync.mine === side.sync.mine && sync.overruled === side.sync.overruled;
}

/** A list after an edit: entry by entry. */
function edited(rules: Rules, { shadow, mine, said }: Readonly<Record<"shadow" | "mine" | "said", Value>>): Value {
  const [before, agreed, now] = [shadow, mine, said].map((value) => (Array.isArray(value) ? (value as readonly string[]) : []));
  const field = contractField(rules.contract, "labels");
  if (!before || !agreed || !now || !field) throw new Error("no labels");
  const isFixed = rules.mapping.fixed !== undefined && Object.hasOwn(rules.mapping.fixed, ownField(rules.mapping, "labels"));
  /** The word that stands here for an entry, as it would be said; none where it cannot stand here. */
  const reads = (entry: string): string | null => {
    const ours = translateIn(rules, field, [entry]);
    const back = ours.ok ? translateOut(rules, field, ours.value) : ours;
    return back.ok && Array.isArray(back.value) ? String(back.value[0]) : null;
  };
  const hidden = agreed.filter((entry) => !before.includes(entry));
  const stays = (entry: string): boolean => {
    const word = reads(entry);
    return hidden.includes(entry) ? isFixed || (word !== null && before.includes(word) && now.includes(word)) : now.includes(entry);
  };
  const isMeant = (word: string): boolean => !before.includes(word) || !(isFixed || hidden.some((entry) => reads(entry) === word));
  return canonicalValue([...agreed.filter(stays), ...now.filter(isMeant)]);
}

describe("whatever the mapping says", () => {
  it("a round trip is silent: what arrives, is written and read back, is no edit, however often it is looked at", () => {
    fc.assert(
      fc.property(mapping, start, fc.array(step, { maxLength: 6 }), fc.boolean(), (words, own, steps, theirs) => {
        const rules = rulesFor("secondary", { mapping: words });
        let side = theirs
          ? receive(
              rules,
              { issue: { id: "i1", key: "", version: "1", fields: {}, comments: [], share: [] }, sync: freshSync() },
              own,
              true,
            )
          : begun(rules, own);
        expect(isQuiet(rules, side)).toBe(true);
        for (const { who, field, value } of steps) {
          if (who === "partner") side = receive(rules, side, { [field]: value });
          else {
            const name = ownField(words, field);
            side = { ...side, issue: { ...side.issue, fields: withField(side.issue.fields, name, asHeld(name, value)) } };
            side = { ...side, sync: look(rules, side).sync };
          }
          expect(isQuiet(rules, side)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("an edit is the difference between tracker and shadow: it is taken up exactly when it says something else in the contract's words", () => {
    fc.assert(
      fc.property(mapping, start, start, fc.array(step, { minLength: 1, maxLength: 6 }), (words, own, theirs, steps) => {
        const rules = rulesFor("secondary", { mapping: words });
        let side: Side = receive(rules, begun(rules, own), theirs);
        side = { ...side, sync: look(rules, side).sync };
        for (const { field, value } of steps) {
          const of = contractField(rules.contract, field);
          if (!of) throw new Error(field);
          const name = ownField(words, field);
          const typed = canonicalValue(asHeld(name, value));
          const known = side.sync;
          side = { ...side, issue: { ...side.issue, fields: withField(side.issue.fields, name, typed) } };
          const { sync } = look(rules, side);
          const out = translateOut(rules, of, typed);
          const [shadow, mine] = [fieldOf(known.shadow, field), fieldOf(known.mine, field)];
          const said = out.ok ? canonicalValue(out.value) : undefined;
          // What has no word stays here; that is what stands there for a value that arrived, or it is said.
          const expected =
            said === undefined
              ? sync.unsendable[field]
                ? [mine]
                : [shadow, mine]
              : [
                  sameValue(said, shadow)
                    ? mine
                    : of.kind === "set" && !known.refusedHere[field]
                      ? edited(rules, { shadow, mine, said })
                      : said,
                ];
          expect(expected).toContainEqual(fieldOf(sync.mine, field));
          const others = rules.contract.fields.filter(({ name: other }) => other !== field);
          expect(others.filter(({ name: other }) => !sameValue(fieldOf(sync.mine, other), fieldOf(known.mine, other)))).toEqual([]);
          side = { ...side, sync };
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("what the partner did not change is not written, and two of our words for one of theirs stay two", () => {
    fc.assert(
      fc.property(mapping, start, step, (words, own, { field, value }) => {
        const rules = rulesFor("secondary", { mapping: words });
        const before = begun(rules, own);
        const { issue, wrote, sync } = receive(rules, before, { [field]: value });
        const name = ownField(words, field);
        expect(wrote.filter((other) => other !== name)).toEqual([]);
        expect(withField(issue.fields, name, null)).toEqual(withField(before.issue.fields, name, null));
        // The same document again writes nothing more.
        expect(receive(rules, { issue, sync }, { [field]: value }).wrote).toEqual([]);
        expect(sameDocument(receive(rules, { issue, sync }, {}).sync.mine, sync.mine)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it("a template leads back: what arrives in it leaves as it was, and what leaves in it comes back as it was", () => {
    const templates = fc.record({ send: titleTemplate, receive: titleTemplate }, { requiredKeys: [] });
    const title = contractField({ ...DEFAULT_TERMS, number: 1 }, "title");
    if (!title) throw new Error("title");
    const plain = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/);
    fc.assert(
      fc.property(templates, plain, (template, text) => {
        const rules = rulesFor("primary", { mapping: { values: {}, emails: false, templates: { title: template } } });
        const marks = (one: string | undefined): boolean => one !== undefined && one.includes("{title}") && one.trim() !== "{title}";
        const arrived = translateIn(rules, title, text);
        const left = translateOut(rules, title, text);
        const back = (value: Value): Value => (typeof value === "string" ? normalLineText(value) : value);
        const returned = arrived.ok ? translateOut(rules, title, back(arrived.value)) : arrived;
        const came = left.ok ? translateIn(rules, title, back(left.value)) : left;
        const same = { ok: true, value: text };
        expect([returned, came]).toEqual([marks(template.receive) ? same : returned, marks(template.send) ? same : came]);
      }),
      { numRuns: RUNS },
    );
  });

  it("what comes back is in the own words that stood there, where they still are the agreed ones", () => {
    const statuses = { send: { Doing: "Open", Review: "Open", Shut: "Done" }, receive: {}, otherwise: "same" } as const;
    const rules = rulesFor("secondary", {
      mapping: { ...DEFAULT_MAPPING, values: { status: statuses, labels: { ...statuses, send: { red: "colour", blue: "colour" } } } },
    });
    const fields = { title: "Valve", status: "Open", labels: ["colour"] };
    const mine = { ...freshSync().mine, fields };
    const back = (held: Record<string, Value>) => {
      const { intent } = intend(rules, mine, { ...freshSync(), mine, shadow: mine }, { present: false, everything: false, held });
      return intent?.action.kind === "put" ? intent.action.change.fields : null;
    };
    expect(back({ status: "Review", labels: ["blue"] })).toEqual({ title: "Valve", status: "Review", labels: ["blue"] });
    expect(back({ status: "Shut", labels: ["wood"] })).toEqual({ title: "Valve", status: "Doing", labels: ["red"] });
  });
});
