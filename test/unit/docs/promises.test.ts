import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { filesIn, textOf } from "./documents.ts";

const PROMISES = textOf("docs/PROMISES.md");
const [forward = "", back = "", others = ""] = PROMISES.split(/## (?:Which test for what|What the other tests hold)/);

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

/** What a comment of the source says that it keeps. */
const KEPT = new Set(
  filesIn("src", ".ts").flatMap((file) =>
    [...textOf(file).matchAll(/^\s*(?:\/\*\*|\*|\/\/).*/gm)].flatMap(([comment]) => comment.match(/\bA\d{1,2}\b/g) ?? []),
  ),
);

describe("the promises", () => {
  test.each(IDS)("%s is there, with a test", (id) => {
    expect(testsOf(id)).not.toEqual([]);
  });

  test.each(IDS.filter((id) => id.startsWith("A")))("%s is named in the source by what keeps it", (id) => {
    expect([...KEPT]).toContain(id);
  });

  test("the source names no other invariant", () => {
    expect([...KEPT].filter((id) => !IDS.includes(id))).toEqual([]);
  });

  test("every test proves one of them, or is said to hold something else", () => {
    const named = new Set(testsIn(back));
    const places = [...others.matchAll(/^\| (`.*`) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, at = ""]) => at),
    );
    expect(places.filter((place) => !existsSync(place))).toEqual([]);
    const holds = (file: string): boolean => places.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place));
    expect(filesIn("test", ".test.ts").filter((file) => !named.has(file) && !holds(file))).toEqual([]);
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
