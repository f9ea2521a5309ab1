import { expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionNeed, stuckConnection } from "../../../src/view/connection-need.ts";
import { needLines } from "../../../src/view/need-lines.ts";
import { RUNNING, projectOf } from "./connection-samples.ts";

const STOLEN = { whose: "ours", time: "2026-11-22T11:00:00Z", disputed: true } as const;
const THEIRS = { whose: "theirs", time: "2026-11-22T11:00:00Z" } as const;

test.each<[Partial<ConnectionView>, ReturnType<typeof connectionNeed>, RegExp | null]>([
  [{}, null, null],
  [{ keyChanged: STOLEN }, "key", /^Somebody else signed with a key of this project/],
  [{ keyChanged: THEIRS }, "key", /a thief did: compare/],
  [{ keyChanged: { ...THEIRS, whose: "ours" } }, null, null],
  [{ revokedBefore: true }, "key", /was revoked here before/],
  [{ handshakeRefused: "used", status: "handshake" }, "refused", /did not let this side in/],
  [{ exchange: null }, "folder", /does not know the exchange folder/],
  [{ brokenSettings: ".issue-ferry/connections/nordwind.yaml:3 what" }, "settings", /nordwind\.yaml:3 what/],
  [{ status: "suspended" }, "suspended", /which copy/],
  [{ status: "declined", declined: { number: 4, reason: "" } }, "declined", /^contract 4 was declined/],
  [{ status: "declined", role: "secondary" }, null, null],
  [{ status: "update required" }, "accept", null],
  [{ status: "stopped", contract: null }, "publish", null],
  [{ status: "stopped", contract: null, role: "secondary" }, null, null],
  [{ status: "closed", keyChanged: STOLEN, exchange: null }, null, null],
  [{ status: "revoked", brokenSettings: "x" }, null, null],
])("a connection needs a person: %j", (given, need, why) => {
  const connection = { ...RUNNING, ...given };
  expect(connectionNeed(connection)).toBe(need);
  const stuck = stuckConnection(connection);
  expect(stuck?.title).toBe(why === null ? undefined : "Nordwind Ltd.");
  expect(stuck?.why ?? "").toMatch(why ?? /^$/);
  // The command line's list has a line for exactly those.
  expect(needLines(projectOf(connection), [], [], 0).length > 0).toBe(need !== null);
});
