import { describe, expect, test } from "vitest";
import { type IssueTrouble, issueTooltip } from "../../../src/view/issue-tree-row.ts";
import { HOVER_COMMANDS, commandAddress, hoverLinks } from "../../../src/view/key-hover.ts";
import { keySuggestion, suggestedIssues } from "../../../src/view/key-suggestions.ts";
import { sampleItem, sampleRow, sharedItem } from "./issue-samples.ts";

const NONE: IssueTrouble = { failure: null, refusedBy: "us", mayRetry: false, conflicts: [], heldBecause: null, partnerStopped: false };

const titled = (key: string, title: string, stamp: number) => sampleItem(key, { fields: { title }, stamp });
const keys = (typed: string, most = 10): string[] => suggestedIssues(ITEMS, typed, most).map(({ issue }) => issue.key);

const ITEMS = [
  titled("ACME-1", "Valve sticks in cold weather", 9),
  titled("ACME-2", "Paint the revalved pump", 8),
  titled("ACME-12", "Spare part list", 7),
  titled("ACME-30", "A new valve", 3),
];

describe("issues that are suggested behind a sign", () => {
  test("nothing typed: what changed last", () => {
    expect(keys("", 2)).toEqual(["ACME-1", "ACME-2"]);
  });

  test("keys and numbers come before titles, beginnings before what is inside", () => {
    expect(keys("acme-1")).toEqual(["ACME-1", "ACME-12"]);
    expect(keys("12")).toEqual(["ACME-12"]);
    expect(keys("valve")).toEqual(["ACME-1", "ACME-30"]);
    expect(keys("turbine")).toEqual([]);
  });

  test("titles count at the beginning of any of their words, and where they are asked for", () => {
    expect([keys("va"), keys("alv"), keys("val")]).toEqual([["ACME-1", "ACME-30"], [], ["ACME-1", "ACME-30"]]);
    const twice = [titled("ACME-7", "Devalve the valve", 1)];
    expect(suggestedIssues(twice, "valve", 5)).toEqual(twice);
    expect(suggestedIssues(ITEMS, "valve", 5, false)).toEqual([]);
    expect(suggestedIssues(ITEMS, "acme-3", 5, false).map(({ issue }) => issue.key)).toEqual(["ACME-30"]);
  });

  test("whatever is found by many letters is found by the first of them: a list that was empty once does not come again", () => {
    for (const typed of ["acme-12", "ACME-12", "12", "valve", "spare"])
      for (let length = 1; length <= typed.length; length++) {
        const [found] = keys(typed);
        expect(keys(typed.slice(0, length))).toContain(found);
      }
  });

  test("the best are found whatever their place, and not more than asked for", () => {
    const many = Array.from({ length: 500 }, (_, i) => titled(`ACME-${i + 1}`, i % 2 === 0 ? "pump" : "the pump", i));
    expect(suggestedIssues(many, "pump", 3).map(({ issue }) => issue.stamp)).toEqual([499, 498, 497]);
    expect(suggestedIssues(many, "acme-5", 2).map(({ issue }) => issue.key)).toEqual(["ACME-5", "ACME-500"]);
  });

  test("a suggestion is one line, says how it stands, and is found by key and title", () => {
    const hostile = sampleRow("ACME-1", { fields: { title: "a\nb\u202ec", status: "In progress" }, syncStatus: "pending" });
    expect(keySuggestion(hostile)).toEqual({
      text: "#ACME-1",
      title: "a bc",
      detail: "In progress, pending",
      matched: "#ACME-1 a bc",
    });
  });
});

describe("the hover of a key", () => {
  test("runs two commands of ours, with ids and nothing else", () => {
    const name = { project: "p", issue: "i" };
    expect(HOVER_COMMANDS.map((command) => commandAddress(command, name))).toEqual([
      "command:issueFerry.openIssue?%5B%7B%22project%22%3A%22p%22%2C%22issue%22%3A%22i%22%7D%5D",
      "command:issueFerry.showDetails?%5B%7B%22project%22%3A%22p%22%2C%22issue%22%3A%22i%22%7D%5D",
    ]);
    expect(hoverLinks({ project: "p", issue: '")](command:workbench.action.quit)' })).not.toContain("](command:workbench");
  });

  test("a partner's text links, loads and formats nothing in it", () => {
    const title = "![x](https://e.example/a.png) [b](command:workbench.action.quit) <img src=x> `c` $(bug) **d**";
    const text = issueTooltip(sharedItem("ACME-1", "pending", "c1", { fields: { title } }), [], NONE);
    expect(text).not.toMatch(/(?<!\\)[[\]()<>`$!]/);
  });
});
