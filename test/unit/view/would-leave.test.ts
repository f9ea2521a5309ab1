import { expect, test } from "vitest";
import { leavingSentence } from "../../../src/view/would-leave.ts";

test("what cannot leave is counted, named up to a limit, with the fields it is about", () => {
  const leaving = { issues: 12, keys: ["A-1"], comments: 0, people: [], theirs: 0, cannot: { issues: 0, keys: [], fields: [] } };
  expect(leavingSentence(leaving)).not.toContain("stays here");
  expect(leavingSentence({ ...leaving, cannot: { issues: 3, keys: ["A-2", "A-\u001b[31m3"], fields: ["type", "comments"] } })).toContain(
    "Of 3 issues (A-2, A-3 and 1 more) something has no word in the contract or is too long (type, comments): it stays here",
  );
});

test("issues that came from the partner are not passed over: what is edited in them goes back", () => {
  const leaving = { issues: 0, keys: [], comments: 0, people: [], theirs: 2, cannot: { issues: 0, keys: [], fields: [] } };
  expect(leavingSentence(leaving)).toBe(
    "You share no issue with the partner so far; mark some with `issue-ferry share`. What you edit or comment in 2 issues of the partner goes back to them, with your name.",
  );
  // It speaks of one direction, and says so.
  expect(leavingSentence({ ...leaving, theirs: 0 }, "editor", "Acme")).toBe(
    'You share no issue with Acme so far; mark some with "Share With". What Acme shares comes to you all the same.',
  );
});

test("where all issues go by themselves, or some, an empty project is told that those which come will go", () => {
  const nothing = { issues: 0, keys: [], comments: 0, people: [], theirs: 0, cannot: { issues: 0, keys: [], fields: [] } };
  expect(leavingSentence({ ...nothing, byItself: "all" }, "command line", "Acme")).toBe(
    "There is no issue to send to Acme yet. Every issue that is made here from now on goes to them by itself, with what the contract names and the names of its people. What Acme shares comes to you all the same.",
  );
  expect(leavingSentence({ ...nothing, byItself: "some" })).toContain("Each one that does goes to them by itself");
  for (const byItself of ["all", "some"] as const) expect(leavingSentence({ ...nothing, byItself })).not.toContain("mark some");
});

test("what cannot be counted is not said to be nothing", () => {
  const nothing = { issues: 0, keys: [], comments: 0, people: [], theirs: 0, cannot: { issues: 0, keys: [], fields: [] } };
  expect(leavingSentence({ ...nothing, unread: true })).toContain("cannot be counted now");
  expect(leavingSentence(nothing)).toContain("You share no issue");
});

test("files and links go beside the issues; what of them stays here is named with its reason, up to a limit", () => {
  const leaving = { issues: 1, keys: ["A-1"], comments: 0, people: ["Ada"], theirs: 0, cannot: { issues: 0, keys: [], fields: [] } };
  expect(leavingSentence({ ...leaving, files: 2, links: 1 })).toBe(
    "To the partner go 1 issue (A-1), 0 comments, 2 files, 1 link and the name of Ada.",
  );
  const failure = { code: "NOT_IN_CONTRACT", value: "big\u202e.iso", detail: "largest" } as const;
  const shown = [{ key: "A-1", part: "attachment:x", failure }];
  expect(leavingSentence({ ...leaving, stays: { number: 3, shown } })).toMatch(
    / Of files and links 3 stay here \(A-1: the file big\S*\.iso: it is larger than the contract allows; and 2 more\)\.$/,
  );
  expect(leavingSentence({ ...leaving, stays: { number: 3, shown } })).not.toContain("\u202e");
});
