import { describe, expect, test, vi } from "vitest";
import type { SyncStatus } from "../../../src/model/status.ts";
import { SIGNS } from "../../../src/view/issue-signs.ts";
import { type IssueTrouble, escaped, issueTooltip, issueTreeRow } from "../../../src/view/issue-tree-row.ts";
import { PARTNERS, sampleItem, sharedItem } from "./issue-samples.ts";

const NONE: IssueTrouble = { failure: null, refusedBy: "us", mayRetry: false, conflicts: [], heldBecause: null, partnerStopped: false };

describe("a row", () => {
  test("says key and title, then status and the partner's key", () => {
    const row = issueTreeRow(
      sharedItem("A-1", "up to date", "c1", { fields: { title: "Valve", status: "New" } }),
      "sync",
      PARTNERS,
      () => NONE,
    );
    expect(row).toMatchObject({
      label: "A-1  Valve",
      description: "New, NW-A-1",
      context: "issue up-to-date shares",
      spoken: "A-1  Valve, up to date, New, NW-A-1",
    });
  });

  test("has the ways to files only where there are files", () => {
    const item = sharedItem("A-1", "up to date", "c1");
    const context = (files: boolean) => issueTreeRow(item, "sync", PARTNERS, () => NONE, true, files).context;
    expect([context(false), context(true)]).toEqual(["issue up-to-date shares", "issue up-to-date shares files"]);
  });

  test("does not repeat what its group says", () => {
    const item = sharedItem("A-1", "up to date", "c1", { fields: { title: "Valve", status: "New" } });
    expect(issueTreeRow(item, "status", PARTNERS, () => NONE).description).toBe("NW-A-1");
  });

  test("says how it stands in a word where no letter does, unless its group says it", () => {
    const item = sharedItem("A-1", "up to date", "c1", { fields: { title: "Valve", status: "New" } });
    const row = (grouping: "status" | "sync", lettered: boolean) => issueTreeRow(item, grouping, PARTNERS, () => NONE, lettered);
    expect(row("status", false)).toMatchObject({ label: "A-1 (up to date)  Valve", description: "NW-A-1" });
    expect(row("status", true).label).toBe("A-1  Valve");
    expect(row("status", false).spoken).toBe(row("status", true).spoken);
    expect(row("sync", false)).toMatchObject({ label: "A-1  Valve", description: "New, NW-A-1" });
    const wrong = { ...NONE, conflicts: ["status"] };
    const conflict = issueTreeRow(sharedItem("A-1", "conflict"), "status", PARTNERS, () => wrong, false);
    expect(conflict).toMatchObject({ label: "A-1 (conflict)  Title of A-1", description: "conflict in status, NW-A-1" });
  });

  test("asks what is wrong only where something is", () => {
    const trouble = vi.fn<() => IssueTrouble>(() => NONE);
    for (const status of ["up to date", "pending", "local"] as const) issueTreeRow(sharedItem("A-1", status), "sync", PARTNERS, trouble);
    expect(trouble).not.toHaveBeenCalled();
  });

  test.each([
    [
      "error",
      { ...NONE, failure: { code: "NO_MAPPING" as const, field: "status", value: "Reopened" } },
      '"Reopened" in status: no word here, NW-A-1',
    ],
    ["conflict", { ...NONE, conflicts: ["status", "comment:x"] }, "conflict in status, a comment, NW-A-1"],
  ] as const)("says what is wrong: %s", (status, trouble, description) => {
    expect(issueTreeRow(sharedItem("A-1", status), "sync", PARTNERS, () => trouble).description).toBe(description);
  });

  test("offers a retry only where that may change something, and says who is to do something where it may not", () => {
    const failure = { code: "NO_MAPPING" as const, field: "status", value: "Blocked" };
    const ours: IssueTrouble = { ...NONE, failure, mayRetry: true };
    const theirs: IssueTrouble = { ...NONE, failure, refusedBy: "partner" };
    const item = sharedItem("A-1", "error");
    const row = (trouble: IssueTrouble) => issueTreeRow(item, "sync", PARTNERS, () => trouble);
    expect(row(ours).context).toBe("issue error retry shares");
    expect(issueTooltip(item, [], ours)).toContain("then retry");
    expect(row(theirs)).toMatchObject({
      context: "issue error shares",
      description: '"Blocked" in status: no word at the partner, NW-A-1',
    });
    expect(issueTooltip(item, [], theirs)).toContain("Choose another value, or ask the partner to add it to their mapping\\.");
  });

  test.each([
    ["missing", "question", "issue held asks shares"],
    ["older text", "question", "issue held asks shares"],
    ["many deletions", "question", "issue held asks shares"],
    ["unreadable", "question", "issue held shares"],
    [null, "held", "issue held shares"],
  ])("held because %s: %s, %s", (heldBecause, word, context) => {
    const row = issueTreeRow(sharedItem("A-1", "held", "c1", { heldBecause }), "sync", PARTNERS, () => ({ ...NONE, heldBecause }));
    expect([row.sign.word, row.context]).toEqual([word, context]);
  });

  test.each([
    ["unsaved", "waits until its file is saved, NW-A-1"],
    ["stopped", "stopped, NW-A-1"],
  ])("says what holds it: %s", (heldBecause, description) => {
    const row = issueTreeRow(sharedItem("A-1", "held"), "sync", PARTNERS, () => ({ ...NONE, heldBecause }));
    expect(row).toMatchObject({ description, sign: SIGNS.held });
  });

  test("says for whom it waits", () => {
    expect(issueTreeRow(sharedItem("A-1", "pending"), "sync", PARTNERS, () => NONE).spoken).toContain("waiting for Nordwind AS");
  });

  test("is plain, whatever came from outside", () => {
    const row = issueTreeRow(
      sampleItem("A-1", { fields: { title: "\u001b[2J\nevil\u202e", status: "x\ny" } }),
      "sync",
      PARTNERS,
      () => NONE,
    );
    expect(Object.values(row).join("")).not.toMatch(/\p{Cc}|\u202e/u);
  });
});

describe("a tooltip", () => {
  test("escapes all Markdown, links and icons of what came from outside", () => {
    const evil = "[x](command:evil) ![i](http://e) <img> **b** `c` $(bug) # h | ~~s~~ http://e.example";
    const text = issueTooltip(sampleItem("A-1", { fields: { title: evil, status: evil, labels: [evil] } }), [], NONE);
    expect(text).not.toMatch(/(?<!\\)[[\]()!`<>#|~$]/);
    expect(text).toContain("\\[x\\]");
  });

  test("names each partner with its key and what it confirmed", () => {
    const shares = [{ title: "Nordwind AS", partnerKey: "NW-7", status: "up to date", revision: "0.3" }];
    expect(issueTooltip(sharedItem("A-1", "up to date"), shares, NONE)).toContain("Nordwind AS NW\\-7: up to date, revision 0.3");
  });

  test("an empty text stays empty", () => {
    expect(escaped("")).toBe("");
  });
});

test("no two standings look or read the same, and badges are short enough for the editor", () => {
  const all = Object.entries(SIGNS) as [SyncStatus | "question", (typeof SIGNS)[SyncStatus]][];
  for (const part of ["icon", "letter", "word", "meaning"] as const)
    expect(new Set(all.map(([, sign]) => sign[part])).size).toBe(all.length);
  for (const [, { letter }] of all) expect([...letter].length).toBeLessThanOrEqual(2);
});
