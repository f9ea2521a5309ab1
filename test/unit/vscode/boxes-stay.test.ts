import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../../src/vscode");

/** Only a look at something, or a choice of how rows are shown: what is lost with these boxes is one click. */
const MAY_GO = ["commands/status-menu.ts", "commands/view-commands.ts"];

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, source: readFileSync(join(folder, name), "utf8") }));

const OPENING = /\b(?:showQuickPick|showInputBox|createQuickPick)\b/g;
const asking = files.filter(({ source }) => source.match(OPENING) !== null);

/** The editor gives the focus to a list that is drawn anew, as that of the issues is whenever one is confirmed; a box that goes with it takes along what was typed. */
test.each(asking.filter(({ name }) => !MAY_GO.includes(name)))("the boxes of $name stay until they are answered or left", ({ source }) => {
  const kinds = new Set(source.match(OPENING));
  expect(source.match(/\bignoreFocusOut\b/g)?.length ?? 0).toBeGreaterThanOrEqual(kinds.size);
});

test("those that may go are still there", () => {
  expect(asking.map(({ name }) => name)).toEqual(expect.arrayContaining(MAY_GO));
});
