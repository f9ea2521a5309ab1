import { describe, expect, test } from "vitest";
import { type BackupTrouble, backupSentence, restoredNotes, savedNotes } from "../../../src/view/backup-words.ts";
import { checkSentence } from "../../../src/view/doctor-lines.ts";
import { gatewayLine, gatewaySentence } from "../../../src/view/gateway-words.ts";
import { driverShort } from "../../../src/view/git-words.ts";
import { summaryLine } from "../../../src/view/project-summary.ts";
import { projectOf } from "./connection-samples.ts";
import { passphraseLack } from "../../../src/view/team-words.ts";

/** What only makes sense where commands are typed. */
const TYPED = /issue-ferry |(?<!-)--[a-z]/;

describe("in the editor nobody is told to type a command", () => {
  test("for the gateway, a backup or a restore", () => {
    const file = "/home/ada/backup.bin";
    const troubles: readonly BackupTrouble[] = [
      { kind: "short passphrase" },
      { kind: "no connections" },
      { kind: "at work" },
      { kind: "backup place", failure: { kind: "in exchange folder", path: file, place: "/exchange" } },
      { kind: "cannot write", file, detail: "EACCES" },
      { kind: "cannot write", file, detail: "EEXIST" },
      { kind: "gateway unwritten", file, detail: "EACCES" },
      { kind: "cannot read", file, detail: "ENOENT" },
      { kind: "backup file", file, fault: "WRONG_PASSPHRASE" },
      { kind: "other project", file },
      { kind: "connections here", stateDirectory: "/state" },
      { kind: "not gateway", gateway: { kind: "elsewhere", name: "", person: "" } },
      { kind: "open", failure: { kind: "worked on elsewhere", path: "/a" } },
    ];
    const said = [
      ...troubles.map((trouble) => backupSentence(trouble, "editor")),
      ...savedNotes({ file }, true, "editor"),
      ...savedNotes({ file }, false, "editor"),
      ...restoredNotes("2026-11-22T10:00:00Z", false, [{ name: "nordwind", suspended: true }], "editor"),
      gatewayLine({ kind: "unnamed" }, "editor"),
    ];
    expect(said.filter((text) => TYPED.test(text) || text === "")).toEqual([]);
  });

  test("for the merge driver, and what doctor finds about a team", () => {
    const lines = [true, false].flatMap((works) =>
      [null, "/node /cli.js"].map((program) => driverShort({ program, works, attributes: "a", ruled: false })),
    );
    const found = ["GATEWAY_UNNAMED", "DRIVER_GONE", "FOLDER_UNKNOWN"].map((code) =>
      checkSentence({ check: "x", ok: false, code, data: {} }, "editor"),
    );
    expect([...lines, ...found].filter((text) => TYPED.test(text))).toEqual([]);
  });
});

test("a gateway that was handed over names who did it, and no machine", () => {
  expect(gatewaySentence({ kind: "elsewhere", name: "", person: "Ada" }, "editor")).toMatch(
    /^The gateway was handed over by Ada, and no machine has taken it yet \("Restore From a Backup" there\)/,
  );
  expect(gatewaySentence({ kind: "elsewhere", name: "", person: "" })).toMatch(/`issue-ferry restore FILE` there/);
});

test("a passphrase has eight characters or more, whatever they are made of", () => {
  expect([passphraseLack("seven c"), passphraseLack("🚢🚢🚢🚢🚢🚢🚢"), passphraseLack("eight ch")]).toEqual([
    expect.stringMatching(/^8 characters/),
    expect.stringMatching(/^8 characters/),
    null,
  ]);
});

test("a project whose state is gone is not said to have no issues", () => {
  const none = { local: 0, pending: 0, held: 0, "up to date": 0, conflict: 0, error: 0 };
  const gateway = { kind: "elsewhere", name: "desk", person: "Ada", lost: "/state" } as const;
  expect(summaryLine({ ...projectOf(), counts: none, gateway })).toBe("Acme: its keys and state are not on this machine");
  expect(summaryLine({ ...projectOf(), counts: none })).toBe("Acme: no issues");
});
