import { expect, test } from "vitest";
import { textOf } from "./documents.ts";

const README = textOf("README.md");
const GUIDE = textOf("docs/USER-GUIDE.md");

function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);
}

test("README and guide lead to the short way first, and to the one with more questions after it", () => {
  for (const text of [README, GUIDE]) {
    const publish = text.indexOf("--publish");
    expect(publish).toBeGreaterThan(0);
    for (const later of ["config publish", "config accept"]) {
      const at = text.indexOf(later);
      expect(at === -1 || at > publish).toBe(true);
    }
  }
  expect(README).toMatch(/issue-ferry join FILE --exchange DIR .*--accept/);
});

test("README and guide have the same unit for a server", () => {
  expect(blocks(README, "ini")).toHaveLength(1);
  expect(blocks(GUIDE, "ini")).toEqual(blocks(README, "ini"));
});
