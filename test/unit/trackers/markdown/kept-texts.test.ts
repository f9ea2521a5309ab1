import { describe, expect, it } from "vitest";
import { descentOf, withText } from "../../../../src/trackers/markdown/kept-texts.ts";
import type { KeptText } from "../../../../src/trackers/markdown/memory-rows.ts";
import { textVersion } from "../../../../src/trackers/markdown/text-version.ts";

const kept = (text: string, written: boolean): KeptText => ({ version: textVersion(text), text, written });
const found = (text: string) => ({ version: textVersion(text), text });

describe("where a found text comes from", () => {
  const A = "one\ntwo\nthree\nfour";
  const B = "one\nTWO\nthree\nfour";
  const C = "one\nTWO\nTHREE\nfour";

  it.each<[string, readonly KeptText[], string, object]>([
    ["the newest where nothing is known", [], A, { kind: "newest" }],
    ["the newest where it is the newest", [kept(A, true), kept(B, true)], B, { kind: "newest" }],
    ["an older one that Ferry has overwritten", [kept(A, false), kept(B, true)], A, { kind: "older" }],
    [
      "an edit of an older one that Ferry has overwritten",
      [kept(A, false), kept(B, true), kept(C, true)],
      `${A}\nfive`,
      { kind: "stale", ancestor: kept(A, false) },
    ],
    [
      "the nearest of two older ones",
      [kept(A, true), kept(B, true), kept(C, true)],
      `${B}\nfive`,
      { kind: "stale", ancestor: kept(B, true) },
    ],
    ["the newest of equally near ones", [kept("a\nx", true), kept("a\ny", true)], "a\nz", { kind: "newest" }],
    ["the newest where Ferry wrote what a person commanded", [kept(A, true), { ...kept(B, true), commanded: true }], A, { kind: "newest" }],
    [
      "an older one that has neither what Ferry wrote nor what was commanded since",
      [kept(A, false), kept(B, true), { ...kept(C, true), commanded: true }],
      `${A}\nfive`,
      { kind: "stale", ancestor: kept(A, false) },
    ],
    ["the newest where only a person has written since", [kept(A, true), kept(B, false)], A, { kind: "newest" }],
    ["the newest, though an edit of it lies nearer to what a person had", [kept(A, true), kept(C, false)], B, { kind: "newest" }],
    [
      "the newest, though the person took back more than Ferry wrote",
      [kept("a", false), kept("a\nmine\nmine too", false), kept("a\nmine\nmine too\ntheirs", true)],
      "a\ntheirs",
      { kind: "newest" },
    ],
    [
      "not what is older than what the person saved last",
      [kept("a", false), kept("a\nmine", false), kept("a\nmine\ntheirs", true)],
      "a\nmine again",
      { kind: "stale", ancestor: kept("a\nmine", false) },
    ],
    [
      "an older one, though its first comment stands where Ferry put one",
      [kept(A, false), kept(`${A}\n\n## Comments\n\n### Bo\n\nTheirs.\n`, true)],
      `${A}\n\n## Comments\n\n### Ada\n\nMine.\n`,
      { kind: "stale", ancestor: kept(A, false) },
    ],
    [
      "the newest, where a person rewrites the first body, which Ferry brought",
      [kept("---\nkey: A-1\n---\n\n# T", true), kept("---\nkey: A-1\n---\n\n# T\n\na", true)],
      "---\nkey: A-1\n---\n\n# T\n\nb",
      { kind: "newest" },
    ],
    [
      "an older one, where the first body, which Ferry brought, is not there",
      [kept("---\nkey: A-1\n---\n\n# T", true), kept("---\nkey: A-1\n---\n\n# T\n\na", true)],
      "---\nkey: A-1\n---\n\n# T\n\n## Comments\n\n### Ada\n\nMine.",
      { kind: "stale", ancestor: kept("---\nkey: A-1\n---\n\n# T", true) },
    ],
    [
      "the newest, where a value is changed that Ferry brought",
      [kept("---\nkey: A-1\n---", false), kept("---\nkey: A-1\ndue: 2026-12-01\n---", true)],
      "---\nkey: A-1\ndue: 2027-01-01\n---",
      { kind: "newest" },
    ],
  ])("%s", (_, texts, text, descent) => {
    expect(descentOf(texts, found(text))).toEqual(descent);
  });
});

describe("the texts that are kept", () => {
  it("are the last six, each once", () => {
    let texts: readonly KeptText[] = [];
    for (const text of ["a", "b", "c", "d", "e", "f", "g", "c", "c"]) texts = withText(texts, kept(text, true));
    expect(texts.map(({ text }) => text)).toEqual(["b", "d", "e", "f", "g", "c"]);
  });
  it("are few where they are long, but always the newest", () => {
    let texts: readonly KeptText[] = [];
    for (const letter of ["a", "b", "c", "d"]) texts = withText(texts, kept(letter.repeat(300_000), true));
    expect(texts.map(({ text }) => text[0])).toEqual(["c", "d"]);
  });
});
