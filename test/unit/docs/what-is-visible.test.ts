import { expect, test } from "vitest";
import { textOf } from "./documents.ts";

test("who reads of the protection reads what can be seen all the same: who, how much and when, and public keys", () => {
  const [, reader = ""] = /^## Somebody who reads the exchange folder\n([^]*?)^He does not see:/m.exec(textOf("docs/SECURITY.md")) ?? [];
  for (const words of ["He sees:", "participant ids and connection ids", "names, sizes and times of all files", "public keys: "])
    expect(reader).toContain(words);
  expect(textOf("README.md")).toContain("(docs/SECURITY.md)");
});
