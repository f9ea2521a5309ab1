import { describe, expect, test } from "vitest";
import { isLanguageListed, keysIn, typedKey } from "../../../src/view/key-text.ts";

const shown = (text: string, most = 10): string[] => keysIn(text, most).map(({ start, end }) => text.slice(start, end));

describe("keys in a text", () => {
  test("stand with or without a sign, between words and marks", () => {
    expect(shown("see #ACME-12, ACME-9 (and #acme-3). fixes:ACME-1")).toEqual(["#ACME-12", "ACME-9", "#acme-3", "ACME-1"]);
    expect(keysIn("a #acme-3", 1)).toEqual([{ start: 2, end: 9, key: "acme-3", marked: true }]);
  });

  test("are no part of paths, file names, addresses and longer words", () => {
    expect(shown("issues/ACME-12.md ACME-12.md x/ACME-1 ada@ACME-1 ACME-1-fix ##ACME-1 &#ACME-1 ACME-0 ACME-12x")).toEqual([]);
  });

  test("end with a sentence", () => {
    expect(shown("It is ACME-12.")).toEqual(["ACME-12"]);
  });

  test("are not more than asked for, and a long text without one costs no time", () => {
    expect(shown("#A-1 #A-2 #A-3", 2)).toEqual(["#A-1", "#A-2"]);
    const began = performance.now();
    expect(shown("A-".repeat(200_000))).toEqual([]);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe("what is typed behind a sign", () => {
  test("is the beginning of a key or a word", () => {
    expect(typedKey("// see #ACME-1", false)).toEqual({ at: 7, typed: "ACME-1", titles: true });
    expect(typedKey("fix (#", false)).toEqual({ at: 5, typed: "", titles: true });
    expect(typedKey("- #für", false)).toEqual({ at: 2, typed: "für", titles: true });
  });

  test("is nothing in colours, anchors, entities and words", () => {
    const lines = ['color = "#ff', "[text](#head", "C#sharp", "a &#12", "## ", "x=#1", "http://x/#a"];
    expect(lines.filter((line) => typedKey(line, true) !== null)).toEqual([]);
  });

  test("is nothing where a colour is set; what looks like one is no title", () => {
    const lines = ["  color: #fff", "border: 1px solid #12", "background-image: linear-gradient(#add", "'fill': [#00"];
    expect(lines.filter((line) => typedKey(line, true) !== null)).toEqual([]);
    expect(typedKey("x: #fade", false)).toMatchObject({ typed: "fade", titles: false });
    expect(typedKey("Fixes: #12", false)).toMatchObject({ typed: "12", titles: true });
    // The first letters of "fan" or "bearing", and of no colour yet.
    for (const typed of ["f", "fa", "be"]) expect(typedKey(`see #${typed}`, false)).toMatchObject({ typed, titles: true });
  });

  test("a sign at the beginning of a line may be a heading, a comment or a directive", () => {
    expect(typedKey("  #", false)).toBeNull();
    expect(typedKey("  #", true)).toEqual({ at: 2, typed: "", titles: false });
    for (const line of ["#include", "#if", "#region", "  #count"]) expect(typedKey(line, false)).toMatchObject({ titles: false });
  });
});

test("a list of languages names all, some, or all but some", () => {
  expect(isLanguageListed(["*", "-css"], "markdown")).toBe(true);
  expect(isLanguageListed(["*", "-css"], "css")).toBe(false);
  expect(isLanguageListed(["go"], "go")).toBe(true);
  expect(isLanguageListed(["go"], "markdown")).toBe(false);
});
