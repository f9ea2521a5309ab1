import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { textOf } from "./documents.ts";

const PROMISES = textOf("docs/PROMISES.md");
const [forward = "", back = ""] = PROMISES.split("## Which test for what");

const IDS = [...Array.from({ length: 13 }, (_, i) => `P${i + 1}`), ...Array.from({ length: 11 }, (_, i) => `A${i + 1}`)];

function testsIn(text: string): string[] {
  return [...text.matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map(([, file = ""]) => file);
}

/** The tests that the part about a promise, or the line of an invariant, names. */
function testsOf(id: string): string[] {
  const part = id.startsWith("P")
    ? new RegExp(`^### ${id} .*?(?=^###? )`, "ms").exec(forward)?.[0]
    : new RegExp(`^\\| ${id} \\|.*$`, "m").exec(forward)?.[0];
  return testsIn(part ?? "");
}

const pairs = (files: readonly string[], id: string): string[] => files.map((file) => `${file} ${id}`);

describe("the promises", () => {
  test.each(IDS)("%s is there, with a test", (id) => {
    expect(testsOf(id)).not.toEqual([]);
  });

  test("name tests that exist", () => {
    expect(testsIn(PROMISES).filter((file) => !existsSync(file))).toEqual([]);
  });

  test("and the way back say the same", () => {
    const there = IDS.flatMap((id) => pairs(testsOf(id), id));
    const backAgain = back.split("\n").flatMap((row) => {
      const [, file = "", ids = ""] = /^\| `([^`]+)` \| (.+) \|$/.exec(row) ?? [];
      return ids === "" ? [] : ids.split(", ").flatMap((id) => pairs([file], id));
    });
    expect(backAgain.toSorted()).toEqual(there.toSorted());
  });
});
