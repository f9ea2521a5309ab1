import { expect, test } from "vitest";
import type { ActivityView, MessageRecord } from "../../../src/model/snapshot.ts";
import { messageDocument, messageReport } from "../../../src/view/message-report.ts";
import { TRAIL, trailReport } from "../../../src/view/trail-words.ts";

const ABOUT: ActivityView = {
  sequence: 7,
  time: 0,
  actor: "partner Nordwind",
  action: "issue applied",
  connection: "c",
  connectionName: "nordwind",
  partner: "Nordwind",
  issue: "i",
  key: "ACME-1",
  reference: "life.17",
  revision: "0.7",
  parts: ["title", "body", "comment:c1"],
  added: ["comment:c1"],
  values: { title: { before: "Valve", after: "Vent" }, body: { before: "one\ntwo", after: null } },
  refused: ["labels"],
};
const TAKEN: MessageRecord["taken"] = { name: "f.ferry", size: 9, hash: "abc", besides: 2, time: 0 };
const RECORD: MessageRecord = {
  about: ABOUT,
  travelled: null,
  taken: TAKEN,
  others: [{ ...ABOUT, sequence: 8, action: "confirmation sent", parts: [], refused: [] }],
};

test("a message shows what it said, how it travelled, what came of it, and the issue now", () => {
  const text = messageReport(RECORD, ["ACME-1  Vent"]);
  expect(messageDocument(RECORD)).toBe("Message 17 about ACME-1");
  expect(text).toContain("# Message life.17\n");
  expect(text).toContain("- Title\n  - before: Valve\n  - after: Vent\n");
  expect(text).toContain("- Body\n  - before: one\n    two\n  - after: (empty)\n");
  expect(text).toContain("- A comment: new\n- Refused: labels\n");
  expect(text).toMatch(/## How it travelled\n\n- File: f\.ferry\n- Size: 9 bytes, with 2 other messages\n- SHA-256: abc\n- Taken here: /);
  expect(text).toMatch(/## What else the trail has on it\n\n- .* ACME-1: Told Nordwind that everything is written here\.\n/);
  expect(text).toContain("## The issue as it stands now\n\nACME-1  Vent\n");
});

test("one that is on its way says what is not known yet", () => {
  const travelled = { name: "o.ferry", size: 1, hash: "h", besides: 0, placed: 0, taken: null };
  const text = messageReport({ about: { ...ABOUT, action: "issue sent" }, travelled, taken: null, others: [] }, []);
  expect(text).toMatch(/- Put into the exchange folder: \d{4}-.*\n- With the partner: not yet\n/);
  expect(text).not.toContain("What else");
});

test("a partner's trail is shown in its own words, as plain text", () => {
  const evil = "\u001b[2J\u202eboo\nnext";
  const events = [
    { sequence: 1, time: 0, actor: "person" as const, action: evil, info: evil, reference: evil, parts: [evil], revision: evil },
    { sequence: 2, time: Number.MAX_SAFE_INTEGER, actor: "asker" as const, action: "issue applied", issue: "i" },
  ];
  const trail = { since: 0, size: 500, pages: 1, next: 2, events };
  const last = { id: "o", connection: "c", operation: "GetAuditTrails", state: "completed", begun: 0, until: 0, trail } as const;
  const text = trailReport({ partner: "Nordwind", last, open: null }, new Map([["i", "ACME-1"]]));
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  expect(text).toContain("2 events.\n");
  expect(text).toMatch(/\n1\. .*, a person at Nordwind: boo next \(/);
  expect(text).toMatch(/\n2\. .*, you: issue applied ACME-1\n$/);
  expect(text.split("\n")).toHaveLength(8);
});

test("a long trail says which part of it this is and that there is more; one that is coming shows what came", () => {
  const events = [{ sequence: 11, time: 0, actor: "person" as const, action: "one" }];
  const operation = { id: "o", connection: "c", operation: "GetAuditTrails", begun: 0, until: 0 } as const;
  const trail = { since: 10, size: 500, pages: 1, next: 11, events, more: true } as const;
  const last = { ...operation, state: "completed", trail } as const;
  const text = trailReport({ partner: "Nordwind", last, open: null }, new Map());
  expect(text).toContain("1 event after number 10.\n`issue-ferry audit NAME --since 0` tells those before.\n");
  expect(text).toContain('Nordwind has more after number 11: run "Fetch Trail" again to go on there.');
  const open = { ...operation, state: "accepted", trail: { ...trail, events: [{ ...events[0], sequence: 12, action: "two" }] } } as const;
  const coming = trailReport({ partner: "Nordwind", last, open: open as never }, new Map());
  expect(coming).toContain("1 event so far; Nordwind has not told all yet.\n");
  expect([coming.includes("a person at Nordwind: two"), coming.includes(": one")]).toEqual([true, false]);
});

test("nothing of a partner's name makes a path", () => {
  expect([TRAIL.document("a/b\\c"), TRAIL.fileName("../etc/passwd", "2026-11-23")]).toEqual([
    "Trail of a-b-c",
    "-etc-passwd-trail-2026-11-23.jsonl",
  ]);
});
