import { describe, expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { RUNNING } from "./connection-samples.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const NONE = { local: 3, pending: 0, held: 0, "up to date": 0, conflict: 0, error: 0 };
const INVITED: ConnectionView = {
  ...RUNNING,
  status: "handshake",
  running: false,
  partner: null,
  verified: "unverified",
  contract: null,
  queue: { out: 0, in: 0 },
  issues: NONE,
  lastSeen: null,
  invitedUntil: "2026-12-02T12:00:00Z",
};
const TERMS = { types: [], fields: [], comments: "public", deletes: "keep", attachments: "none", links: "none" } as const;
const proposed = (number: number, note = "") => ({ number, note, terms: TERMS });

const shown = (connection: ConnectionView): string[] => {
  const row = connectionTreeRow(connection, null, NOW);
  return [`${row.label} - ${row.description}`, ...row.children.map(({ label, description }) => `${label} - ${description}`)];
};
const stepOf = (connection: ConnectionView) => connectionTreeRow(connection, null, NOW).children.find(({ context }) => context === "step");

describe("a connection's row", () => {
  test("says status, whether the number was compared, when the partner was seen; below it what is agreed and what waits", () => {
    expect(shown(RUNNING)).toEqual([
      "Nordwind Ltd. - running, verified, 2 outgoing, just now",
      "Contract 3, agreed - ",
      "2 outgoing - 1 pending of 5 issues",
      "Safety number compared - ",
      "Exchange folder - /mnt/share",
    ]);
  });

  test.each<[Partial<ConnectionView>, string]>([
    [{ status: "update required", proposed: proposed(4) }, "update required: answer their contract, "],
    [{ status: "update required", proposed: proposed(4, "Due dates") }, 'update required: "Due dates", '],
    [{ status: "waiting for secondary", proposed: proposed(4) }, "waiting for secondary: they have not answered the contract, "],
    [{ status: "declined" }, "declined: the old contract stays, "],
    [{ status: "declined", contract: null }, "declined: nothing is agreed, "],
    [{ status: "stopped" }, "stopped: no issue is exchanged, "],
    [{ status: "stopped", contract: null }, "stopped: no contract yet, "],
    [{ status: "handshake", partner: null, invitedUntil: null }, "handshake: they have not answered"],
    [{ status: "suspended" }, "suspended: nothing is sent or read, "],
    [{ status: "revoked" }, "revoked: their key is not trusted"],
    [{ status: "running" }, "running, verified, "],
    [{ status: "running", verified: "without checking" }, "running, number not compared, "],
  ])("says beside the protocol's word what it means: %j", (given, begins) => {
    const { description } = connectionTreeRow({ ...RUNNING, ...given }, null, NOW);
    expect(description.slice(0, begins.length)).toBe(begins);
  });

  test.each<[NonNullable<ConnectionView["keyChanged"]>, string, string]>([
    [{ whose: "theirs", time: "2026-11-22T11:00:00Z", disputed: true }, "warning", "key stolen, running"],
    [{ whose: "theirs", time: "2026-11-22T11:00:00Z" }, "warning", "compare the number, running"],
    [{ whose: "ours", time: "2026-11-22T11:00:00Z" }, "pass", "running, verified"],
  ])("does not look healthy while a key is in doubt: %j", (keyChanged, icon, begins) => {
    const row = connectionTreeRow({ ...RUNNING, keyChanged }, null, NOW);
    expect([row.icon, row.description.slice(0, begins.length)]).toEqual([icon, begins]);
  });

  test("says what waits of its messages, in words", () => {
    const said = (queue: ConnectionView["queue"], conflict = 0) => {
      const issues = { ...RUNNING.issues, pending: 0, conflict };
      const row = connectionTreeRow({ ...RUNNING, queue, issues }, null, NOW).children.find(({ context }) => context === "queue");
      return `${row?.label} - ${row?.description}`;
    };
    expect(said({ out: 0, in: 0 })).toBe("4 issues - no message waits");
    expect(said({ out: 0, in: 0 }, 1)).toBe("1 conflict of 5 issues - no message waits");
    expect(said({ out: 2, in: 1 })).toBe("2 outgoing, 1 to take in - 4 issues");
    expect(said({ out: 0, in: 3 })).toBe("3 to take in - 4 issues");
  });

  test("is explained by its tooltip, and its contract can be read", () => {
    const row = connectionTreeRow({ ...RUNNING, status: "stopped" }, null, NOW);
    expect(row.tooltip.split("\n").at(-1)).toBe("Issues wait here until you start the connection.");
    expect(row.children.every(({ label, tooltip }) => tooltip.length > label.length)).toBe(true);
    const contract = (given: Partial<ConnectionView>) =>
      connectionTreeRow({ ...RUNNING, ...given }, null, NOW).children.find(({ context }) => context === "contract");
    expect(contract({})?.action).toBe("reviewUpdate");
    expect(contract({ contract: null })?.action).toBe("editConfiguration");
  });

  test.each<[string, Partial<ConnectionView>, string | null]>([
    ["never asked", { roundTripMs: null }, null],
    ["waiting", { askedAt: "2026-11-22T11:59:30Z" }, "Asked just now, no answer yet."],
    ["waiting long", { askedAt: "2026-11-22T10:00:00Z", roundTripMs: 40 }, "Asked 2 h ago, no answer yet."],
    ["answered at once", { roundTripMs: 40 }, "Answered the last ping after 0.1 s."],
    ["answered by a stick that was carried", { roundTripMs: 86_400_000 }, "Answered the last ping after 1 day."],
    ["over", { status: "closed", roundTripMs: 40 }, null],
  ])("says beside it what became of the last ping: %s", (_, given, sentence) => {
    const found = connectionTreeRow({ ...RUNNING, ...given }, null, NOW).tooltip.split("\n");
    expect(found.filter((line) => /ping|Asked/.test(line))).toEqual(sentence === null ? [] : [sentence]);
  });

  test("shows the name of an exchange folder that lies deep, and all of it in the tooltip", () => {
    const exchange = "/mnt/company/shared documents/ferry/acme-nordwind";
    const row = connectionTreeRow({ ...RUNNING, exchange }, null, NOW).children.find(({ context }) => context === "exchange");
    expect(row).toMatchObject({ description: "acme-nordwind", tooltip: `Exchange folder: ${exchange}` });
    const shown = (path: string) => connectionTreeRow({ ...RUNNING, exchange: path }, null, NOW).children.at(-1)?.description;
    expect(["/mnt/company/the folder of acme and nordwind", "S:\\company\\shared documents\\ferry", "/mnt/share"].map(shown)).toEqual([
      "... and nordwind",
      "ferry",
      "/mnt/share",
    ]);
  });

  test("that nobody has joined says until when that works, and gives the invitation again", () => {
    expect(shown(INVITED).slice(0, 2)).toEqual([
      "nordwind - handshake, not joined yet, ends in 10 days",
      "Give the handshake file - nordwind has not joined",
    ]);
    expect(stepOf(INVITED)?.action).toBe("resendInvitation");
    expect(stepOf(INVITED)?.tooltip).toMatch(/^The partner has not joined yet\. Choose this to copy or save the handshake file again/);
    const expired = stepOf({ ...INVITED, invitedUntil: "2026-11-20T12:00:00Z" });
    expect(expired).toMatchObject({ action: "removeConnection", tooltip: expect.stringContaining("create a new one") });
  });

  test.each<[string, Partial<ConnectionView>, string]>([
    ["invited", INVITED, "connection primary handshake invited"],
    ["joined, waiting", { ...INVITED, role: "secondary", partner: "Acme", invitedUntil: null }, "connection secondary handshake"],
    ["running", {}, "connection primary running runs joined"],
    ["stopped", { status: "stopped", running: false, verified: "unverified" }, "connection primary stopped joined unverified"],
    ["asked", { role: "secondary", status: "update required" }, "connection secondary update-required runs joined"],
    ["asked, stopped", { status: "update required", running: false }, "connection primary update-required stopped joined"],
    ["over", { status: "closed", running: false }, "connection primary closed over"],
  ])("has words for its menus: %s", (_, given, context) => {
    expect(connectionTreeRow({ ...RUNNING, ...given }, null, NOW).context).toBe(context);
  });

  test.each<[string, Partial<ConnectionView>, string | null, string]>([
    ["the first side, connected", { status: "stopped", contract: null }, "publishConfiguration", "Publish the contract"],
    ["the second side, connected", { role: "secondary", status: "stopped", contract: null }, null, "Waiting for the contract"],
    ["stopped", { status: "stopped" }, "startConnection", "Start"],
    ["proposed", { status: "waiting for secondary", proposed: proposed(4) }, null, "Waiting for the answer"],
    ["asked", { role: "secondary", status: "update required", proposed: proposed(4) }, "reviewUpdate", "Review contract 4"],
    ["declined", { status: "declined", declined: { number: 4, reason: "no" } }, "editConfiguration", "Contract 4 was declined"],
    ["refused", { status: "handshake", handshakeRefused: "used" }, "removeConnection", "The partner refused"],
    ["over", { status: "closed" }, "removeConnection", "Forget this connection"],
  ])("says the next step: %s", (_, given, action, label) => {
    const step = stepOf({ ...RUNNING, ...given });
    expect(step?.label).toContain(label);
    expect(step?.action).toBe(action);
  });

  test("is short enough below for a view of usual width: of what waits the label is seen as a whole", () => {
    const waiting: Partial<ConnectionView>[] = [
      INVITED,
      { ...INVITED, invitedUntil: "2026-11-20T12:00:00Z" },
      { ...INVITED, role: "secondary", invitedUntil: null },
      { status: "stopped", contract: null },
      { role: "secondary", status: "stopped", contract: null },
      { status: "stopped" },
      { status: "waiting for secondary", proposed: proposed(4) },
      { role: "secondary", status: "update required", proposed: proposed(4) },
      { status: "suspended" },
      { status: "closed" },
    ];
    const lengths = waiting.map((given) => stepOf({ ...RUNNING, ...given })?.label.length ?? 100);
    expect(Math.max(...lengths)).toBeLessThan(26);
    const labels = connectionTreeRow({ ...RUNNING, verified: "without checking", proposed: proposed(4) }, null, NOW).children;
    expect(labels.map(({ label }) => label)).toContain("Contract 3, agreed; 4 published");
    expect(labels.map(({ label, description }) => `${label} - ${description}`)).toContain("Safety number - not compared");
  });

  test("offers to remove what was put back to before its partner joined: there is nothing to go on with", () => {
    const step = stepOf({ ...RUNNING, status: "suspended", partner: null });
    expect(step).toMatchObject({ action: "removeConnection", tooltip: expect.stringContaining("to join with the new handshake file") });
    expect(stepOf({ ...RUNNING, status: "suspended" })?.action).toBe("goOnHere");
    const joined = stepOf({ ...RUNNING, status: "suspended", suspendedBy: "joined before" });
    expect(joined).toMatchObject({ action: "removeConnection", tooltip: expect.stringContaining("joined it before") });
    expect(joined?.tooltip).not.toContain("Go On");
  });

  test("says in words, not by its icon alone, what keeps it from working", () => {
    const gone = connectionTreeRow(RUNNING, { kind: "unreachable", place: "/mnt/share", detail: "ENOENT" }, NOW);
    expect(gone).toMatchObject({ icon: "warning", description: expect.stringMatching(/^folder unreachable, running, /) });
    expect(gone.children[0]).toMatchObject({ action: "changeExchangeFolder", tooltip: expect.stringContaining("not mounted") });
    const broken = { ...RUNNING, brokenSettings: "/a/.issue-ferry/connections/nordwind.yaml:3: share: no" };
    const [row] = connectionTreeRow(broken, null, NOW).children;
    expect(row).toMatchObject({ description: "nordwind.yaml:3: share: no", action: "editConfiguration" });
    expect(shown(broken)[0]).toContain("settings broken");
    const unknown = connectionTreeRow({ ...RUNNING, exchange: null, troubles: { "a.ferry": "BAD_SIGNATURE" } }, null, NOW);
    expect(unknown.children.map(({ action }) => action).slice(0, 2)).toEqual(["changeExchangeFolder", "doctor"]);
  });

  test("shows nothing of a partner as anything but plain text", () => {
    const evil = "a\u202eb\nc";
    const row = connectionTreeRow(
      { ...RUNNING, partner: evil, status: "update required", role: "secondary", proposed: proposed(4, evil), troubles: { [evil]: evil } },
      null,
      NOW,
    );
    expect(JSON.stringify(row).replaceAll("\\n", "")).not.toMatch(/\u202e|\p{Cc}/u);
  });

  test("has rows whose ids stay while their texts change", () => {
    const ids = (connection: ConnectionView) => connectionTreeRow(connection, null, NOW).children.map(({ id }) => id);
    expect(ids({ ...RUNNING, queue: { out: 9, in: 9 }, contract: 4, lastSeen: null })).toEqual(ids(RUNNING));
    expect(new Set(ids(RUNNING)).size).toBe(ids(RUNNING).length);
  });
});
