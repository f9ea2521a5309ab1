import { expect, test } from "vitest";
import { type Backup, openBackup, sealBackup } from "../../../src/app/backup-file.ts";

const PASSPHRASE = "correct horse battery";
const BACKUP: Backup = {
  project: "06d9v3k8qxw7h9fb2m1t5r0c4c",
  made: "2026-11-22T10:00:00.000Z",
  machine: null,
  files: new Map([
    ["store.sqlite", Buffer.from("a store")],
    ["keys/identity.key", Buffer.from("a key")],
  ]),
};

async function codeOf(bytes: Buffer, passphrase = PASSPHRASE): Promise<string> {
  const opened = await openBackup(bytes, passphrase);
  return opened.ok ? "ok" : opened.failure;
}

test("a backup is whole again with its passphrase, and nothing without it", async () => {
  const sealed = await sealBackup(BACKUP, PASSPHRASE);
  expect(await openBackup(sealed, PASSPHRASE)).toEqual({ ok: true, value: BACKUP });
  expect(await codeOf(sealed, "correct horse batterz")).toBe("WRONG_PASSPHRASE");
  expect(sealed.includes("a key") || sealed.includes("a store")).toBe(false);
});

test("one that was cut, changed or made by another program is not used", async () => {
  const sealed = await sealBackup(BACKUP, PASSPHRASE);
  for (const end of [0, 10, 20]) expect(await codeOf(sealed.subarray(0, end))).toMatch(/NO_BACKUP|TOO_NEW/);
  for (const end of [21, 30, 60]) expect(await codeOf(sealed.subarray(0, end))).toBe("DAMAGED");
  expect(await codeOf(sealed.subarray(0, -1))).toBe("WRONG_PASSPHRASE");
  for (const at of [30, 60, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await codeOf(changed)).toBe("WRONG_PASSPHRASE");
  }
});

test.each<[string, Partial<Record<keyof Backup, unknown>>]>([
  ["names a file outside of the state directory", { files: new Map([...BACKUP.files, ["../../.bashrc", Buffer.from("x")]]) }],
  ["names a file that is none of ours", { files: new Map([...BACKUP.files, ["keys/../x.key", Buffer.from("x")]]) }],
  ["names an absolute path", { files: new Map([...BACKUP.files, ["/etc/passwd", Buffer.from("x")]]) }],
  ["has no store", { files: new Map([["keys/identity.key", Buffer.from("x")]]) }],
  ["names no machine", { machine: { toString: 1 } }],
  ["names a machine that is none", { machine: "../x" }],
  ["is of no project", { project: ["x"] }],
  ["was made at no time", { made: 5 }],
])("one that %s is damaged, although its passphrase is right", async (_, change) => {
  expect(await codeOf(await sealBackup({ ...BACKUP, ...change } as Backup, PASSPHRASE))).toBe("DAMAGED");
});
