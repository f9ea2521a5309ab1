import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isText, normalLineText, normalText } from "../../../src/model/text.ts";

const nastyText = fc
  .array(
    fc.oneof(
      fc.constantFrom("a", " ", "  ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u200b", "\u2028", "\f", "\v", "b "),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("the normal form of a text", () => {
  it.each([
    ["line ends become LF, a lone CR too", "a\r\nb\rc\nd", "a\nb\nc\nd"],
    ["spaces and tabs at line ends go", "a \nb\t\nc \t\nd", "a\nb\nc\nd"],
    ["a hard break keeps two spaces", "a  \nb     \nc\t  \nd", "a  \nb  \nc  \nd"],
    ["the last line breaks nowhere", "a  ", "a"],
    ["the last line of what remains breaks nowhere", "a  \n \n", "a"],
    ["blank lines inside stay and are empty", "a\n \t\n   \nb", "a\n\n\nb"],
    ["outer blank lines go, indentation stays", "\n \n    code\n\n", "    code"],
    ["other white space is text", "\u00a0a\u00a0\n\u3000", "\u00a0a\u00a0\n\u3000"],
    ["nothing is nothing", " \r\n\t", ""],
  ])("%s", (_, text, normal) => {
    expect(normalText(text)).toBe(normal);
  });

  it("is its own normal form", () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(normalText(normalText(text))).toBe(normalText(text));
        expect(normalLineText(normalLineText(text))).toBe(normalLineText(text));
      }),
    );
  });

  it("keeps every character that is no white space, in order", () => {
    const blank = /[ \t\r\n]/g;
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(normalText(text).replace(blank, "")).toBe(text.replace(blank, ""));
      }),
    );
  });

  it("takes a megabyte of spaces without delay", () => {
    const started = performance.now();
    expect(normalText(`a${" ".repeat(1_000_000)}b`)).toHaveLength(1_000_002);
    expect(normalLineText(`a${" ".repeat(1_000_000)}b`)).toHaveLength(1_000_002);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("the normal form of a line", () => {
  it.each([
    ["line ends become one space", "a \r\n\r\n b\rc", "a b c"],
    ["outer spaces and tabs go, inner ones stay", " \ta  b\t", "a  b"],
  ])("%s", (_, text, normal) => {
    expect(normalLineText(text)).toBe(normal);
  });
});

it("NUL and halves of surrogate pairs are no text", () => {
  expect([isText("a\u{1f600}\ufeff"), isText("a\0"), isText("\ud800"), isText("a\udc00b")]).toEqual([true, false, false, false]);
});
