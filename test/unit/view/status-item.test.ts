import { describe, expect, test } from "vitest";
import { folderHeld } from "../../../src/view/diagnostics.ts";
import { gatewaySentence } from "../../../src/view/gateway-words.ts";
import { type ProjectStanding, needOf, needWords, statusItem } from "../../../src/view/status-item.ts";

const CALM: ProjectStanding = {
  name: "Acme",
  paused: false,
  busy: false,
  failed: false,
  interrupted: null,
  unreachable: [],
  held: null,
  elsewhere: null,
  counts: { error: 0, conflict: 0, question: 0, waiting: 0, all: 140 },
  updates: [],
  begins: [],
  stuck: [],
  stopped: [],
  alarms: { open: 0, grave: 0 },
};
const GONE = { kind: "unreachable", place: "/mnt/x", detail: "ENOENT" } as const;

describe("the item in the status bar", () => {
  test("is not there without a project", () => {
    expect(statusItem([], true)).toBeNull();
  });

  test.each<readonly [string, Partial<ProjectStanding>, boolean, string, boolean]>([
    ["calm", {}, false, "$(check) Ferry", false],
    ["working", {}, true, "$(sync~spin) Ferry", false],
    ["waiting", { counts: { ...CALM.counts, waiting: 2 } }, false, "$(arrow-swap) Ferry: 2 waiting", false],
    ["paused", { paused: true }, false, "$(debug-pause) Ferry: paused", false],
    ["stopped with one", { stopped: ["South"] }, false, "$(debug-pause) Ferry: 1 stopped connection", false],
    ["unreachable", { unreachable: [GONE] }, false, "$(debug-disconnect) Ferry: folder unreachable", false],
    ["another branch", { held: "The issues belong to main." }, false, "$(debug-pause) Ferry: issues held", false],
    ["disk full", { interrupted: "There is no space." }, false, "$(debug-disconnect) Ferry: cannot work", false],
    ["an alarm", { alarms: { open: 1, grave: 0 } }, false, "$(bell) Ferry: 1 alarm", false],
    ["a grave alarm", { alarms: { open: 2, grave: 1 } }, false, "$(warning) Ferry: 2 alarms", true],
    ["a bug", { failed: true }, false, "$(warning) Ferry: stopped", true],
    ["needs one", { counts: { ...CALM.counts, conflict: 1, waiting: 3 } }, false, "$(warning) Ferry: 1 needs you, 3 waiting", true],
    ["needs two, and works", { counts: { ...CALM.counts, error: 1 }, updates: ["Nordwind"] }, true, "$(sync~spin) Ferry: 2 need you", true],
    [
      "needs one while away",
      { counts: { ...CALM.counts, question: 1 }, unreachable: [GONE] },
      false,
      "$(warning) Ferry: 1 needs you, folder unreachable",
      true,
    ],
  ])("%s", (_, standing, spins, text, urgent) => {
    expect(statusItem([{ ...CALM, ...standing }], spins)).toMatchObject({ text, urgent });
  });

  test.each<readonly [readonly boolean[], boolean, string]>([
    [[true, true], false, "$(debug-pause) Ferry: paused"],
    [[true, false], false, "$(debug-pause) Ferry: 1 of 2 paused"],
    [[true, false], true, "$(warning) Ferry: stopped, 1 of 2 paused"],
    [[false, false], false, "$(check) Ferry"],
  ])("says that projects rest: %j, failed %j", (paused, failed, text) => {
    const standings = paused.map((rests, i) => ({ ...CALM, paused: rests, failed: failed && i === 1 }));
    expect(statusItem(standings, false)?.text).toBe(text);
  });

  test("names the projects where there are several", () => {
    const item = statusItem([CALM, { ...CALM, name: "Other", unreachable: [GONE] }], false);
    expect(item?.lines).toEqual([
      "Acme: Nothing waits; 140 issues.",
      "Other: The exchange folder /mnt/x does not exist or is not mounted. Connect the drive or correct the name, then try again; a new folder helps only where both sides take it.",
    ]);
  });
});

test("what holds all issues, and which machine is the gateway, are told", () => {
  const held = folderHeld([
    { at: "issues/a.md", code: "NO_TITLE" },
    { at: "issues", code: "OTHER_BRANCH", detail: "main feature/x" },
  ]);
  const elsewhere = gatewaySentence({ kind: "elsewhere", name: "pluto", person: "Ada" });
  const item = statusItem([{ ...CALM, held, elsewhere }], false);
  expect(item?.lines[0]).toMatch(/^The issues belong to the branch main, and git has feature\/x checked out/);
  expect(item?.lines[1]).toMatch(/^pluto \(Ada\) is the gateway .* sends nothing/);
  expect(folderHeld([{ at: "issues/a.md", code: "NO_TITLE" }])).toBeNull();
});

test("the badge counts what needs a person, never all", () => {
  const standing = {
    counts: { error: 2, conflict: 1, question: 1, waiting: 9, all: 99 },
    updates: ["Nordwind"],
    begins: ["Harbour"],
    stuck: [{ title: "South", why: "suspended until you say which copy of the project goes on." }],
  };
  expect(needOf(standing)).toBe(7);
  expect(needWords([standing])).toBe(
    "1 conflict, 2 errors, 1 question, 1 contract to accept, 1 contract to publish, 1 connection in trouble",
  );
  expect(needWords([CALM])).toBe("");
  expect(statusItem([{ ...CALM, begins: ["Harbour"] }], false)).toMatchObject({
    text: "$(warning) Ferry: 1 needs you",
    lines: ["Needs you: 1 contract to publish.", "Harbour: publish the contract, nothing goes on before."],
    urgent: true,
  });
  expect(
    statusItem([{ ...CALM, stuck: [{ title: "South", why: "suspended until you say which copy of the project goes on." }] }], false),
  ).toMatchObject({
    text: "$(warning) Ferry: 1 needs you",
    lines: ["Needs you: 1 connection in trouble.", "South: suspended until you say which copy of the project goes on."],
    urgent: true,
  });
});
