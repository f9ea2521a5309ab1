import { expect, it } from "vitest";
import { causeKey, causesOf } from "../../../src/model/error-cause.ts";
import type { Failure } from "../../../src/model/failure.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { causeTitle } from "../../../src/view/error-groups.ts";
import { explainFailure } from "../../../src/view/field-failures.ts";
import { lackSentences } from "../../../src/view/would-leave.ts";

const noPlace = (field: string): Failure => ({ code: "NO_FIELD", field });

it("files and links without a place are told from fields that a project may define", () => {
  for (const field of ["attachment:f1", "attachments"]) {
    expect(explainFailure(noPlace(field)).cause).toBe("This project's tracker has no place for files.");
    expect(explainFailure(noPlace(field), "partner").cause).toBe("The partner's tracker has no place for files.");
  }
  expect(explainFailure(noPlace("link:blocks i2"), "partner").cause).toBe("The partner's tracker has no place for links.");
  expect(explainFailure(noPlace("link:blocks i2")).remedy).not.toContain("project.yaml");
  expect(explainFailure(noPlace("x-team")).remedy).toContain("project.yaml");
});

it("all files that have no place have one cause", () => {
  const refused = { value: "x", failure: { code: "NO_FIELD" as const } };
  const sync = {
    ...startSync("c1", "i1", "partner"),
    refusedHere: { "attachment:f1": refused, "attachment:f2": refused, "link:blocks i2": refused },
  };
  const titles = new Map(causesOf(sync).map(({ cause }) => [causeKey(cause), causeTitle(cause)]));
  expect([...titles.values()]).toEqual(["This project's tracker has no place for files", "This project's tracker has no place for links"]);
});

it("what a contract brings that has no place here is said before it is in force", () => {
  expect(
    lackSentences([
      { field: "due", kind: "date", here: null },
      { field: "attachments", kind: null, here: null },
      { field: "links", kind: null, here: null },
    ]),
  ).toEqual([
    "This project has no field due (date). What comes in it is not written here, and shown as an error, until .issue-ferry/project.yaml has it.",
    "This project's tracker has no place for files and links. What comes of them is not written here, and shown as an error.",
  ]);
});
