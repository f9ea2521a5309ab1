import { expect, test } from "vitest";
import type { Failure } from "../../../src/model/failure.ts";
import { shortCause } from "../../../src/view/cause-titles.ts";

const status = (code: Failure["code"]): Failure => ({ code, field: "status", value: "Reopened" });

test.each([
  [status("NO_MAPPING"), '"Reopened" in status: no word here'],
  [status("NOT_IN_CONTRACT"), '"Reopened" in status: not agreed'],
  [status("VALUE_NOT_LISTED"), '"Reopened" in status: not listed'],
  [status("NO_TRANSITION"), '"Reopened" in status: no step leads to it'],
  [status("TRACKER_REFUSED"), '"Reopened" in status: not held here'],
  [{ code: "NO_FIELD", field: "x-team", value: "north" }, "X-team: no such field here"],
  [{ code: "NO_FIELD", field: "attachments" }, "Files: no place here"],
  [{ code: "TOO_LONG", field: "body" }, "Body: too long"],
  [{ code: "NOT_SHARED" }, "The partner does not share this issue"],
] satisfies (readonly [Failure, string])[])("a row that is cut begins with what tells it from the others: %o", (failure, title) => {
  expect(shortCause(failure)).toBe(title);
});

test("says at whose side", () => {
  expect(shortCause(status("NO_MAPPING"), "partner")).toBe('"Reopened" in status: no word at the partner');
});
