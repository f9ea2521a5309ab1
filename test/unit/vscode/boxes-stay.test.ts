import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../../src/vscode");

/** Only a look at something, or a choice of how rows are shown: what is lost with these boxes is one click. */
const MAY_GO = ["commands/status-menu.ts", "commands/view-commands.ts"];

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, source: readFileSync(join(folder, name), "utf8") }));

/** The editor gives the focus to a list that is drawn anew, as that of the issues is whenever one is confirmed; a box that goes with it takes along what was typed. */
test.each(files.filter(({ source }) => /\b(showQuickPick|showInputBox|createQuickPick|createInputBox)\b/.test(source)))(
  "the boxes of $name stay until they are answered or left",
  ({ name, source }) => {
    const opened = source.match(/\b(?:showQuickPick|showInputBox|createQuickPick)\b/g) ?? [];
    const stay = source.match(/\bignoreFocusOut\b/g) ?? [];
    if (MAY_GO.includes(name)) expect(opened.length).toBeGreaterThan(0);
    else expect(stay.length).toBeGreaterThanOrEqual(new Set(opened).size);
  },
);
