import { expect, test } from "vitest";
import { issueDetailLines } from "../../../src/view/issue-details.ts";
import { issueState, part } from "../../support/details-states.ts";

const lines = (changed: Parameters<typeof part>[0]): string =>
  issueDetailLines(issueState("pending", [part({ inFlight: { status: "Done" }, underway: true, ...changed })]).view, 0).join("\n");

test("what came from the partner and was answered is not said to be an edit of ours that they have not confirmed", () => {
  expect(lines({ answers: false })).toContain('not confirmed yet: status = "Done"');
  expect(lines({ answers: true })).toContain('taken, and the partner is told; its last word is to come: status = "Done"');
  expect(lines({ answers: true })).not.toContain("not confirmed yet");
});
