import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { isWithin, realPlace } from "../../../src/store/real-place.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { type SmallDisk, canMount, smallDisk } from "../../support/small-disk.ts";
import { openedStore, temporaryDirectory } from "./directory.ts";

function mounted(kibibytes: number): SmallDisk {
  const disk = smallDisk(kibibytes);
  if (disk === null) throw new Error("no disk");
  onTestFinished(() => disk.unmount());
  return disk;
}

// Where nothing can be mounted these are skipped: a full or read-only disk cannot be had otherwise, and root ignores modes.
describe.runIf(canMount)("a real disk", () => {
  test("that is full: the transaction is undone, reading goes on, and writing too once there is space", () => {
    const disk = mounted(4096).path;
    const store = openedStore(join(disk, "s.sqlite"));
    store.transaction(() => store.setFact("before", "kept"));
    expect(() => writeFileSync(join(disk, "film"), new Uint8Array(4_000_000))).toThrow("ENOSPC");
    const memory = Array.from({ length: 600 }, (_, n) => ({ key: `${n}`, value: "x".repeat(1000) }));
    const large = (): void => {
      store.setFact("during", "lost");
      store.remember(memory);
    };
    expect(() => store.transaction(large)).toThrow(new StoreUnavailable("full"));
    expect([store.fact("before"), store.fact("during"), store.list("").length]).toEqual(["kept", null, 0]);
    rmSync(join(disk, "film"));
    store.transaction(large);
    expect([store.fact("during"), store.list("").length]).toEqual(["lost", 600]);
  });

  test("that is full when a store is to be created: a value", () => {
    const disk = mounted(64).path;
    const file = join(disk, "s.sqlite");
    expect(() => writeFileSync(join(disk, "film"), new Uint8Array(100_000))).toThrow("ENOSPC");
    const opened = openStore(file);
    expect(opened).toMatchObject({ ok: false, failure: { file } });
    rmSync(join(disk, "film"));
    expect(opened.ok ? null : opened.failure.kind).toBe("full");
  });

  test("that is read-only: says so when opened", () => {
    const disk = mounted(4096);
    const file = join(disk.path, "s.sqlite");
    openedStore(file).close();
    disk.readOnly(true);
    expect(openStore(file)).toMatchObject({ ok: false, failure: { kind: "cannot open", file } });
  });

  test("that is mounted twice is one place", () => {
    const original = temporaryDirectory();
    const other = join(temporaryDirectory(), "other");
    mkdirSync(other);
    execFileSync("mount", ["--bind", original, other]);
    onTestFinished(() => void execFileSync("umount", [other]));
    expect(isWithin(realPlace(join(other, "state")), original)).toBe(true);
    expect(isWithin(realPlace(join(other, "..", "state")), original)).toBe(false);
  });
});
