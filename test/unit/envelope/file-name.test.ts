import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type FileName, fileName, parseName } from "../../../src/envelope/file-name.ts";
import { MAX_NUMBER } from "../../../src/envelope/limits.ts";
import { type Scene, acknowledgementHeader, joinHeader, messageHeader, refusedHeader, scene } from "./parties.ts";

let s: Scene;
let hash: string;
beforeAll(async () => {
  s = await scene();
  hash = s.context.transcript;
});

describe("file names", () => {
  test("say what is inside", () => {
    expect(parseName(fileName(messageHeader(s), hash))).toEqual({ kind: "message", generation: 2, sequence: 7, hash });
    expect(parseName(fileName(acknowledgementHeader(s), hash))).toEqual({ kind: "acknowledgement", hash });
    expect(parseName(fileName(refusedHeader(s), hash))).toEqual({ kind: "refused", hash });
    expect(parseName(fileName(joinHeader(s), hash))).toEqual({ kind: "join", invitation: s.invitation });
  });

  test("stay below 100 characters", () => {
    const longest = fileName(messageHeader(s, { generation: MAX_NUMBER, sequence: MAX_NUMBER }), hash);
    expect(longest.length).toBeLessThan(100);
    expect(parseName(longest)).not.toBeNull();
  });

  test("are the only names that are read", () => {
    const name = fileName(messageHeader(s), hash);
    const foreign = [
      "",
      "desktop.ini",
      name.toUpperCase(),
      name.replace(".ferry", ".sync-conflict-20261121-101010-ABCDEFG.ferry"),
      name.replace(".ferry", " (conflicted copy).ferry"),
      `.${name}`,
      `${name}\n`,
      `${name}.tmp`,
      `../${name}`,
      name.replace("2-7", "02-7"),
      name.replace("2-7", "2--7"),
      name.replace("2-7", "2-1e1"),
      name.replace("2-7", `${MAX_NUMBER + 1}-7`),
      name.replace("2-7-", ""),
      name.replace(hash, hash.slice(1)),
      name.replace(hash, `${hash.slice(0, -1)}1`),
      `start-${hash}.ferry`,
      `ack-${s.invitation}.ferry`,
      `join-${hash}.ferry`,
      `join-${s.invitation.slice(0, -1)}1.ferry`,
      `2-7-${s.invitation}.ferry`,
    ];
    for (const other of foreign) expect([other, parseName(other)]).toEqual([other, null]);
  });

  test("have one form only", () => {
    const near = fc.tuple(fc.constantFrom("2-7-", "ack-", "join-", "refused-", "0-0-"), fc.constantFrom("", "0", "-", "2-7-"), fc.nat(60));
    fc.assert(
      fc.property(near, ([start, middle, cut]) => {
        const name = `${start}${middle}${hash.slice(0, cut)}.ferry`;
        const parsed = parseName(name);
        expect(parsed === null ? name : written(parsed)).toBe(name);
      }),
    );
  });
});

function written(name: FileName): string {
  switch (name.kind) {
    case "message":
      return `${name.generation}-${name.sequence}-${name.hash}.ferry`;
    case "acknowledgement":
      return `ack-${name.hash}.ferry`;
    case "refused":
      return `refused-${name.hash}.ferry`;
    case "join":
      return `join-${name.invitation}.ferry`;
  }
}
