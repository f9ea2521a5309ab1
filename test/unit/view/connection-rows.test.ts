import { expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionNotes } from "../../../src/view/connection-rows.ts";
import { forgetting } from "../../../src/view/connection-status.ts";
import { examinedSentence } from "../../../src/view/doctor-report.ts";
import { notArrived, removeDone, removeQuestion } from "../../../src/view/connection-words.ts";

const NOW = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;

const invited = (until: number): ConnectionView => ({
  name: "nordwind",
  role: "primary",
  status: "handshake",
  running: false,
  partner: null,
  verified: "unverified",
  contract: null,
  proposed: null,
  declined: null,
  queue: { out: 0, in: 0 },
  issues: { error: 0, conflict: 0, held: 0, pending: 0, "up to date": 0, local: 0 },
  lastSeen: null,
  askedAt: null,
  roundTripMs: null,
  exchange: "/exchange",
  invitedUntil: new Date(until).toISOString(),
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
});

test("an invitation that ended says what comes next", () => {
  expect(connectionNotes(invited(NOW + DAY), NOW)).toEqual(["nordwind waits for the partner to join; the invitation ends in 1 day."]);
  const [note = ""] = connectionNotes(invited(NOW - DAY), NOW);
  expect(note).toContain("ended 1 day ago");
  for (const command of ["`issue-ferry remove nordwind`", "`issue-ferry connect nordwind --exchange DIR`"]) expect(note).toContain(command);
});

test("whose connection ended says who ended it, and what comes next", () => {
  const over = (more: Partial<ConnectionView>): string =>
    connectionNotes({ ...invited(NOW), invitedUntil: null, partner: "Nordwind", ...more }, NOW).join(" ");
  expect(over({ status: "revoked" })).toMatch(
    /You revoked the key of Nordwind.*`issue-ferry remove nordwind` forgets it.*new handshake file/,
  );
  expect(over({ status: "closed", closedBy: "revoked" })).toMatch(/Nordwind does not trust this project's key any more/);
  expect(over({ status: "closed", closedBy: "removed" })).toMatch(/Nordwind has ended the connection/);
  expect(over({ status: "closed" })).toMatch(/The connection is over/);
});

test("of files that were not taken those are told apart that may be anybody's, and what becomes of them", () => {
  const troubles = { "1-2": "NOT_A_MESSAGE", "ack-1": "NOT_A_MESSAGE", "ack-2": "BAD_SIGNATURE" };
  const running: ConnectionView = { ...invited(NOW), invitedUntil: null, status: "running", partner: "Nordwind", contract: 1, troubles };
  expect(connectionNotes({ ...running, awaitedTroubles: ["1-2"] }, NOW)).toEqual([
    "nordwind: 1 file of the partner could not be taken; `issue-ferry doctor` says why.",
    "nordwind: 2 files beside the partner's next one were not taken, and may be anybody's; `issue-ferry doctor` says which.",
  ]);
  const check = { check: "partner's files", ok: false, code: "TROUBLE", connection: "nordwind" };
  const said = (awaited: number): string =>
    examinedSentence({ ...check, data: { file: "ack-2", code: "BAD_SIGNATURE", awaited } }, "command line");
  expect([said(0).includes("you may delete it"), said(1).includes("delete")]).toEqual([true, false]);
});

test("a key that was revoked here before is never taken silently", () => {
  const again = connectionNotes({ ...invited(NOW), invitedUntil: null, partner: "Nordwind", status: "stopped", revokedBefore: true }, NOW);
  expect(again.join(" ")).toMatch(/key of Nordwind was revoked here before/);
});

test("what has not arrived when a connection ends is told before and after, and who closed it is led by one way to forget it", () => {
  const running: ConnectionView = { ...invited(NOW), invitedUntil: null, status: "running", partner: "Nordwind", contract: 1 };
  expect(removeQuestion(running).detail).not.toContain("arrived");
  const late = { ...running, issues: { ...running.issues, error: 2, pending: 1 } };
  const said = "2 issues (2 failed) stand otherwise here than at the partner, or never arrived there: that stays so.";
  const mayArrive = "1 issue is on the way and may still arrive.";
  expect([notArrived(late), removeQuestion(late).detail]).toEqual([[said, mayArrive], expect.stringContaining(`${said}\n\n${mayArrive}`)]);
  const first = "`issue-ferry sync` tells the partner; then `issue-ferry remove nordwind` forgets it.";
  const then = "`issue-ferry remove nordwind` forgets it.";
  const closed = (out: number): ConnectionView => ({ ...running, status: "closed", queue: { out, in: 0 } });
  const refused = "`issue-ferry remove nordwind` forgets it; if that is refused, `issue-ferry sync` comes first, which tells the partner.";
  expect([running, closed(1), closed(0), { ...closed(1), closedBy: "removed" as const }].map((view) => forgetting(view))).toEqual([
    first,
    refused,
    then,
    then,
  ]);
  expect(connectionNotes(closed(1), NOW).join(" ")).toContain(refused);
});

test("nobody who ends a connection reads that the partner is told where it is not", () => {
  const joined = (status: ConnectionView["status"]): ConnectionView => ({
    ...invited(NOW),
    invitedUntil: null,
    partner: "Nordwind",
    status,
  });
  const told = "The partner is told that it is over.";
  expect(removeQuestion(joined("running")).detail).toContain(told);
  expect(removeQuestion(joined("suspended")).detail).toMatch(/^The partner is not told: nothing leaves from here\./);
  expect(removeQuestion(joined("handshake")).detail).toMatch(/^The partner has not let this side in, and need not be told\./);
  expect(forgetting(joined("suspended"))).toBe("`issue-ferry remove nordwind` forgets it.");
  expect(forgetting(joined("handshake"))).toMatch(/^`issue-ferry remove nordwind` forgets it; if that is refused/);
  expect(removeDone(joined("suspended"), false)).toMatch(/^Nordwind is closed\. ".+" forgets it\.$/);
});
