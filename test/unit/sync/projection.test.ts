import { describe, expect, it } from "vitest";
import type { Comment } from "../../../src/model/document.ts";
import { project } from "../../../src/sync/projection.ts";
import { PARTNER, SELF, freshSync, issueOf, rulesFor } from "./sample-rules.ts";

const NOW = "2026-11-22T00:00:00.000Z";
const remark = (id: string, body: string, internal = false) => ({ id, author: "Ada <ada@acme.example>", created: NOW, body, internal });

describe("project", () => {
  it("shows nothing that the contract does not name, no internal comment and no mail address", () => {
    const issue = issueOf({
      fields: {
        title: "Valve",
        "x-team": "north",
        reporter: { name: "Eve", email: "eve@acme.example" },
        assignee: { name: "Ada", email: "ada@acme.example" },
      },
      comments: [remark("c1", "public"), remark("c2", "secret", true)],
      share: ["nordwind"],
    });
    const { document } = project(rulesFor("primary"), issue, freshSync(), null, NOW);
    expect(JSON.stringify(document)).not.toMatch(/secret|north|Eve|@/);
    expect(document.fields).toEqual({ title: "Valve", assignee: { name: "Ada" } });
    expect(document.comments).toEqual([{ id: "c1", origin: SELF, author: "Ada", created: NOW, body: "public" }]);
  });

  it("says who spoke as the mapping has it, and nobody's name where it refuses", () => {
    const people = { send: { "Ada <ada@acme.example>": "Acme Support", Eve: "refuse" }, receive: {}, otherwise: "same" } as const;
    const comments = [
      remark("c1", "one"),
      { ...remark("c2", "two"), author: "Eve <eve@acme.example>" },
      { ...remark("c3", "three"), author: "Bo" },
    ];
    const { document } = project(
      rulesFor("primary", { mapping: { values: {}, emails: false, people } }),
      issueOf({ comments }),
      freshSync(),
      null,
      NOW,
    );
    expect(document.comments.map(({ author }) => author)).toEqual(["Acme Support", "unknown", "Bo"]);
  });

  it("takes a field under the name that this tracker has for it", () => {
    const rules = rulesFor("primary", { mapping: { values: {}, emails: false, fields: { priority: "urgency" } } });
    const { document } = project(rules, issueOf({ fields: { title: "Valve", urgency: "high", priority: "own" } }), freshSync(), null, NOW);
    expect(document.fields).toEqual({ title: "Valve", priority: "high" });
  });

  it("keeps a value that may not travel as the shadow has it: it is no edit", () => {
    const rules = rulesFor("primary", {
      mapping: { values: { status: { send: { Secret: "refuse" }, receive: {}, otherwise: "same" } }, emails: false },
    });
    const shadow = { ...freshSync().shadow, fields: { title: "Valve", status: "New" } };
    const found = project(
      rules,
      issueOf({ fields: { title: "Valve", status: "Secret" } }),
      { ...freshSync(), shadow, mine: shadow },
      null,
      NOW,
    );
    expect(found.document.fields).toEqual({ title: "Valve", status: "New" });
    expect(found.unsendable["status"]).toMatchObject({ value: "Secret", failure: { code: "NO_MAPPING" } });
  });

  it("makes a tombstone of an own comment that is gone, and brings a partner's back", () => {
    const own: Comment = { id: "c1", origin: SELF, author: "Ada", created: NOW, body: "own" };
    const theirs: Comment = { id: "c2", origin: PARTNER, author: "Bo", created: NOW, body: "theirs" };
    const mine = { ...freshSync().mine, comments: [own, theirs] };
    const found = project(rulesFor("primary"), issueOf(), { ...freshSync(), mine, shadow: mine }, null, NOW);
    expect(found.document.comments[0]).toMatchObject({ id: "c1", removed: true, body: "" });
    expect(found.document.comments[1]).toEqual(theirs);
    expect(found.restores).toHaveLength(1);
  });

  it("does not take a comment as removed that a stale text never had", () => {
    const own: Comment = { id: "c1", origin: SELF, author: "Ada", created: NOW, body: "own" };
    const mine = { ...freshSync().mine, comments: [own] };
    const found = project(rulesFor("primary"), issueOf(), { ...freshSync(), mine, shadow: mine }, issueOf(), NOW);
    expect(found.document.comments).toEqual([own]);
    expect(found.restores).toHaveLength(1);
  });

  it("does not take for typed what was shown of a partner's comment before, and was saved again before it was written anew", () => {
    const theirs: Comment = { id: "c2", origin: PARTNER, author: "Bo", created: NOW, body: "newer" };
    const mine = { ...freshSync().mine, comments: [theirs] };
    const look = (body: string, shows?: Record<string, string>) => {
      const pendingWrite = { effect: "1.1", inbox: null, waits: null, ...(shows && { shows }) };
      const found = project(
        rulesFor("primary"),
        issueOf({ comments: [remark("c2", body)] }),
        { ...freshSync(), mine, shadow: mine, pendingWrite },
        null,
        NOW,
      );
      return { restores: found.restores, shows: found.shows, typed: found.typed };
    };
    const typed = [{ id: "c2", body: "older", stands: "newer" }];
    expect(look("older")).toEqual({ restores: ["c2"], shows: { c2: "older" }, typed });
    expect(look("older", { c2: "older" })).toEqual({ restores: ["c2"], shows: { c2: "older" }, typed: [] });
    expect(look("mine", { c2: "older" }).typed).toEqual([{ id: "c2", body: "mine", stands: "newer" }]);
    expect(look("newer", { c2: "older" })).toEqual({ restores: [], shows: {}, typed: [] });
  });

  it("notes which comments stay here, so that nobody else says anything about them", () => {
    const comments = [remark("c1", "own", true), remark("c2", "own"), remark("c3", "long ".repeat(300_000))];
    const unsaidUnder = (terms: "all" | "public" | "none") => {
      const rules = rulesFor("primary");
      return project({ ...rules, contract: { ...rules.contract, comments: terms } }, issueOf({ comments }), freshSync(), null, NOW).unsaid;
    };
    expect([unsaidUnder("all"), unsaidUnder("public"), unsaidUnder("none")]).toEqual([["c3"], ["c1", "c3"], ["c1", "c2", "c3"]]);
  });

  it("turns a comment that became internal into a tombstone at the partner", () => {
    const own: Comment = { id: "c1", origin: SELF, author: "Ada", created: NOW, body: "own" };
    const mine = { ...freshSync().mine, comments: [own] };
    const found = project(
      rulesFor("primary"),
      issueOf({ comments: [remark("c1", "own", true)] }),
      { ...freshSync(), mine, shadow: mine },
      null,
      NOW,
    );
    expect(found.document.comments[0]).toMatchObject({ removed: true, body: "" });
  });
});
