import { expect, test } from "vitest";
import { exitOf } from "../../../src/cli/exit-codes.ts";
import type { ConnectionView, ProjectView } from "../../../src/model/snapshot.ts";

const NONE = { error: 0, conflict: 0, held: 0, pending: 0, "up to date": 3, local: 1 };
const RUNNING: ConnectionView = {
  name: "nordwind",
  role: "primary",
  status: "running",
  running: true,
  partner: "Nordwind",
  verified: "verified",
  contract: 1,
  proposed: null,
  declined: null,
  queue: { out: 1, in: 0 },
  issues: NONE,
  lastSeen: null,
  askedAt: null,
  roundTripMs: null,
  exchange: "/exchange",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};
const view = (counts: Partial<typeof NONE>, connection: Partial<ConnectionView> = {}): ProjectView => ({
  project: { id: "1", name: "Acme", prefix: "ACME" },
  stamp: 1,
  counts: { ...NONE, ...counts },
  connections: [{ ...RUNNING, ...connection }],
  gateway: { kind: "unnamed" },
  diagnostics: [],
});

test.each([
  ["up to date", view({}), 0],
  ["pending", view({ pending: 1 }), 3],
  ["held", view({ held: 1 }), 3],
  ["a conflict, with others pending", view({ conflict: 1, pending: 5 }), 4],
  ["an error", view({ error: 1 }), 4],
  ["waiting for the partner to join", view({}, { status: "handshake" }), 3],
  ["a contract to accept", view({}, { status: "update required" }), 3],
  ["messages that wait while stopped", view({}, { status: "stopped", queue: { out: 0, in: 2 } }), 3],
  ["a file of the partner that could not be taken", view({}, { troubles: { "1-2": "NAME_MISMATCH" }, awaitedTroubles: ["1-2"] }), 3],
  ["a file beside them that may be anybody's", view({}, { troubles: { "ack-1": "NOT_A_MESSAGE" } }), 0],
  [
    "such a file on a connection that is over",
    view({}, { status: "closed", troubles: { "1-2": "NAME_MISMATCH" }, awaitedTroubles: ["1-2"] }),
    0,
  ],
  ["settings that cannot be used", view({}, { brokenSettings: "nordwind.yaml:1" }), 4],
  ["an invitation that was refused", view({}, { status: "handshake", handshakeRefused: "used" }), 4],
  ["a connection that is over", view({}, { status: "closed", brokenSettings: "missing", queue: { out: 1, in: 1 } }), 0],
  ["a state that is lost", { ...view({}), gateway: { kind: "elsewhere" as const, name: "pluto", person: "Ada", lost: "/state" } }, 4],
  ["a team mate's machine", { ...view({}), gateway: { kind: "elsewhere" as const, name: "pluto", person: "Ada" } }, 0],
  ["a file that cannot be read", { ...view({}), diagnostics: [{ at: "issues/a.md", code: "NO_TITLE" }] }, 4],
])("%s", (_, given, exit) => {
  expect(exitOf(given, false)).toBe(exit);
});

test("a folder that cannot be reached comes first: the rest may be out of date", () => {
  expect(exitOf(view({ error: 1 }), true)).toBe(5);
});
