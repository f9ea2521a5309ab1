import { expect, test } from "vitest";
import type { IssueItem } from "../../../src/view/issue-item.ts";
import { searchIssues } from "../../../src/view/issue-search.ts";
import { sampleItem, sharedItem } from "./issue-samples.ts";

const many = Array.from({ length: 1000 }, (_, i) => ({
  item: sampleItem(`A-${i + 1}`, { fields: { title: i % 10 === 0 ? "Pump leaks" : "Valve" } }),
}));
const keys = (all: readonly { readonly item: IssueItem }[]): string[] => all.map(({ item }) => item.issue.key);

test("without words the first are found, and no more is looked at than is shown", () => {
  let looked = 0;
  const all = function* (): Iterable<{ readonly item: IssueItem }> {
    for (const one of many) {
      looked++;
      yield one;
    }
  };
  const { found, more } = searchIssues(all(), " ", () => true, 20);
  expect([found.length, more, looked]).toEqual([20, true, 21]);
});

test("all words must be in key, title or a partner's key, in any case", () => {
  expect(keys(searchIssues(many, "LEAKS a-99", () => true).found)).toEqual(["A-991"]);
  expect(searchIssues(many, "pump", () => true)).toMatchObject({ more: false, found: { length: 100 } });
  const partner = { item: sharedItem("B-1", "pending") };
  expect(keys(searchIssues([...many, partner], "nw-b", () => true).found)).toEqual(["B-1"]);
});

test("the issue whose key it is stands first, wherever it stands in the list", () => {
  const { found, more } = searchIssues(
    [...many, { item: sampleItem("A-1000000", { fields: { title: "A-5" } }) }].toReversed(),
    "a-5",
    () => true,
    10,
  );
  expect(found).toHaveLength(11);
  expect([found[0]?.item.issue.key, more]).toEqual(["A-5", true]);
});

test("only what fits is found, also by its key", () => {
  const fits = ({ item }: { readonly item: IssueItem }): boolean => item.number > 990;
  expect(keys(searchIssues(many, "", fits, 3).found)).toEqual(["A-991", "A-992", "A-993"]);
  expect(searchIssues(many, "A-5", fits)).toEqual({ found: [], more: false });
});
