import { expect, it } from "vitest";
import { dryRunLines } from "../../../src/view/dry-run-lines.ts";

it("says what would leave and what would be written, with the steps that a field takes", () => {
  const comment = { id: "c", author: "Ada", created: null, body: "secret", internal: false };
  const lines = dryRunLines({
    leaves: [
      { connection: "nordwind", kind: "issue", key: "ACME-1", changes: { fields: { "x-cost": 2.5, "x-urgent": true, "x-team": null } } },
    ],
    writes: [
      {
        issue: "i",
        key: "ACME-2",
        action: {
          kind: "put",
          change: { fields: { status: "Done", "x-cost": 3 }, via: { status: ["Open"] }, comments: [comment], removedComments: ["d", "e"] },
        },
      },
      { issue: "j", key: null, action: { kind: "delete" } },
    ],
    stays: [
      {
        connection: "nordwind",
        key: "ACME-1",
        part: "attachment:a",
        failure: { code: "NOT_IN_CONTRACT", value: "big.iso", detail: "largest" },
      },
      { connection: "nordwind", key: "ACME-1", part: "link:blocks b", failure: { code: "LINK_NOT_KNOWN" } },
    ],
  });
  expect(lines).toEqual([
    'to nordwind: issue ACME-1: x-cost = "2.5", x-urgent = "true", x-team = an empty value',
    'here: write ACME-2: status = "Open", then "Done", x-cost = "3", 1 comment, without 2 comments',
    "here: delete j",
    "to nordwind: ACME-1: stays here: the file big.iso: it is larger than the contract allows",
    'to nordwind: ACME-1: stays here: the link "blocks": the other issue is not shared with the partner',
  ]);
});
