import { describe, expect, it } from "vitest";
import { attachmentOutside, isAttachmentName, mergeAttachments } from "../../../src/model/attachment-set.ts";
import { applyChanges, difference, sameDocument } from "../../../src/model/changes.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { linkOfText, linkText, mergeLinks } from "../../../src/model/link.ts";

const file = (id: string, more = {}) => ({
  id,
  origin: "us",
  name: `${id}.png`,
  size: 1,
  sha256: "a".repeat(64),
  mediaType: "image/png",
  author: "",
  created: "",
  ...more,
});

describe("what a contract lets through", () => {
  it.each([
    [{ largest: 10 }, { size: 10 }, null],
    [{ largest: 10 }, { size: 11 }, "largest"],
    [{ mediaTypes: ["image/*"] }, {}, null],
    [{ mediaTypes: ["image/*"] }, { mediaType: "text/plain" }, "mediaTypes"],
    [{ names: ["*.PNG", "x"] }, { name: "a.b.png" }, null],
    [{ names: ["a*c*e"] }, { name: "abcde" }, null],
    [{ names: ["a*c*e"] }, { name: "abcdef" }, "names"],
    [{ names: ["*.png"] }, { name: "a.png.exe" }, "names"],
    ["none" as const, {}, "none"],
    ["all" as const, { size: 2 ** 40 }, null],
  ])("%j %j: %s", (rule, given, outcome) => {
    expect(attachmentOutside(rule, { name: "a.png", size: 1, mediaType: "image/png", ...given })).toBe(outcome);
  });

  it("is found out at once, whatever a partner's pattern is", () => {
    const began = performance.now();
    expect(attachmentOutside({ names: [`${"*a".repeat(400)}b`] }, { name: "a".repeat(200), size: 1, mediaType: "a/b" })).toBe("names");
    expect(performance.now() - began).toBeLessThan(500);
  });

  it.each(
    [
      ["../x", "a/b", "C:\\x", "\\\\srv\\x", "..", ".", " ", "a\nb", ".git/hooks/x"],
      [
        "in\u202egnp.exe",
        "in\u2066x.exe",
        "\u200fx.png",
        "\u061cx",
        "a\ufeffb",
        "a\u00adb",
        "a\u2060b",
        "a\u{e0041}",
        "a\ud800b",
        "\u200b",
      ],
    ].flat(),
  )("the name %j shows a path, nothing, or something else than it is", (name) => {
    expect(isAttachmentName(name)).toBe(false);
  });

  it.each(["CON", "con.txt", "dot.", "a:b", "می\u200cخواهم.png", "👩\u200d🔧.png", "Ventil bei −5 °C.png"])(
    "the name %j is one, whatever it is kept as",
    (name) => {
      expect(isAttachmentName(name)).toBe(true);
    },
  );
});

describe("documents with files and links", () => {
  const link = { kind: "blocked by", issue: "b" };

  it("are what the difference makes of others, and have no member for none", () => {
    const full = { ...EMPTY_DOCUMENT, attachments: [file("1"), file("2")], links: [link] };
    for (const [from, to] of [
      [EMPTY_DOCUMENT, full],
      [full, { ...EMPTY_DOCUMENT, attachments: full.attachments }],
      [full, { ...full, attachments: [file("1", { size: 2 }), file("2")] }],
    ] as const) {
      expect(sameDocument(from, to)).toBe(false);
      expect(applyChanges(from, difference(from, to))).toEqual(to);
    }
    expect(Object.keys(applyChanges(full, { links: { removed: [link] } }))).not.toContain("links");
    expect(linkOfText(linkText(link))).toEqual(link);
  });

  it("merge by id, a change counting only from the side of its author; links by adds and removes", () => {
    const [mine, theirs] = [file("1", { size: 2 }), file("1", { size: 3 })];
    expect(mergeAttachments("partner", [file("1")], [mine], [theirs])).toEqual([mine]);
    expect(mergeAttachments("us", [file("1")], [mine], [theirs])).toEqual([theirs]);
    expect(mergeAttachments("partner", [file("1")], [file("1")], [theirs, file("2")])).toEqual([theirs, file("2")]);
    const to = (...issues: string[]) => issues.map((issue) => ({ kind: "blocks", issue }));
    expect(mergeLinks(to("a", "b", "c"), to("a", "b", "d"), to("b", "c", "e"))).toEqual(to("b", "d", "e"));
  });
});
