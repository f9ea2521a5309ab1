import { expect, test } from "vitest";
import { contentFailure } from "../../../src/view/content-words.ts";

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
