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
