import { describe, expect, test } from "vitest";
import type { Role } from "../../../src/model/contract.ts";
import { ISSUE_MACHINE } from "../../../src/protocol/machines/issue-table.ts";
import { arrivalOf, issueGuard } from "../../../src/protocol/machines/issue.ts";
import { visitable } from "../../../src/protocol/machines/table.ts";
import { type ConfirmationMessage, result } from "../../../src/protocol/messages/confirmation.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { CONFIRMATION, ISSUE } from "./sample-messages.ts";

const { revision, ...WISH } = ISSUE;
const { base, changes, ...BARE } = CONFIRMATION;

function messages(): (IssueMessage | ConfirmationMessage)[] {
  return [
    ISSUE,
    WISH,
    ...result.options.flatMap((one) => [
      { ...CONFIRMATION, result: one },
      { ...BARE, result: one },
    ]),
  ];
}

describe("the way of an edit, as in the tables of docs/PROTOCOL.md 5", () => {
  test("from the primary: Issue with a revision, Confirmation without a document", () => {
    expect(issueGuard("secondary", ISSUE)).toBeNull();
    expect(issueGuard("primary", { ...BARE, result: "applied" })).toBeNull();
  });

  test("from the secondary: Issue without a revision, Confirmation with the document, Confirmation without one", () => {
    expect(issueGuard("primary", WISH)).toBeNull();
    expect(issueGuard("secondary", { ...CONFIRMATION, result: "merged" })).toBeNull();
    expect(issueGuard("primary", { ...BARE, result: "unchanged" })).toBeNull();
  });
});

test("what each role takes, and nothing else", () => {
  const taken = (role: Role): string[] =>
    messages()
      .filter((message) => issueGuard(role, message) === null)
      .map(arrivalOf);
  expect(taken("primary")).toEqual(["issue without revision", ...result.options.map((one) => `${one} without document`)]);
  expect(taken("secondary")).toEqual([
    "issue with revision",
    "applied with document",
    "merged with document",
    "unchanged with document",
    "conflict with document",
    "refused with document",
    "refused without document",
    "base unknown without document",
    "left scope without document",
    "already shared without document",
  ]);
});

test.each<[string, Role, IssueMessage | ConfirmationMessage, string]>([
  ["a secondary that numbers", "primary", ISSUE, "NOT_SEQUENCER"],
  ["a secondary that sends a document", "primary", CONFIRMATION, "NOT_SEQUENCER"],
  ["a primary that does not number", "secondary", WISH, "NO_REVISION"],
  ["a primary that confirms without a document", "secondary", { ...BARE, result: "applied" }, "NO_DOCUMENT"],
  ["a primary that finds us superseded", "secondary", { ...BARE, result: "superseded" }, "WRONG_ROLE"],
  ["changes against nothing", "secondary", { ...BARE, ...(changes && { changes }) }, "HALF_A_DOCUMENT"],
  ["a base without changes", "primary", { ...BARE, ...(base && { base }) }, "HALF_A_DOCUMENT"],
  ["a revision that is its own base", "secondary", { ...ISSUE, base: { era: 0, number: 1 } }, "BAD_REVISION"],
  ["a revision before its base", "secondary", { ...CONFIRMATION, result: "applied", base: { era: 1, number: 0 } }, "BAD_REVISION"],
])("%s is refused", (_, role, message, code) => {
  expect(issueGuard(role, message)).toBe(code);
});

test("every cell can be reached by a message", () => {
  const seen = new Set<string>();
  for (const role of ["primary", "secondary"] as const)
    for (const message of messages()) issueGuard(role, message, ({ state, event }) => seen.add(`${state}/${event}`));
  expect([...seen].toSorted()).toEqual(
    visitable(ISSUE_MACHINE)
      .map(({ state, event }) => `${state}/${event}`)
      .toSorted(),
  );
  expect(revision).toEqual({ era: 0, number: 1 });
});
