import { describe, expect, test } from "vitest";
import { comparisonOf, withBody } from "../../../src/view/details-compare.ts";
import { textChange } from "../../../src/view/shown-value.ts";
import { DETAILS_STATES } from "../../support/details-states.ts";

describe("two texts side by side", () => {
  test("what lost, and what stands", () => {
    const { view } = DETAILS_STATES["conflict in a text"] ?? {};
    const found = view && comparisonOf(view, { connection: "c1", part: "body" });
    expect(found?.title).toBe("ACME-12 Body: yours that lost - Nordwind's");
    expect(found?.left.text).toBe(`${found?.right.text}\nMine.`);
    expect(found?.lostBody).toBe(found?.left.text);
  });

  test("what is agreed, and what waits", () => {
    const { view } = DETAILS_STATES["pending, sent"] ?? {};
    const found = view && comparisonOf(view, { connection: "c1", part: "body" });
    expect([found?.left.name, found?.right.name, found?.lostBody]).toEqual(["agreed", "yours", null]);
  });

  test("nothing where nothing differs, or of another connection", () => {
    const { view } = DETAILS_STATES["up to date"] ?? {};
    expect(view && comparisonOf(view, { connection: "c1", part: "body" })).toBeNull();
    expect(view && comparisonOf(view, { connection: "other", part: "body" })).toBeNull();
  });
});

test("another body stands where the body stood, if that is certain", () => {
  expect(withBody("---\nkey: A\n---\r\n\r\n# T\n\nOld.\n\n## Comments\n", "Old.", "New.\n\nMore.")).toBe(
    "---\nkey: A\n---\n\n# T\n\nNew.\n\nMore.\n\n## Comments\n",
  );
  expect(withBody("# Old.\n\nOld.\n", "Old.", "New.")).toBeNull();
  expect(withBody("# T\n", "Old.", "New.")).toBeNull();
  expect(withBody("# T\n", "", "New.")).toBeNull();
});

test.each([
  ["a\nb", "a\nb\nc", "1 line added"],
  ["a\nb", "a", "1 line removed"],
  ["a\nb", "a\nc\nd", "2 lines added, 1 removed"],
  ["a\na", "a", "1 line removed"],
  ["a\nb", "b\na", "lines moved"],
  [null, "a", "1 line added"],
])("%j to %j: %s", (from, to, text) => {
  expect(textChange(from, to)).toBe(text);
});
