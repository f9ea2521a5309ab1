import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { ConnectionView, ProjectView } from "../../../src/model/snapshot.ts";
import { DECIDE, decideQuestion, removeQuestion } from "../../../src/view/connection-words.ts";
import { connectionNotes } from "../../../src/view/connection-rows.ts";
import { diagnosticReport } from "../../../src/view/diagnostic-report.ts";
import { doctorReport } from "../../../src/view/doctor-report.ts";
import { connectionTitle, statusSentence } from "../../../src/view/connection-status.ts";
import { alreadyDone, beginQuestion, contractQuestion, decisionOn, isOver } from "../../../src/view/prompts.ts";
import { numberLines } from "../../../src/view/safety-number-text.ts";
import { EXCHANGE, SHARE } from "../../../src/view/setup-words.ts";

const NUMBER = Array.from({ length: 12 }, (_, at) => String(10_000 + at)).join(" ");
const COUNTS = { local: 1, pending: 0, held: 0, "up to date": 2, conflict: 0, error: 0 };
const CONNECTED: ConnectionView = {
  name: "nordwind",
  role: "primary",
  status: "stopped",
  running: false,
  partner: "Nordwind Ltd.",
  verified: "unverified",
  contract: null,
  proposed: null,
  declined: null,
  queue: { out: 0, in: 0 },
  issues: COUNTS,
  lastSeen: null,
  askedAt: null,
  roundTripMs: null,
  exchange: "/mnt/secret-share",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};
const ASKED: ConnectionView = {
  ...CONNECTED,
  role: "secondary",
  status: "update required",
  proposed: { number: 1, note: "", terms: DEFAULT_TERMS },
};

test("a person is asked for the first publish, and for each contract of the partner", () => {
  expect(decisionOn(CONNECTED)).toEqual({ kind: "begin", key: "begin" });
  expect(decisionOn(ASKED)).toEqual({ kind: "first contract", key: "contract 1" });
  expect(decisionOn({ ...ASKED, contract: 1, proposed: { number: 2, note: "due dates", terms: DEFAULT_TERMS } })).toEqual({
    kind: "new contract",
    key: "contract 2",
  });
  for (const nothing of [
    { contract: 1 },
    { status: "running" },
    { partner: null },
    { brokenSettings: "a" },
    { role: "secondary" as const },
  ])
    expect(decisionOn({ ...CONNECTED, ...nothing })).toBeNull();
});

test("the questions name the partner, the number and what would leave", () => {
  expect(beginQuestion(CONNECTED, NUMBER, 12)).toBe(
    "Connected with Nordwind Ltd., number 10000 ... Publish the contract, share 12 issues and start?",
  );
  expect(beginQuestion(CONNECTED, NUMBER, 0)).toContain("No issue is shared so far.");
  expect(contractQuestion(ASKED)).toBe("Nordwind Ltd. has published contract 1. Accept and start?");
  const later = { ...ASKED, contract: 1, proposed: { number: 2, note: "due dates", terms: DEFAULT_TERMS } };
  expect(contractQuestion(later)).toContain('contract 2: "due dates"');
});

test("each status is explained in one sentence, and so is a question that is over", () => {
  const states: readonly Partial<ConnectionView>[] = [
    { status: "handshake", partner: null, invitedUntil: "2026-12-01T12:00:00Z" },
    { status: "handshake" },
    { handshakeRefused: "used" },
    { status: "stopped" },
    { status: "stopped", role: "secondary" },
    { status: "stopped", contract: 1 },
    { status: "running", contract: 1 },
    { status: "waiting for secondary", proposed: ASKED.proposed },
    ASKED,
    ...["declined", "suspended", "closed", "revoked"].map((status) => ({ status })),
  ];
  const sentences = states.map((state) => statusSentence({ ...CONNECTED, ...state }));
  expect(new Set(sentences).size).toBe(states.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{15,110}\.$/);
  expect(alreadyDone(CONNECTED, { ...CONNECTED, status: "waiting for secondary", proposed: ASKED.proposed })).toBe(
    "That is done already. You have published contract 1; Nordwind Ltd. has not accepted it yet.",
  );
  expect([isOver(CONNECTED, { ...CONNECTED, status: "running" }), isOver(ASKED, ASKED)]).toEqual([false, false]);
  const since = [{ ...CONNECTED, proposed: ASKED.proposed }, { ...CONNECTED, contract: 1 }, undefined].map((now) => isOver(CONNECTED, now));
  expect([...since, isOver(ASKED, CONNECTED)]).toEqual([true, true, true, true]);
  expect(alreadyDone(CONNECTED, undefined)).toContain("not there any more");
  expect([connectionTitle(CONNECTED), connectionTitle({ ...CONNECTED, partner: null })]).toEqual(["Nordwind Ltd.", "nordwind"]);
});

test("a contract that another one replaced is not called done", () => {
  const newer = { ...ASKED, proposed: { number: 3, note: "", terms: DEFAULT_TERMS } };
  expect(alreadyDone(ASKED, newer)).toBe(
    "Contract 1 is not asked about any more. Nordwind Ltd. has published contract 3; new changes wait until you accept or decline it.",
  );
  expect(alreadyDone(ASKED, { ...CONNECTED, role: "secondary", contract: 1 })).toMatch(/^That is done already\./);
});

test("where the first contract is declined, nothing is said to stay in force", () => {
  const declined = { ...CONNECTED, status: "declined", declined: { number: 1, reason: "" } };
  const said = (contract: number | null): string[] => [
    statusSentence({ ...declined, contract }),
    DECIDE.declined("Nordwind", contract),
    ...connectionNotes({ ...declined, contract }, 0, "editor"),
  ];
  for (const sentence of said(1)) expect(sentence).toContain("stays in force");
  for (const sentence of said(null)) {
    expect(sentence).not.toContain("stays in force");
    expect(sentence).toMatch(/[Nn]othing is exchanged/);
  }
});

test("what stays here by default is not promised for good: the settings can let it travel", () => {
  expect(SHARE.allDetail).toContain("By default internal comments and mail addresses stay here.");
});

test("before a contract is decided, what leaves and the number that was not compared are said", () => {
  const leaving = {
    issues: 1,
    keys: ["ACME-1"],
    comments: 2,
    people: ["Ada Marsh"],
    theirs: 0,
    cannot: { issues: 0, keys: [], fields: [] },
  };
  const first = decideQuestion(CONNECTED, "publish", DEFAULT_TERMS, null, leaving);
  expect(first.text).toBe("Publish the contract to Nordwind Ltd.?");
  expect(first.detail).toContain("1 issue (ACME-1), 2 comments and the name of Ada Marsh");
  expect(first.detail).toContain("types bug, task, request: title, body");
  expect(first.detail).toContain("not compared yet");
  expect(decideQuestion(ASKED, "accept", DEFAULT_TERMS, [], leaving).detail).toContain("nothing changes");
  const next = decideQuestion({ ...ASKED, contract: 1, verified: "verified" }, "accept", DEFAULT_TERMS, ["+ field due: date"], leaving);
  expect(next.detail).toContain("+ field due: date");
  expect(next.detail).not.toContain("not compared");
});

test("the safety number stands in lines of four groups", () => {
  expect(
    numberLines(NUMBER)
      .split("\n")
      .map((line) => line.split(/ +/).length),
  ).toEqual([4, 4, 4]);
});

test("what removing means depends on how far the connection is", () => {
  expect(removeQuestion({ ...CONNECTED, partner: null, status: "handshake", invitedUntil: "2026-12-01" }).button).toBe(
    "Cancel the Invitation",
  );
  expect(removeQuestion(CONNECTED).button).toBe("Remove");
  expect(removeQuestion(CONNECTED).detail).not.toContain("conflict");
  expect(removeQuestion({ ...CONNECTED, issues: { ...COUNTS, conflict: 2 } }).detail).toContain(
    "2 issues have conflicts that nobody settled",
  );
  expect(removeQuestion({ ...CONNECTED, status: "closed" }).button).toBe("Forget");
});

test("diagnostics for somebody else hold no names, paths, titles or numbers to compare", () => {
  const view: ProjectView = {
    project: { id: "1", name: "Secret Pumps", prefix: "SECRET" },
    stamp: 7,
    counts: COUNTS,
    connections: [{ ...CONNECTED, troubles: { "/home/ada/x.ferry": "BAD_SIGNATURE" }, brokenSettings: "/home/ada/a.yaml: x" }],
    gateway: { kind: "here", name: "SECRET-MACHINE", person: "Ada" },
    diagnostics: [{ at: "issues/SECRET-1.md", code: "NO_TITLE", detail: "Ada" }],
  };
  const checks = [
    { check: "state directory", connection: null, ok: true, code: "STATE_FINE", data: { path: "/home/ada" } },
    {
      check: "exchange folder",
      connection: "nordwind",
      ok: false,
      code: "FOLDER_FAILS",
      data: { place: "/mnt/secret-share", detail: "EIO" },
    },
  ];
  const reportFrom = (remote: string | null): string =>
    diagnosticReport({
      editor: "VS Code 1.139.1",
      extension: "0.1.0",
      system: "linux x64",
      remote,
      projects: [{ view, mode: "working", interrupted: null, failures: 1, checks }],
    });
  const report = reportFrom(null);
  expect(report).not.toMatch(/secret|ada|nordwind|pumps|\/home|\/mnt/i);
  expect(report).toContain("connection 1: primary, stopped");
  expect(report).toContain("!! exchange folder (connection 1): FOLDER_FAILS");
  expect(report).toContain("NO_TITLE");
  // An editor in a browser names the server that it talks to.
  expect(reportFrom("pumps.example:8443")).toContain("VS Code 1.139.1, remote server\n");
  expect(reportFrom("ssh-remote")).toContain("VS Code 1.139.1, remote ssh-remote\n");
});

test("the doctor's report begins with what needs somebody", () => {
  const checks = [
    { check: "worker", connection: null, ok: true, code: "WORKER_FREE", data: {} },
    { check: "clock", connection: "nordwind", ok: false, code: "CLOCK_OFF", data: { seconds: 90 } },
  ];
  const lines = doctorReport([{ project: "Acme", checks }]).split("\n");
  expect(lines.slice(0, 5)).toEqual(["# Acme", "", "1 of 2 checks needs you.", "", "## What needs you"]);
  expect([lines[6], lines.at(-2)]).toEqual([
    expect.stringMatching(/^- ⚠ \*\*nordwind: clock\*\*: The/),
    expect.stringMatching(/^- ✓ \*\*worker\*\*: /),
  ]);
});

test("names that others give make no link, no address and no image of the doctor's report, in every check that shows them", () => {
  const evil = "[log](command:workbench.action.terminal.sendSequence) <command:x> ![](https://example.com/i) [a][b]\n[b]: command:x";
  const data = { count: 1, names: evil, name: "ada", partner: evil, theirs: evil, ours: evil, place: evil };
  const report = doctorReport([
    {
      project: evil,
      checks: ["FOREIGN", "FOLDER_CALLED_OTHERWISE", "FOLDER_FINE"].map((code) => ({
        check: "exchange folder",
        connection: evil,
        ok: true,
        code,
        data,
      })),
    },
  ]);
  expect(report.match(/log\]/g)).toHaveLength(9);
  expect(report).not.toMatch(/\]\(|<(?!\u2060)|!\[|^\s*\[/m);
});

test("what is said below a choice is not cut off in its box", () => {
  const lines = [EXCHANGE.kinds, SHARE.markedDetail, SHARE.filterDetail, SHARE.allDetail];
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(85);
});
