import { expect, test } from "vitest";
import { fileOfItem, frontItems, linkKinds, typedLink } from "../../../src/view/front-text.ts";

const ID = "06h02wsh89wg50qjmxzk1q60fw";
const TEXT = `---
key: ACME-1
labels:
  - blocks ACME-9
attachments:
  - pump at -5.png ${ID}
  - "a: b.png ${ID}"
  - no id here
links:
- blocks ACME-9
  - 
status: New
---
links:
  - blocks ACME-3
`;
const lines = TEXT.split("\n");
const items = frontItems((line) => lines[line]);

test("the items of files and links are found where they stand, and nothing else is taken for one", () => {
  expect(items.map(({ list, line, text }) => [list, line, text])).toEqual([
    ["attachments", 5, `pump at -5.png ${ID}`],
    ["attachments", 6, `a: b.png ${ID}`],
    ["attachments", 7, "no id here"],
    ["links", 9, "blocks ACME-9"],
    ["links", 10, ""],
  ]);
  for (const { line, start, end, text } of items) expect(lines[line]?.slice(start, end)).toBe(text);
  expect(frontItems((line) => ["# No front matter", "links:", "  - blocks ACME-9"][line])).toEqual([]);
});

test("a file is named by what stands before its id", () => {
  const [plain, quoted, none] = items;
  expect(plain && fileOfItem(plain)).toEqual({ id: ID, start: 4, end: 4 + "pump at -5.png".length });
  expect(quoted && fileOfItem(quoted)).toMatchObject({ id: ID, start: 5 });
  expect(none && fileOfItem(none)).toBeNull();
});

test("of a link the words come first, those of the text before the usual ones, then the key", () => {
  expect(typedLink("blo")).toEqual({ kind: null, typed: "blo" });
  expect(typedLink("is blocked by AC")).toEqual({ kind: "is blocked by", typed: "AC" });
  expect(linkKinds(items)[0]).toBe("blocks");
  expect(linkKinds(items).filter((kind) => kind === "blocks")).toHaveLength(1);
});
