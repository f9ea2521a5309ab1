import { expect, test } from "vitest";
import { linesAboveShare } from "../../../src/view/settings-check.ts";

const none = { issues: 0, keys: [] };
const preview = { own: 25, inScope: { issues: 14, keys: [] }, adds: { issues: 1, keys: ["ACME-3"] }, drops: none, stuck: [] };

test("what stands above share is about the saved text, and says so as long as another one is typed", () => {
  const saved = linesAboveShare(preview, true);
  expect(saved[0]).toBe("14 of 25 issues of this project are in scope.");
  expect(linesAboveShare(preview, false)).toEqual([`As saved: ${saved[0]}`, ...saved.slice(1)]);
});

test("files and links that go with the issues are counted, and what stays here is named", () => {
  const shown = [{ key: "ACME-1", part: "link:blocks x", failure: { code: "LINK_NOT_KNOWN" as const } }];
  expect(linesAboveShare({ ...preview, files: 2, links: 1, stays: { number: 1, shown } }, true).slice(2)).toEqual([
    "With them go 2 files and 1 link.",
    'Of files and links 1 stays here (ACME-1: the link "blocks": the other issue is not shared with the partner).',
  ]);
});

test("files that go with edits of the partner's issues are counted where no issue of this project is in scope", () => {
  const lines = linesAboveShare({ ...preview, own: 0, inScope: none, adds: none, files: 1 }, true);
  expect(lines).toEqual(["0 of 0 issues of this project are in scope.", "With your edits of the partner's issues goes 1 file."]);
});
