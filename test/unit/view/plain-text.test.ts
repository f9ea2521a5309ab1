import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainLines, plainText, shortText } from "../../../src/view/plain-text.ts";

/** Everything that a terminal obeys, turns or hides. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Texts with many of the characters that matter. */
const nasty = fc
  .array(
    fc.constantFrom(
      "\u001b",
      "[",
      "]",
      "31m",
      ";",
      "\u0007",
      "\\",
      "\u009b",
      "\u009d",
      "P",
      "x",
      " ",
      "\n",
      "\r",
      "\u202e",
      "\u2066",
      "\0",
      "\ud800",
      "é",
      "👩‍🚒",
      "0",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("plain text", () => {
  test.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007shown", "shown"],
    ["\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u009b2Jcleared", "cleared"],
    ["two\r\nlines\u2028three", "two lines three"],
    ["abc\u202edef", "abcdef"],
    ["👩‍🚒 naïve Ω", "👩‍🚒 naïve Ω"],
    ["\ud800", "\ufffd"],
  ])("%j is shown as %j", (given, shown) => {
    expect(plainText(given)).toBe(shown);
  });

  test("nothing that a terminal obeys is left, and a second time changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: "binary" })), (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(OBEYED);
        expect(plainText(plain)).toBe(plain);
        for (const line of plainLines(text)) expect(line).not.toMatch(OBEYED);
      }),
    );
  });

  test("a long text is cut between characters, and says so", () => {
    expect(shortText("👩".repeat(5), 4)).toBe(`${"👩".repeat(3)}…`);
    expect(shortText("four", 4)).toBe("four");
  });
});
