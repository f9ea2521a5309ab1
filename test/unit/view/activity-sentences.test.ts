import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ActivityView } from "../../../src/model/snapshot.ts";
import { activityKind } from "../../../src/view/activity-kinds.ts";
import { NAMED_MESSAGES, activitySaid } from "../../../src/view/activity-sentences.ts";

const EVENT: ActivityView = {
  sequence: 7,
  time: 0,
  actor: "issue-ferry",
  action: "",
  connection: "c",
  connectionName: "nordwind",
  partner: "Nordwind",
  key: null,
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? "");

/** What the core writes into the trail by a name of its own. */
function written(): readonly string[] {
  const audits = sources("src/sync").flatMap((text) => all(text, /audit\(([\s\S]*?)\);/g));
  return [...new Set(audits.flatMap((call) => all(call, /action:(?: isNext \?)? "([a-z ]+)"/g)))];
}

const commands = (): readonly string[] =>
  all(readFileSync("src/model/command.ts", "utf8").split("How a command ended")[0] ?? "", /kind:((?: ?\|? ?"[a-z ]+")+)/g)
    .flatMap((kinds) => all(kinds, /"([a-z ]+)"/g))
    .filter((kind) => kind !== "mine" && kind !== "theirs" && kind !== "value");

const messages = (): readonly string[] => sources("src/protocol/messages").flatMap((text) => all(text, /kind: z\.literal\("([a-z ]+)"\)/g));

/** As it is said where nobody gave it a sentence. */
const isBare = (action: string, said: string): boolean => said.toLowerCase().includes(`${action} (x)`);

describe("all that happened has a sentence", () => {
  test("all that the core notes by a name is found here", () => {
    expect(written().length).toBeGreaterThan(30);
    expect(commands().length).toBeGreaterThan(20);
    expect([...messages()].toSorted()).toEqual([...NAMED_MESSAGES].toSorted());
  });

  test.each([
    ...written(),
    ...commands(),
    "connected",
    "suspended",
    "revoked",
    "closed",
    ...messages().flatMap((kind) => [`${kind} sent`, `${kind} received`]),
  ])("%s", (action) => {
    const said = activitySaid({ ...EVENT, action, actor: "Ada", info: "X" });
    expect(said.kind).not.toBe("other");
    expect(isBare(action, said.text.replace(/^Ada: /, ""))).toBe(false);
    expect(said.text).toMatch(/^[\p{Lu}\d].*[.?]$/su);
  });

  test("one of a later version is said as it stands", () => {
    expect(activitySaid({ ...EVENT, action: "moon landed", info: "twice" })).toEqual({
      kind: "other",
      text: "Moon landed (twice).",
      tone: null,
    });
  });
});

test.each<readonly [Partial<ActivityView>, string]>([
  [
    { action: "issue sent", issue: "i", key: "ACME-1", parts: ["title"], revision: "0.7" },
    "ACME-1: Sent title to Nordwind (revision 0.7).",
  ],
  [{ action: "deleted here", issue: "i", key: null }, "An issue that is gone: Deleted here."],
  [{ action: "start", actor: "Ada", info: "done" }, "Ada started the connection with Nordwind."],
  [
    { action: "accept", actor: "Ada", info: "done without checking" },
    "Ada accepted the contract of Nordwind, without comparing the safety number.",
  ],
  [{ action: "operation ended", info: "GetChecksums: 3 different" }, "Asking Nordwind for a comparison is over: 3 different."],
  [
    { action: "file taken", taken: { generation: 0, sequence: 4, size: 1, hash: "", carries: [{ life: "l", first: 3, last: 5 }] } },
    "Message file 4 of Nordwind was taken, with 3 messages.",
  ],
  [{ action: "closed", partner: null, connectionName: null }, "A partner of before ended the connection."],
  [{ action: "alarm raised", info: "TIMEOUT: GetStatus" }, "Alarm: Nobody answered GetStatus in time."],
  [{ action: "alarm sent", info: "INCONSISTENT_REQUEST" }, "Told Nordwind: an alarm: a request made no sense."],
  [{ action: "alarm sent", info: "OF_A_LATER_VERSION" }, "Told Nordwind: an alarm: OF_A_LATER_VERSION."],
])("says %j", (event, text) => {
  expect(activitySaid({ ...EVENT, ...event }).text).toBe(text);
});

test("what failed says so, and why", () => {
  const said = activitySaid({ ...EVENT, action: "stop", actor: "Ada", info: "NOT_CONNECTED" });
  expect(said.text).toMatch(/^Ada tried to stop the connection with Nordwind\. nordwind is not connected yet\./);
  expect(said.tone).toBe("bad");
});

test("what comes from a partner is plain text, and of a length that can be shown", () => {
  const evil = `\u001b[2J\u202e${"x".repeat(5_000)}\n`;
  for (const action of [...written(), ...commands(), evil]) {
    const { text } = activitySaid({
      ...EVENT,
      action,
      actor: evil,
      info: evil,
      reference: evil,
      partner: evil,
      connectionName: evil,
      key: "A-1",
    });
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.length).toBeLessThan(700);
  }
});

test("files of the exchange folder, and the messages that asking takes, are a kind of their own, so that they hide nothing", () => {
  expect(["file sealed", "file placed", "file taken", "file acknowledged"].map(activityKind)).toEqual(["files", "files", "files", "files"]);
  expect(["operation request sent", "identify response received", "operation ended"].map(activityKind)).toEqual([
    "files",
    "files",
    "asked",
  ]);
});
