import { describe, expect, test } from "vitest";
import type { News } from "../../../src/model/news.ts";
import { issueItem } from "../../../src/view/issue-item.ts";
import { matches, parseFilter } from "../../../src/view/issue-filter.ts";
import { issueTooltip, issueTreeRow } from "../../../src/view/issue-tree-row.ts";
import { NEWS_WORDS, newsSentence, newsWords } from "../../../src/view/news-words.ts";
import { PARTNERS, sampleRow } from "./issue-samples.ts";

const NONE = { failure: null, refusedBy: "us", mayRetry: false, conflicts: [], heldBecause: null, partnerStopped: false } as const;
const changed = (...parts: string[]): News => ({ kind: "changed", partner: "Nordwind", parts });
const item = (news: News | null, more = {}) =>
  issueItem(
    sampleRow("A-1", { syncStatus: "up to date", fields: { title: "Valve", status: "New" }, ...more }),
    () => [{ connection: "c1", status: "up to date", partnerKey: "NW-1" }],
    () => news,
  );
const row = (news: News | null, more = {}) => issueTreeRow(item(news, more), "sync", PARTNERS, () => NONE);

test.each([
  [{ kind: "new", partner: "Nordwind", parts: [] }, "new", "New from Nordwind: you have not opened it yet."],
  [changed("title"), "title changed by Nordwind", "Not looked at yet: Nordwind changed title."],
  [changed("title", "status"), "title and status changed by Nordwind", "Not looked at yet: Nordwind changed title, status."],
  [changed("comment"), "comment by Nordwind", "Not looked at yet: Nordwind changed a comment."],
  [changed("file"), "file by Nordwind", "Not looked at yet: Nordwind changed a file."],
  [changed("link"), "link by Nordwind", "Not looked at yet: Nordwind changed a link."],
  [changed("title", "file"), "changed by Nordwind", "Not looked at yet: Nordwind changed title, a file."],
  [changed("title", "comment"), "changed by Nordwind", "Not looked at yet: Nordwind changed title, a comment."],
  [changed("title", "status", "due"), "changed by Nordwind", "Not looked at yet: Nordwind changed title, status, due."],
  [changed(), "changed by Nordwind", "Not looked at yet: Nordwind changed it."],
  [changed("deleted"), "brought back by Nordwind", "Not looked at yet: Nordwind brought it back."],
  [changed("shared"), "shared again by Nordwind", "Not looked at yet: Nordwind shares it again."],
  [
    { kind: "stopped", partner: "Nordwind", parts: [] },
    "Nordwind stopped sharing it",
    "Nordwind stopped sharing this issue; your copy stays.",
  ],
] as const)("%j in a row and in a sentence", (news, words, sentence) => {
  expect([newsWords(news), newsSentence(news)]).toEqual([words, sentence]);
});

describe("a row whose issue a partner changed", () => {
  test("says so first, in words, in its icon and to a screen reader, until it is read", () => {
    expect(row(changed("title"))).toMatchObject({
      description: "title changed by Nordwind, New, NW-1",
      sign: { icon: "pass-filled", letter: "✓" },
      context: "issue up-to-date shares unread",
    });
    expect(row(changed("title")).spoken).toContain("title changed by Nordwind");
    expect(row(null)).toMatchObject({ description: "New, NW-1", sign: { icon: "pass" }, context: "issue up-to-date shares" });
  });

  test("says what a person must do before it, and keeps the icon of that", () => {
    const wrong = issueTreeRow(item(changed("title"), { syncStatus: "conflict" }), "sync", PARTNERS, () => ({
      ...NONE,
      conflicts: ["due"],
    }));
    expect(wrong).toMatchObject({ description: "conflict in due, title changed by Nordwind, New, NW-1", sign: { icon: "warning" } });
  });

  test("says in its tooltip what it was, with nothing that the partner's name could do there", () => {
    expect(issueTooltip(item({ kind: "new", partner: "[x](y)", parts: [] }), [], NONE, PARTNERS)).toContain("New from \\[x\\]\\(y\\)");
    expect(row({ kind: "new", partner: "\u202e\n", parts: ["\u0007"] }).description).toBe("new, New, NW-1");
    expect(newsWords({ kind: "changed", partner: "\u202e\n", parts: ["\u0007x"] })).not.toMatch(/\p{Cc}|\u202e/u);
  });
});

test("a filter shows what is new, and what is not; the view counts it", () => {
  const shown = (filter: string, news: News | null) => matches(item(news), parseFilter(filter) ?? never(), PARTNERS);
  expect([shown(NEWS_WORDS.filter, changed()), shown(NEWS_WORDS.filter, null)]).toEqual([true, false]);
  expect([shown(`-${NEWS_WORDS.filter}`, changed()), shown(`-${NEWS_WORDS.filter}`, null)]).toEqual([false, true]);
  expect([NEWS_WORDS.count(0), NEWS_WORDS.count(3)]).toEqual([undefined, "3 new"]);
});

function never(): never {
  throw new Error("no filter");
}
