import { expect, test } from "vitest";
import { amountText, askedLine, contentFailure, onItsWayLine } from "../../../src/view/content-words.ts";

test.each(["FILE_NOT_FOUND", "FILE_TRANSFER", "NEW_FILE_CHECKSUM", "FILE_IN_THE_WAY", "CANCELLED"])(
  "why a file was not handed over (%s) is not told in the words of one that was fetched",
  (code) => {
    const put = contentFailure(code, "Bo", "command line", "put file");
    expect(put).not.toBe(contentFailure(code, "Bo"));
    expect(put).not.toMatch(/Bo (sent|does not have)|; move it away/);
  },
);

test("where nothing stands that could be replaced, the partner is said to have nothing, and not this side", () => {
  const said = contentFailure("FILE_NOT_FOUND", "Bo", "command line", "replace file");
  expect(said).toMatch(/^Bo has nothing in its place that could be replaced/);
  expect(contentFailure("NEW_FILE_CHECKSUM", "Bo", "command line", "replace file")).toBe(
    contentFailure("NEW_FILE_CHECKSUM", "Bo", "command line", "put file"),
  );
});

test("how far a file is stands in a unit that it fits, and what the partner has is told as its word", () => {
  expect([amountText(3, 11), amountText(12_100, 48_213), amountText(4_500_000, 9_000_001), amountText(0, 0)]).toEqual([
    "3 of 11 bytes, 27 %",
    "12.1 of 48.2 kB, 25 %",
    "4.5 of 9.0 MB, 49 %",
    "0 of 0 bytes, 100 %",
  ]);
  const file = { partner: "Cleo", key: "ADA-1", name: "photo.bin", got: 0, size: 300_000 };
  expect(onItsWayLine({ ...file, way: "out" })).toBe("photo.bin of ADA-1 goes to Cleo, who has confirmed 0.0 of 300.0 kB, 0 %.");
  expect(onItsWayLine({ ...file, way: "in" })).toBe("photo.bin of ADA-1 comes from Cleo: 0.0 of 300.0 kB, 0 %.");
});

test("who waits for a file is told whom it waits for, and how long", () => {
  expect(askedLine("get file", "photo.bin", ["Ada", "Bo"], 600)).toBe(
    "Ada, Bo are asked for photo.bin, and answer when Issue Ferry runs there. This waits for 10 min at most; what was begun goes on with every sync.",
  );
});
