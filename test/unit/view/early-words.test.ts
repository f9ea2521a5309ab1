import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionNotes } from "../../../src/view/connection-rows.ts";
import { statusSentence } from "../../../src/view/connection-status.ts";
import { announcedSentence, publishesSentence } from "../../../src/view/early-words.ts";
import { contractQuestion } from "../../../src/view/prompts.ts";

const NOW = Date.UTC(2026, 10, 21);

const JOINED: ConnectionView = {
  name: "acme",
  role: "secondary",
  status: "handshake",
  running: false,
  partner: "Acme Pumps",
  verified: "unverified",
  contract: null,
  proposed: null,
  declined: null,
  queue: { out: 0, in: 0 },
  issues: { error: 0, conflict: 0, held: 0, pending: 0, "up to date": 0, local: 0 },
  lastSeen: null,
  roundTripMs: null,
  askedAt: null,
  exchange: "/exchange",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};
const DIFFERS: ConnectionView = {
  ...JOINED,
  status: "update required",
  proposed: { number: 1, note: "", terms: DEFAULT_TERMS },
  early: "differs",
};

test("what was decided with the invitation is said where the connection is shown, until it is done", () => {
  const accepts: ConnectionView = { ...JOINED, early: "accepts" };
  expect(statusSentence(accepts)).toContain("is accepted when it comes");
  expect(connectionNotes(accepts, NOW).at(-1)).toContain("acme: The announced contract is accepted");
  const invited: ConnectionView = {
    ...JOINED,
    role: "primary",
    partner: null,
    invitedUntil: new Date(NOW + 1).toISOString(),
    early: "publishes",
  };
  expect(connectionNotes(invited, NOW).at(-1)).toContain("goes out as soon as they join");
  expect(connectionNotes({ ...invited, invitedUntil: new Date(NOW - 1).toISOString() }, NOW)).toHaveLength(1);
  expect(connectionNotes(JOINED, NOW)).toHaveLength(1);
});

test("a contract that is not the announced one is said to be another wherever it is asked about", () => {
  const said = "Contract 1 is not the one that the invitation of Acme Pumps announced";
  for (const text of [statusSentence(DIFFERS), connectionNotes(DIFFERS, NOW).join(" "), contractQuestion(DIFFERS)])
    expect(text).toContain(said);
  expect(contractQuestion({ ...DIFFERS, early: undefined as never })).not.toContain(said);
});

test("both sides hear what they have decided, and that the number was not compared", () => {
  expect(publishesSentence("nordwind")).toContain("without the safety number compared");
  expect(announcedSentence("Acme", "none", false)).toBeNull();
  expect(announcedSentence("Acme", "default", false)).toContain("you review it then");
  expect(announcedSentence("Acme", "default", true)).toMatch(/^The default contract is accepted .* without the safety number compared/);
  expect(announcedSentence("Acme", "own", true)).toContain("nobody here has seen");
});
