import { expect, it } from "vitest";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { nextMessages } from "../../../src/sync/send.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const document = { fields: { status: "Done" }, comments: [], deleted: false, shared: true };
const refusing: IssueSync = {
  ...freshSync(),
  introducedBy: "partner",
  base: document,
  mine: document,
  revision: { era: 0, number: 3 },
  refusedHere: { status: { value: "Done", failure: { code: "TRACKER_REFUSED", field: "status" } } },
};

it("tells the primary once what our tracker refuses, and once that it no longer does", () => {
  const first = nextMessages(rulesFor("secondary"), refusing, "S-1");
  expect(first.messages).toMatchObject([{ kind: "confirmation", result: "refused", refused: [{ field: "status", value: "Done" }] }]);
  expect(nextMessages(rulesFor("secondary"), first.sync, "S-1").messages).toEqual([]);
  const ended = nextMessages(rulesFor("secondary"), { ...first.sync, refusedHere: {} }, "S-1");
  expect(ended.messages).toMatchObject([{ kind: "confirmation", result: "applied", refused: [], revision: { number: 3 } }]);
  expect(nextMessages(rulesFor("secondary"), ended.sync, "S-1").messages).toEqual([]);
});
