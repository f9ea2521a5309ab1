import { expect, test } from "vitest";
import { linesAboveShare } from "../../../src/view/settings-check.ts";

const none = { issues: 0, keys: [] };
const preview = { own: 25, inScope: { issues: 14, keys: [] }, adds: { issues: 1, keys: ["ACME-3"] }, drops: none, stuck: [] };

test("what stands above share is about the saved text, and says so as long as another one is typed", () => {
  const saved = linesAboveShare(preview, true);
  expect(saved[0]).toBe("14 of 25 issues of this project are in scope.");
  expect(linesAboveShare(preview, false)).toEqual([`As saved: ${saved[0]}`, ...saved.slice(1)]);
});
