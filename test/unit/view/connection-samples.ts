import type { ConnectionView, ProjectView } from "../../../src/model/snapshot.ts";

const NONE = { local: 3, pending: 0, held: 0, "up to date": 0, conflict: 0, error: 0 };

/** A connection that is well. */
export const RUNNING: ConnectionView = {
  name: "nordwind",
  role: "primary",
  status: "running",
  running: true,
  partner: "Nordwind Ltd.",
  verified: "verified",
  contract: 3,
  proposed: null,
  declined: null,
  queue: { out: 2, in: 0 },
  issues: { ...NONE, "up to date": 4, pending: 1 },
  lastSeen: "2026-11-22T11:59:56Z",
  askedAt: null,
  roundTripMs: 40,
  exchange: "/mnt/share",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};

export function projectOf(...connections: readonly ConnectionView[]): ProjectView {
  return {
    project: { id: "p", name: "Acme", prefix: "ACME" },
    stamp: 0,
    counts: NONE,
    gateway: { kind: "unnamed" },
    connections,
    diagnostics: [],
  };
}
