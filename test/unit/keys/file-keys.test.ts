import fs, { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { KeyFileBroken, fileKeys } from "../../../src/keys/file-keys.ts";
import { Impossible } from "../../../src/model/failure.ts";
import { newId } from "../../../src/model/ids.ts";

const CONNECTION = newId(1, new Uint8Array(10).fill(7));
const PAIR = { publicKey: new Uint8Array(32).fill(1), privateKey: new Uint8Array(32).fill(2) };
const OTHER = { publicKey: new Uint8Array(32).fill(3), privateKey: new Uint8Array(32).fill(4) };

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ferry-keys-"));
  directory = join(root, "state", "keys");
});
afterEach(() => rmSync(root, { recursive: true }));

describe("file keys", () => {
  test("are there again for the next process", () => {
    const keys = fileKeys(directory);
    expect(keys.get("identity")).toBeNull();
    keys.put("identity", PAIR);
    keys.put(`epoch-${CONNECTION}-0`, OTHER);
    keys.putSecret(`secret-${CONNECTION}`, Uint8Array.of(9, 8, 7));
    const again = fileKeys(directory);
    expect(again.get("identity")).toEqual(PAIR);
    expect(again.get(`epoch-${CONNECTION}-0`)).toEqual(OTHER);
    expect(again.getSecret(`secret-${CONNECTION}`)).toEqual(Uint8Array.of(9, 8, 7));
    expect(again.get(`epoch-${CONNECTION}-1`)).toBeNull();
  });

  test("epoch keys of a connection are listed by number, and nothing else", () => {
    const keys = fileKeys(directory);
    expect(keys.epochKeys(CONNECTION)).toEqual([]);
    keys.put("identity", PAIR);
    keys.putSecret(`secret-${CONNECTION}`, Uint8Array.of(9));
    for (const number of [12, 0, 9]) keys.put(`epoch-${CONNECTION}-${number}`, OTHER);
    keys.put(`epoch-${newId(2, new Uint8Array(10))}-5`, OTHER);
    writeFileSync(join(directory, `epoch-${CONNECTION}-7.key.tmp`), "");
    expect(keys.epochKeys(CONNECTION)).toEqual([0, 9, 12]);
    keys.remove(`epoch-${CONNECTION}-9`);
    expect(keys.epochKeys(CONNECTION)).toEqual([0, 12]);
  });

  test.skipIf(process.platform === "win32")("are for their owner only, also in a directory that was open", () => {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    fileKeys(directory).put("identity", PAIR);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "identity.key")).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === "win32")("are on the disk before they have their names, and the names afterwards", () => {
    fileKeys(directory).put("identity", PAIR);
    const seen: string[] = [];
    const real = fs.fsyncSync;
    const replace = (by: typeof real): void => {
      fs.fsyncSync = by;
      syncBuiltinESMExports();
    };
    onTestFinished(() => replace(real));
    replace((handle) => {
      const keys = readdirSync(directory).filter((name) => name.endsWith(".key"));
      seen.push(`${fs.fstatSync(handle).isDirectory() ? "directory" : "file"} [${keys.join(" ")}]`);
      real(handle);
    });
    fileKeys(directory).putSecret(`secret-${CONNECTION}`, Uint8Array.of(9));
    fileKeys(directory).remove(`secret-${CONNECTION}`);
    const both = `identity.key secret-${CONNECTION}.key`;
    expect(seen).toEqual(["file [identity.key]", `directory [${both}]`, "directory [identity.key]"]);
  });

  test("leave nothing beside themselves, nor trip over what a crash left", () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "identity.key.tmp"), "half a ke");
    fileKeys(directory).put("identity", PAIR);
    expect(readdirSync(directory)).toEqual(["identity.key"]);
    expect(fileKeys(directory).get("identity")).toEqual(PAIR);
  });

  test("never write through a link", () => {
    mkdirSync(directory, { recursive: true });
    const elsewhere = join(root, "elsewhere");
    writeFileSync(elsewhere, "mine");
    symlinkSync(elsewhere, join(directory, "identity.key.tmp"));
    fileKeys(directory).put("identity", PAIR);
    expect(readFileSync(elsewhere, "utf8")).toBe("mine");
    expect(fileKeys(directory).get("identity")).toEqual(PAIR);
  });

  test("are gone when removed, and removing twice is fine", () => {
    const keys = fileKeys(directory);
    keys.remove("identity");
    keys.put("identity", PAIR);
    keys.remove("identity");
    keys.remove("identity");
    expect(keys.get("identity")).toBeNull();
  });

  test("an epoch key may be replaced, the identity never", () => {
    const keys = fileKeys(directory);
    keys.put(`epoch-${CONNECTION}-0`, PAIR);
    keys.put(`epoch-${CONNECTION}-0`, OTHER);
    expect(keys.get(`epoch-${CONNECTION}-0`)).toEqual(OTHER);
    keys.put("identity", PAIR);
    keys.put("identity", PAIR);
    expect(() => keys.put("identity", OTHER)).toThrow(Impossible);
    expect(keys.get("identity")).toEqual(PAIR);
  });

  test("say that a file is broken, wherever it is cut or changed, and do not replace an identity then", () => {
    const keys = fileKeys(directory);
    keys.put("identity", PAIR);
    const path = join(directory, "identity.key");
    const whole = readFileSync(path, "utf8");
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.slice(0, length));
      expect(() => keys.get("identity")).toThrow(KeyFileBroken);
    }
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(path, `${whole.slice(0, at)}${whole[at] === "1" ? "2" : "1"}${whole.slice(at + 1)}`);
      expect(() => keys.get("identity")).toThrow(KeyFileBroken);
    }
    expect(() => keys.put("identity", OTHER)).toThrow(KeyFileBroken);
  });

  test("a secret under the name of a key is broken", () => {
    const keys = fileKeys(directory);
    keys.putSecret(`secret-${CONNECTION}`, PAIR.privateKey);
    writeFileSync(join(directory, "identity.key"), readFileSync(join(directory, `secret-${CONNECTION}.key`)));
    expect(() => keys.get("identity")).toThrow(KeyFileBroken);
  });

  test.each(["", "../identity", "identity/../x", "epoch-1-0", `epoch-${CONNECTION}-01`, `epoch-${CONNECTION}-`, "Identity", "identity\n"])(
    "refuse the name %j",
    (name) => {
      const keys = fileKeys(directory);
      expect(() => keys.put(name, PAIR)).toThrow(Impossible);
      expect(() => keys.get(name)).toThrow(Impossible);
      expect(() => keys.remove(name)).toThrow(Impossible);
    },
  );

  test("keep pairs and secrets apart by name", () => {
    const keys = fileKeys(directory);
    expect(() => keys.put(`secret-${CONNECTION}`, PAIR)).toThrow(Impossible);
    expect(() => keys.putSecret("identity", PAIR.privateKey)).toThrow(Impossible);
  });
});
