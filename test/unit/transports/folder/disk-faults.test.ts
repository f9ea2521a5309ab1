import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { giveName } from "../../../../src/transports/folder/writing.ts";
import { canMount, smallDisk, type SmallDisk } from "../../../support/small-disk.ts";
import { offer, placeIn, writerRoute } from "./folder-place.ts";

if (canMount) registerTests();
else process.stderr.write("not registered, since mounting is not allowed here: disk faults of the folder transport\n");

function registerTests(): void {
  describe("on a disk of its own", () => {
    let disk: SmallDisk;
    let place: ReturnType<typeof placeIn>;
    beforeEach(async () => {
      const mounted = smallDisk(256);
      if (mounted === null) throw new Error("mounting is not allowed any more");
      disk = mounted;
      place = placeIn(disk.path);
      await mkdir(place.exchange);
    });
    afterEach(() => disk.unmount());

    test("a full disk is a failure, smaller messages still go, no half file is left, and it goes on by itself", async () => {
      const ballast = join(disk.path, "ballast");
      await writeFile(ballast, new Uint8Array(160 * 1024));
      const transport = folderTransport(place.exchange);
      const offers = [offer("1-0-a.ferry", new Uint8Array(120 * 1024)), offer("ack-b.ferry", "small")];
      const pass = await transport.maintain(writerRoute, offers, true);
      expect(pass).toMatchObject({ written: 1, failure: { kind: "full", detail: "ENOSPC" } });
      expect(await readdir(place.offers)).toEqual(["ack-b.ferry"]);
      expect(await readdir(place.tmp)).toEqual([]);
      await rm(ballast);
      expect(await transport.maintain(writerRoute, offers, true)).toMatchObject({ written: 1, failure: null });
    });

    test("withdrawing makes room on a full disk", async () => {
      const transport = folderTransport(place.exchange);
      await transport.maintain(writerRoute, [offer("1-0-a.ferry", new Uint8Array(200 * 1024))], false);
      const next = [offer("1-1-b.ferry", new Uint8Array(200 * 1024))];
      expect(await transport.maintain(writerRoute, next, false)).toMatchObject({ written: 0, withdrawn: 1, failure: { kind: "full" } });
      expect(await transport.maintain(writerRoute, next, false)).toMatchObject({ written: 1, failure: null });
    });

    test("a read-only disk is a failure for the writer and none for the reader", async () => {
      const transport = folderTransport(place.exchange);
      await transport.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
      disk.readOnly(true);
      expect(await transport.check()).toMatchObject({ kind: "read only", detail: "EROFS" });
      expect(await transport.maintain(writerRoute, [offer("1-1-b.ferry", "y")], false)).toMatchObject({ failure: { kind: "read only" } });
      expect(await transport.list(writerRoute, writerRoute.self)).toMatchObject({ messages: [{ name: "1-0-a.ferry" }] });
      disk.readOnly(false);
      expect(await transport.maintain(writerRoute, [offer("1-1-b.ferry", "y")], false)).toMatchObject({
        written: 1,
        withdrawn: 1,
        failure: null,
      });
    });

    test("a name that is held is given up for this pass, the others are written, and it succeeds later", async () => {
      const transport = folderTransport(place.exchange);
      await transport.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
      // A mount on the file: renaming over it answers EBUSY, as a virus scanner's grip does on Windows.
      const held = join(place.offers, "1-0-a.ferry");
      const other = join(disk.path, "other");
      await writeFile(other, "other bytes");
      execFileSync("mount", ["--bind", other, held]);
      const offers = [offer("1-0-a.ferry", "x"), offer("1-1-b.ferry", "y")];
      try {
        const pass = await transport.maintain(writerRoute, offers, false);
        expect(pass).toMatchObject({ written: 1, failure: { kind: "unreachable", place: held, detail: "EBUSY" } });
        expect(await readdir(place.tmp)).toEqual([]);
      } finally {
        execFileSync("umount", [held]);
      }
      expect(await transport.maintain(writerRoute, offers, true)).toMatchObject({ written: 0, failure: null });
    });

    test("a name that is held for a moment is waited for", async () => {
      const held = join(disk.path, "held");
      const mine = join(disk.path, "mine");
      const prepared = join(disk.path, "prepared");
      for (const path of [held, mine, prepared]) await writeFile(path, path);
      execFileSync("mount", ["--bind", held, held]);
      const named = giveName(prepared, held, true);
      // Its first try was before ours.
      await expect(rename(mine, held)).rejects.toThrow("EBUSY");
      execFileSync("umount", [held]);
      await named;
      expect(await readFile(held, "utf8")).toBe(prepared);
    });
  });
}
