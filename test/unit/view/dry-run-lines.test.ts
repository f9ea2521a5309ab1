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

it("names files and links as it names fields", () => {
  const file = { id: "a", name: "pump\u202e.png", mediaType: "image/png", author: "Ada", created: null };
  const changes = {
    fields: { title: "Pump" },
    attachments: [
      { ...file, origin: "o", size: 3, sha256: "0" },
      { ...file, id: "b", origin: "o", size: 3, sha256: "0", removed: true },
    ],
    links: { added: [{ kind: "blocks", issue: "i" }], removed: [{ kind: "is part of", issue: "j" }] },
  } as const;
  const put = { kind: "put" as const, change: { attachments: [{ ...file, content: null, here: false }] } };
  const [leaves = "", writes] = dryRunLines({
    leaves: [{ connection: "nordwind", kind: "issue", key: "ACME-1", changes: changes as never }],
    writes: [{ issue: "i", key: "ACME-2", action: put }],
    stays: [],
  });
  expect(leaves).toMatch(/: title = "Pump", file pump\S*\.png, without a file, link "blocks", without link "is part of"$/);
  expect(leaves).not.toContain("\u202e");
  expect(writes).toMatch(/^here: write ACME-2: file pump/);
});
