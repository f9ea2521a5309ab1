import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { commandSentence } from "../../../src/view/command-failures.ts";
import { TITLES } from "../../../src/view/command-titles.ts";
import { connectionNotes } from "../../../src/view/connection-rows.ts";
import { connectSentence } from "../../../src/view/connect-failures.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { checkSentence } from "../../../src/view/doctor-lines.ts";
import { examinedSentence } from "../../../src/view/doctor-report.ts";
import { heldSentence } from "../../../src/view/held-reasons.ts";
import { openSentence } from "../../../src/view/open-failures.ts";
import { type ProjectStanding, statusItem } from "../../../src/view/status-item.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** What only makes sense where commands are typed. */
const TYPED = /issue-ferry |(?<!-)--[a-z]/;

const CONNECTION: ConnectionView = {
  name: "nordwind",
  role: "primary",
  status: "stopped",
  running: false,
  partner: "Nordwind",
  verified: "unverified",
  contract: null,
  proposed: null,
  declined: null,
  queue: { out: 0, in: 0 },
  issues: { local: 0, pending: 0, held: 0, "up to date": 0, conflict: 0, error: 0 },
  lastSeen: null,
  askedAt: null,
  roundTripMs: null,
  exchange: null,
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: { "a.ferry": "BAD_SIGNATURE" },
};

const STANDING: ProjectStanding = {
  name: "Acme",
  paused: false,
  busy: false,
  failed: false,
  interrupted: null,
  unreachable: [],
  held: null,
  elsewhere: null,
  counts: { error: 0, conflict: 0, question: 0, waiting: 0, all: 1 },
  updates: [],
  begins: [],
  stuck: [],
  stopped: [],
  alarms: { open: 0, grave: 0 },
};

describe("in the editor nobody is told to type a command", () => {
  test("by a command that failed", () => {
    const codes = [...read("src/view/command-failures.ts").matchAll(/\["([A-Z_]+)",|^ {4}"([A-Z_]+)",$/gm)].map(([, a, b]) => a ?? b ?? "");
    expect(codes.length).toBeGreaterThan(25);
    for (const code of codes)
      expect(
        commandSentence(code, { key: "ACME-1", because: "missing", kind: "unreachable", place: "/mnt/x", detail: "EIO" }, "editor"),
        `of ${code}`,
      ).not.toMatch(TYPED);
  });

  test("by what is held", () => {
    const reasons = [...read("src/view/held-reasons.ts").matchAll(/case "([a-z ]+)"/g)].map(([, because]) => because ?? "");
    expect(reasons.length).toBeGreaterThan(9);
    for (const because of reasons) expect(heldSentence(because, "ACME-1", "editor"), `of ${because}`).not.toMatch(TYPED);
  });

  test("by notes of connections", () => {
    for (const status of ["handshake", "stopped", "update required", "closed", "declined", "suspended"])
      for (const role of ["primary", "secondary"] as const)
        for (const contract of [null, 1])
          expect(connectionNotes({ ...CONNECTION, status, role, contract }, 0, "editor").join(" "), `of ${status}`).not.toMatch(TYPED);
  });

  test("by an exchange folder", () => {
    for (const kind of ["unreachable", "read only", "full", "empty"] as const) {
      const failure = { kind, place: "/mnt/x", detail: "EIO" };
      const row = connectionTreeRow({ ...CONNECTION, exchange: "/mnt/x" }, failure, 0);
      for (const sentence of [
        ...row.children.map(({ tooltip }) => tooltip),
        ...(statusItem([{ ...STANDING, unreachable: [failure] }], false)?.lines ?? []),
        connectSentence({ kind: "exchange", failure }, "editor"),
        examinedSentence(
          { check: "exchange folder", connection: "nordwind", ok: false, code: "FOLDER_FAILS", data: {}, failure },
          "editor",
        ),
        checkSentence({ check: "exchange folder", ok: false, code: "FOLDER_EMPTY", data: { place: "/mnt/x" } }, "editor"),
      ])
        expect(sentence, `of ${kind}`).not.toMatch(TYPED);
    }
  });

  test("by a folder that cannot be opened", () => {
    expect(openSentence({ kind: "no project", at: "/a" }, "editor")).not.toMatch(TYPED);
    expect(openSentence({ kind: "worked on elsewhere", path: "/a" }, "editor")).not.toMatch(TYPED);
    expect(openSentence({ kind: "state place", failure: { kind: "in workspace", path: "/a", place: "/b" } }, "editor")).not.toMatch(TYPED);
  });

  test("because every sentence there is asked for as the editor's", () => {
    const pattern =
      /\b(commandSentence|heldSentence|openSentence|initSentence|connectSentence|checkSentence|leavingSentence|connectionNotes)\((?:[^()]|\([^()]*\))*\)/g;
    const calls = readdirSync(join(ROOT, "src/vscode"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => [...read(join("src/vscode", name)).matchAll(pattern)].map(([call]) => `${name}: ${call}`));
    expect(calls.filter((call) => !/"editor"|surface/.test(call))).toEqual([]);
  });
});

test("what leads to a command has its title", () => {
  const titles = JSON.parse(read("package.nls.json")) as Record<string, string>;
  const shown = Object.keys(TITLES).map((command) => [command, titles[`command.${command}`]?.replace(/\.\.\.$/, "")]);
  expect(Object.fromEntries(shown)).toEqual(TITLES);
});

test("an action is named by the title it has in menus", () => {
  const titles = Object.values(JSON.parse(read("package.nls.json")) as Record<string, string>).map((title) => title.replace(/\.\.\.$/, ""));
  const named = [
    ...read("src/view/ways.ts")
      .replaceAll("\\'", "'")
      .matchAll(/chosen: '"([^"]+)"'/g),
  ].map(([, title]) => title ?? "");
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((title) => !titles.includes(title))).toEqual([]);
});
