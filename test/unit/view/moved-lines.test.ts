import { expect, test } from "vitest";
import { movedLines } from "../../../src/view/moved-lines.ts";

test("keys of what moved are named, and beyond a limit counted", () => {
  const sent = Array.from({ length: 13 }, (_, i) => `ACME-${i + 1}`);
  expect(
    movedLines({
      sent,
      received: ["NW-2", "NW-3"],
      deleted: ["ACME-13", "NW-3"],
      refused: ["NW-\u001b[2J1"],
      files: [{ key: "NW-3", name: "a\u001b[2J.png" }],
    }),
  ).toEqual([
    "sent: ACME-1, ACME-2, ACME-3, ACME-4, ACME-5, ACME-6, ACME-7, ACME-8, ACME-9, ACME-10 and 2 more",
    "sent that they are deleted: ACME-13",
    "received: NW-2",
    "deleted by the partner (the files are in .trash): NW-3",
    "files received: a.png of NW-3",
    "refused: NW-1 (`issue-ferry show KEY` says why)",
  ]);
  expect(movedLines({ sent: [], received: [], deleted: [], refused: [], files: [] })).toEqual([]);
});
