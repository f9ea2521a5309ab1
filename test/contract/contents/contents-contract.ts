import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ContentMark, ContentReader, Contents } from "../../../src/ports/contents.ts";

/** One attachment that is known and whose content is not there. `place`: where it would lie; `again`: as another process opens the same. */
export interface ContentsSetting {
  readonly contents: Contents;
  readonly issue: string;
  readonly attachment: string;
  readonly mark: ContentMark;
  readonly place: string;
  readonly again: () => Contents;
  readonly close: () => void;
}

const markOf = (bytes: Uint8Array): ContentMark => ({
  size: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/** What every implementation of `ports/contents.ts` keeps. */
export function contentsContract(name: string, make: (mark: ContentMark) => Promise<ContentsSetting>): void {
  describe(`contents: ${name}`, () => {
    const bytes = new Uint8Array(randomBytes(5_000));
    let setting: ContentsSetting;
    const append = (at: number, some: Uint8Array, contents = setting.contents): ReturnType<Contents["append"]> =>
      contents.append(setting.issue, setting.attachment, setting.mark, at, some);
    const arrived = (contents = setting.contents): Promise<number> => contents.arrived(setting.issue, setting.attachment, setting.mark);
    const finish = (contents = setting.contents): ReturnType<Contents["finish"]> =>
      contents.finish(setting.issue, setting.attachment, setting.mark);
    const open = async (mark = setting.mark): Promise<ContentReader | null> => {
      const reader = await setting.contents.open(setting.issue, setting.attachment, mark);
      if (reader === "busy") throw new Error("it cannot be read");
      return reader;
    };
    beforeEach(async () => {
      setting = await make(markOf(bytes));
    });
    afterEach(() => setting.close());

    it("is not here before all of it has arrived, and is whole then, also when it was finished by another process", async () => {
      expect([await arrived(), await open()]).toEqual([0, null]);
      expect(await append(0, bytes.subarray(0, 3_000))).toBeNull();
      expect([await arrived(), await arrived(setting.again()), await open(), existsSync(setting.place)]).toEqual([
        3_000,
        3_000,
        null,
        false,
      ]);
      expect(await append(3_000, bytes.subarray(3_000), setting.again())).toBeNull();
      expect(existsSync(setting.place)).toBe(false);
      expect([await finish(setting.again()), await finish()]).toEqual([null, null]);
      expect(new Uint8Array(readFileSync(setting.place))).toEqual(bytes);
      const reader = await open();
      expect([reader?.size, await reader?.read(4_990, 100), await reader?.read(0, 2)]).toEqual([
        5_000,
        bytes.slice(4_990),
        bytes.slice(0, 2),
      ]);
      await reader?.[Symbol.asyncDispose]();
      expect(await arrived()).toBe(0);
    });

    it("goes on where the last safe byte was: what came behind it counts as not come", async () => {
      await append(0, bytes.subarray(0, 3_000));
      expect(await append(2_000, bytes.subarray(2_000, 2_500))).toBeNull();
      expect(await arrived()).toBe(2_500);
      expect(await append(2_500, bytes.subarray(2_500, 4_000))).toBeNull();
      expect(await arrived()).toBe(4_000);
      await append(4_000, bytes.subarray(4_000));
      expect(await finish()).toBeNull();
    });

    it("is thrown away where it is not what was announced: too short, too long, another one, or with a gap", async () => {
      await append(0, bytes.subarray(0, 4_999));
      expect([await finish(), await arrived(), existsSync(setting.place)]).toEqual([{ kind: "wrong" }, 0, false]);
      await append(0, new Uint8Array(5_000));
      expect([await finish(), await arrived(), existsSync(setting.place)]).toEqual([{ kind: "wrong" }, 0, false]);
      expect([await append(0, new Uint8Array(5_001)), await arrived()]).toEqual([{ kind: "wrong" }, 0]);
      expect([await append(10, bytes.subarray(10, 20)), await arrived()]).toEqual([{ kind: "wrong" }, 0]);
    });

    it("leaves a file that somebody made in its place, and is content with the same one", async () => {
      await append(0, bytes);
      writeFileSync(setting.place, "mine");
      expect(await finish()).toMatchObject({ kind: "taken" });
      expect([readFileSync(setting.place, "utf8"), await open()]).toEqual(["mine", null]);
      writeFileSync(setting.place, bytes);
      expect(await finish()).toBeNull();
    });

    it("is dropped when nobody wants it any more, and collected from the beginning for another content", async () => {
      await append(0, bytes.subarray(0, 100));
      const drop = (mark: ContentMark) => setting.contents.drop(setting.issue, setting.attachment, mark);
      // Another content of the same attachment is not meant.
      expect([await drop(markOf(new Uint8Array(7_000))), await arrived()]).toEqual([true, 100]);
      expect([await drop(setting.mark), await drop(setting.mark), await arrived()]).toEqual([true, true, 0]);
      await append(0, bytes.subarray(0, 100));
      expect(await setting.contents.arrived(setting.issue, setting.attachment, markOf(new Uint8Array(7_000)))).toBe(0);
    });

    it("is no content of what is not known", async () => {
      const stranger = `${setting.attachment.slice(0, 24)}00`;
      expect(await setting.contents.append(setting.issue, stranger, setting.mark, 0, bytes)).toEqual({ kind: "unknown" });
      expect(await setting.contents.open(setting.issue, stranger, setting.mark)).toBeNull();
      expect(await setting.contents.append(setting.issue, "../../x", setting.mark, 0, bytes)).toEqual({ kind: "unknown" });
    });

    it("takes away exactly what is named, and nothing else", async () => {
      const remove = (sha256: string) => setting.contents.remove(setting.issue, setting.attachment, sha256);
      const stands = (sha256: string) => setting.contents.stands(setting.issue, setting.attachment, sha256);
      expect([await stands(setting.mark.sha256), await remove(setting.mark.sha256)]).toEqual(["missing", { kind: "missing" }]);
      writeFileSync(setting.place, "mine");
      expect([await stands(setting.mark.sha256), await remove(setting.mark.sha256)]).toEqual(["another", { kind: "another" }]);
      expect(readFileSync(setting.place, "utf8")).toBe("mine");
      const { sha256 } = markOf(new TextEncoder().encode("mine"));
      expect([await stands(sha256), await remove(sha256), existsSync(setting.place)]).toEqual(["same", null, false]);
    });

    it("replaces exactly what is named, and nothing else", async () => {
      await append(0, bytes);
      writeFileSync(setting.place, "mine");
      const over = (sha256: string) => setting.contents.finish(setting.issue, setting.attachment, setting.mark, sha256);
      expect(await over(setting.mark.sha256)).toEqual({ kind: "another" });
      expect([readFileSync(setting.place, "utf8"), await arrived()]).toEqual(["mine", 5_000]);
      expect(await over(markOf(new TextEncoder().encode("mine")).sha256)).toBeNull();
      expect(new Uint8Array(readFileSync(setting.place))).toEqual(bytes);
    });

    it("says so while it is read where it is another one by now", async () => {
      await append(0, bytes);
      await finish();
      const reader = await open();
      writeFileSync(setting.place, "another");
      expect(await reader?.read(0, 10)).toBeNull();
      await reader?.[Symbol.asyncDispose]();
      expect(await open()).toBeNull();
    });
  });
}
