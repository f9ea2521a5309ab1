import { describe, expect, it } from "vitest";
import type { Changes } from "../../../src/model/changes.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { checkBorder } from "../../../src/sync/border.ts";
import { PARTNER, SELF, rulesFor } from "./sample-rules.ts";

const check = (changes: Changes, more: Parameters<typeof rulesFor>[1] = {}, introducedBy: "us" | "partner" = "partner") =>
  checkBorder(rulesFor("primary", more), EMPTY_DOCUMENT, [EMPTY_DOCUMENT], { introducedBy }, changes);
const codes = (changes: Changes, more: Parameters<typeof rulesFor>[1] = {}, introducedBy: "us" | "partner" = "partner") =>
  Object.fromEntries(check(changes, more, introducedBy).refused.map(({ field, failure }) => [field, failure.code]));

describe("checkBorder", () => {
  it("refuses field by field and takes the rest", () => {
    const checked = check({
      fields: { title: "a", color: "red", type: "epic", due: "tomorrow", labels: "x", assignee: "Bo", priority: "high" },
    });
    expect(checked.accepted.fields).toEqual({ title: "a", priority: "high" });
    expect(Object.fromEntries(checked.refused.map(({ field, failure }) => [field, failure.code]))).toEqual({
      color: "NOT_IN_CONTRACT",
      type: "NOT_IN_CONTRACT",
      due: "WRONG_TYPE",
      labels: "WRONG_TYPE",
      assignee: "WRONG_TYPE",
    });
  });

  it("treats names that every object has as plain names", () => {
    const checked = check({ fields: JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string> });
    expect(checked.accepted).toEqual({});
    expect(checked.refused.map(({ field, failure }) => [field, failure.code])).toEqual([
      ["__proto__", "NOT_IN_CONTRACT"],
      ["constructor", "NOT_IN_CONTRACT"],
    ]);
  });

  it("refuses what may not come in this direction", () => {
    const contract = rulesFor("primary").contract;
    const oneWay = {
      ...contract,
      fields: contract.fields.map((field) => ({ ...field, direction: "to-secondary" as const })),
      deletes: "keep" as const,
    };
    expect(codes({ fields: { status: "Done" }, deleted: true }, { contract: oneWay })).toEqual({
      status: "WRONG_DIRECTION",
      deleted: "DELETE_NOT_AGREED",
    });
  });

  it("lets the partner add and edit its own comments only", () => {
    const comment = (id: string, origin: string) => ({ id, origin, author: "A", created: "", body: "x" });
    const current = { ...EMPTY_DOCUMENT, comments: [comment("c1", SELF)] };
    const changes = { comments: [{ ...comment("c1", PARTNER), body: "forged" }, comment("c2", SELF), comment("c3", PARTNER)] };
    const checked = checkBorder(rulesFor("primary"), EMPTY_DOCUMENT, [current], { introducedBy: "partner" }, changes);
    expect(checked.accepted.comments?.map(({ id }) => id)).toEqual(["c3"]);
    expect(checked.refused.map(({ field }) => field)).toEqual(["comment:c1", "comment:c2"]);
  });

  it("takes our own values back: they return in the primary's document", () => {
    const own = { id: "c1", origin: SELF, author: "A", created: "", body: "x" };
    const sent = { ...EMPTY_DOCUMENT, comments: [own], shared: false };
    const checked = checkBorder(
      rulesFor("secondary"),
      EMPTY_DOCUMENT,
      [EMPTY_DOCUMENT, sent],
      { introducedBy: "us" },
      { comments: [own], shared: false },
    );
    expect(checked.refused).toEqual([]);
    expect(checked.accepted).toEqual({ comments: [own], shared: false });
  });

  it("lets the primary have a remark that both took for their own before they met here", () => {
    const ours = { id: "c1", origin: SELF, author: "A", created: "", body: "x" };
    const theirs = { ...ours, origin: PARTNER };
    const mine = { ...EMPTY_DOCUMENT, comments: [ours] };
    const at = (role: "primary" | "secondary", known: readonly (typeof mine)[], base = EMPTY_DOCUMENT) =>
      checkBorder(rulesFor(role), base, known, { introducedBy: "partner" }, { comments: [theirs] });
    expect(at("secondary", [mine])).toMatchObject({ accepted: { comments: [theirs] }, refused: [] });
    expect(at("primary", [mine])).toEqual({ accepted: {}, refused: [] });
    // What was agreed, or is on its way, is nobody's to claim.
    expect(at("secondary", [mine], mine).refused).toHaveLength(1);
    expect(at("secondary", [mine, mine]).refused).toHaveLength(1);
  });

  it("lets only the side that introduced an issue stop sharing it", () => {
    expect(codes({ shared: false }, {}, "us")).toEqual({ shared: "WRONG_DIRECTION" });
    expect(codes({ shared: false }, {}, "partner")).toEqual({});
  });

  it("refuses before it is agreed what our words cannot say, at the primary alone", () => {
    const mapping = { values: { status: { send: {}, receive: { Odd: "refuse" }, otherwise: "same" as const } }, emails: false };
    expect(codes({ fields: { status: "Odd" } }, { mapping })).toEqual({ status: "NO_MAPPING" });
    const secondary = checkBorder(
      rulesFor("secondary", { mapping }),
      EMPTY_DOCUMENT,
      [EMPTY_DOCUMENT],
      { introducedBy: "partner" },
      {
        fields: { status: "Odd" },
      },
    );
    expect(secondary.refused).toEqual([]);
  });

  it("looks at each comment a bounded number of times, however many there are", () => {
    const looksFor = (count: number): number => {
      let looks = 0;
      const comments = (origin: string) =>
        Array.from({ length: count }, (_, i) => ({
          get id() {
            looks++;
            return `c${String(i).padStart(6, "0")}`;
          },
          origin,
          author: "A",
          created: "",
          body: "x",
        }));
      const known = { ...EMPTY_DOCUMENT, comments: comments(PARTNER) };
      const changed = comments(PARTNER).map((comment) => Object.defineProperty(comment, "body", { value: "y" }));
      const checked = checkBorder(rulesFor("primary"), known, [known, known], { introducedBy: "partner" }, { comments: changed });
      expect(checked.accepted.comments).toHaveLength(count);
      return looks;
    };
    expect(looksFor(800) / looksFor(100)).toBeLessThan(10);
  });

  it("a file of ours that stays here is not the partner's to change; whose one without its content is, nobody knows", () => {
    const file = {
      id: "f1",
      origin: PARTNER,
      name: "a.png",
      size: 1,
      sha256: "0".repeat(64),
      mediaType: "image/png",
      author: "Bo",
      created: "",
    };
    const refused = (code: "TOO_LONG" | "NO_CONTENT") => {
      const rules = rulesFor("primary");
      const state = { introducedBy: "us" as const, stays: { "attachment:f1": { code } } };
      const all = { ...rules, contract: { ...rules.contract, attachments: "all" as const } };
      return checkBorder(all, EMPTY_DOCUMENT, [EMPTY_DOCUMENT], state, { attachments: [file] }).refused.map(({ failure }) => failure.code);
    };
    expect([refused("TOO_LONG"), refused("NO_CONTENT")]).toEqual([["NOT_OWN_ATTACHMENT"], []]);
  });
});
