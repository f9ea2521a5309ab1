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

test("a text of as many lines as a partner may send is shown", () => {
  const { view } = issueState("up to date", []);
  const long = "\n".repeat(500_000);
  expect(issueDetailLines({ ...view, body: long }, 0).length).toBeGreaterThan(500_000);
});

const FAILURE = { code: "NO_MAPPING", detail: "refuse" } as const;

test("a new issue that stays here whole is not said to be on its way", () => {
  const fields = { title: "Pump", status: "Secret" };
  const unsendable = { status: { value: "Secret", failure: FAILURE } };
  const said = lines({ inFlight: fields, underway: false, introducedBy: "us", agreedRevision: "0.0", unsendable });
  expect(said).toContain("Nothing of this issue has left");
  expect(said).toContain('has not left: title = "Pump"');
  expect(said).not.toContain("not confirmed yet");
  expect(lines({ inFlight: fields, underway: false, introducedBy: "us", unsendable })).not.toContain("Nothing of this issue has left");
});

test("a value that the partner refused stands in one line, with why", () => {
  const said = lines({ inFlight: { status: "Weird" }, underway: false, refusedThere: { status: { value: "Weird", failure: FAILURE } } });
  expect(said).toContain('refused by the partner: status = "Weird"');
  expect(said).not.toContain("not confirmed yet");
});
