import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import type { ContractTerms } from "../../../src/model/contract.ts";
import { armour, unarmour } from "../../../src/protocol/armour.ts";
import { crc32 } from "../../../src/protocol/crc32.ts";
import { folderCalled, readHandshakeFile, writeHandshakeFile } from "../../../src/protocol/handshake-file.ts";
import { blockBytes } from "../../../src/protocol/invite-block.ts";
import { announcedBytes } from "../../../src/protocol/machines/contract-terms.ts";
import type { Invite } from "../../../src/protocol/invite.ts";
import { COMMENT_ID, ISSUE_ID, PARTICIPANT } from "./sample-messages.ts";

const key = (first: number): string => toBase32(Uint8Array.from({ length: 32 }, (_, i) => (first + i * 7) % 256));

const INVITE: Invite = {
  connection: ISSUE_ID,
  participant: PARTICIPANT,
  identityKey: key(1),
  epochKey: key(2),
  invitation: COMMENT_ID,
  secret: key(3),
  created: "2026-11-21T10:42:07.123Z",
  expires: "2026-12-05T10:42:07.123Z",
  project: "Acme valves",
  purpose: "nordwind",
  speaks: ["1.0"],
};
const FILE = writeHandshakeFile(INVITE);

const codeOf = (text: string): string => {
  const read = readHandshakeFile(text);
  return read.ok ? "ok" : read.failure;
};

/** A file with other bytes in its block; `seal` makes the checksum right again. */
function withBlock(change: (bytes: number[]) => void, seal = true): string {
  const bytes = [...blockBytes(INVITE)];
  change(bytes);
  const all = Uint8Array.from(bytes);
  if (seal) new DataView(all.buffer).setUint32(all.length - 4, crc32(all.subarray(0, -4)));
  return armour(all);
}

describe("a handshake file", () => {
  test("says to a person what it is, and reads back the same", () => {
    expect(FILE).toContain("Acme valves invites you");
    expect(FILE).toContain("until 2026-12-05");
    expect(readHandshakeFile(FILE)).toEqual({ ok: true, value: INVITE });
  });

  test("says what the exchange folder is called, in words that are only shown again and that bring no line of their own", () => {
    const named = writeHandshakeFile(INVITE, "acme-nordwind");
    expect(named).toContain('which both sides reach.\nAcme valves calls it "acme-nordwind".\nThe invitation can be used once');
    expect(FILE).not.toContain("calls it");
    expect([folderCalled(named), folderCalled(named.replaceAll("\n", "\r\n> ")), folderCalled(FILE)]).toEqual([
      "acme-nordwind",
      "acme-nordwind",
      null,
    ]);
    for (const folder of ["acme-nordwind", "x\ny", "-----END ISSUE FERRY HANDSHAKE-----", FILE]) {
      const text = writeHandshakeFile(INVITE, folder);
      expect(readHandshakeFile(text)).toEqual({ ok: true, value: INVITE });
      expect(text.split("\n").length).toBe(named.split("\n").length);
    }
  });

  test("has a block of at most 2 KiB, with the longest names, too", () => {
    const long = {
      ...INVITE,
      contract: key(4),
      project: "€".repeat(200),
      purpose: "𝔸".repeat(200),
      speaks: Array.from({ length: 16 }, (_, i) => `9999.99${i}-alpha.9999`),
    };
    const text = writeHandshakeFile(long);
    expect(text.slice(text.indexOf("-----BEGIN")).length).toBeLessThanOrEqual(2048);
    expect(readHandshakeFile(text)).toMatchObject({ ok: true, value: { project: "€".repeat(40), purpose: "𝔸".repeat(30) } });
  });

  test("gives the same bytes to hash at both sides", () => {
    const given = { ...INVITE, project: "A long name ".repeat(40) };
    const read = readHandshakeFile(writeHandshakeFile(given));
    expect(read.ok && blockBytes(read.value)).toEqual(blockBytes(given));
  });

  test("cannot be given another block or more lines by a name", () => {
    const evil = {
      ...INVITE,
      project: `x\n${FILE}`,
      purpose: "- -BEGIN ISSUE FERRY HANDSHAKE-\u2014 a -----END ISSUE FERRY HANDSHAKE-----",
    };
    const text = writeHandshakeFile(evil);
    expect(readHandshakeFile(text)).toMatchObject({ ok: true, value: { secret: INVITE.secret } });
    const linesBefore = (file: string): number => file.slice(0, file.lastIndexOf("-----BEGIN")).split("\n").length;
    expect(linesBefore(text)).toBe(linesBefore(FILE));
  });

  test("holds what was put in, whatever it is", () => {
    const bytes = (length: number): fc.Arbitrary<string> => fc.uint8Array({ minLength: length, maxLength: length }).map(toBase32);
    const time = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }).map((date) => date.toISOString());
    const name = fc.string({ maxLength: 20, unit: "grapheme-ascii" });
    const invite = fc.record({
      connection: bytes(16),
      participant: bytes(16),
      identityKey: bytes(32),
      epochKey: bytes(32),
      invitation: bytes(16),
      secret: bytes(32),
      created: time,
      expires: time,
      project: name,
      purpose: name,
      speaks: fc.constantFrom(["1.0"], ["2.0", "1.0"]),
    });
    fc.assert(
      fc.property(invite, (given) => {
        expect(readHandshakeFile(writeHandshakeFile(given))).toEqual({ ok: true, value: given });
      }),
    );
  });
});

describe("what mail and chat do to it is forgiven", () => {
  const block = FILE.slice(FILE.indexOf("-----BEGIN"));
  test.each([
    ["CRLF", FILE.replaceAll("\n", "\r\n")],
    ["quoted", FILE.replaceAll(/^/gm, "> ")],
    ["quoted twice", FILE.replaceAll(/^/gm, ">> ")],
    ["quoted and wrapped again", `> ${block.replaceAll(/(.{29})/g, "$1\n> ")}`],
    ["in one line", block.replaceAll("\n", " ")],
    ["upper case", block.toUpperCase()],
    ["nicer dashes", block.replaceAll("-----", "\u2014\u2013")],
    ["in a thread that quotes it again", `Hello,\n${FILE}\nOn Monday somebody wrote:\n${FILE.replaceAll(/^/gm, "> ")}`],
    ["with a byte order mark and text around", `\uFEFFHi\n\n${block}\n-- \nSent from my phone`],
  ])("%s", (_, text) => {
    expect(readHandshakeFile(text)).toEqual({ ok: true, value: INVITE });
  });
});

describe("what damages it is not", () => {
  test("any letter of the block changed, left out or doubled", () => {
    const start = FILE.indexOf("HANDSHAKE-----\n") + 15;
    const end = FILE.indexOf("\n-----END");
    for (let at = start; at < end; at++) {
      if (FILE[at] === "\n") continue;
      const other = FILE[at] === "7" ? "8" : "7";
      for (const text of [other, "", `${FILE[at]}${FILE[at]}`])
        expect(codeOf(FILE.slice(0, at) + text + FILE.slice(at + 1))).toBe("DAMAGED");
    }
  });

  test("two lines swapped", () => {
    const lines = FILE.split("\n");
    const at = lines.findIndex((line) => line.startsWith("-----BEGIN"));
    const swapped = [...lines.slice(0, at + 1), lines[at + 2], lines[at + 1], ...lines.slice(at + 3)];
    expect(codeOf(swapped.join("\n"))).toBe("DAMAGED");
  });

  test("cut at any place after the first marker", () => {
    const begin = FILE.indexOf("-----BEGIN") + 36;
    for (let length = begin + 2; length < FILE.length - 6; length += 7) expect(codeOf(FILE.slice(0, length))).toBe("DAMAGED");
  });

  test.each([
    ["nothing", "", "NO_BLOCK"],
    ["another text", "Dear all,\n-- \n", "NO_BLOCK"],
    ["two invitations", FILE + writeHandshakeFile({ ...INVITE, secret: key(9) }), "SEVERAL_BLOCKS"],
    ["an endless text", "x".repeat(1_000_001), "TOO_LARGE"],
    ["no letters", armour(new Uint8Array()), "DAMAGED"],
    ["a later format", withBlock((bytes) => (bytes[4] = 2)), "TOO_NEW"],
    ["a later format, damaged", withBlock((bytes) => (bytes[4] = 2), false), "DAMAGED"],
    ["format 0", withBlock((bytes) => (bytes[4] = 0)), "MALFORMED"],
    ["other magic", withBlock((bytes) => (bytes[0] = 0)), "MALFORMED"],
    ["a part of another length", withBlock((bytes) => bytes.splice(7, 2, 15)), "MALFORMED"],
    ["a part that is longer than the block", withBlock((bytes) => (bytes[6] = 0xff)), "MALFORMED"],
    ["parts out of order", withBlock((bytes) => (bytes[5] = 9)), "MALFORMED"],
    ["a part missing", withBlock((bytes) => bytes.splice(5, 19)), "MALFORMED"],
    ["a block far too long", armour(new Uint8Array(2_000)), "DAMAGED"],
  ])("%s", (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test("a text made to be slow is not", () => {
    const start = performance.now();
    for (const text of [
      "-".repeat(1_000_000),
      "-----BEGIN ISSUE FERRY HANDSHAKE-----".repeat(27_000),
      `${"-".repeat(10)}BEGIN${" ".repeat(999_000)}`,
    ])
      expect(["NO_BLOCK", "DAMAGED"]).toContain(codeOf(text));
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("reading never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readHandshakeFile(armour(bytes))).toHaveProperty("ok");
      }),
    );
    const edit = fc.record({ at: fc.nat(FILE.length), drop: fc.nat(5), put: fc.string({ maxLength: 5 }) });
    fc.assert(
      fc.property(edit, ({ at, drop, put }) => {
        expect(readHandshakeFile(FILE.slice(0, at) + put + FILE.slice(at + drop))).toHaveProperty("ok");
      }),
    );
  });
});

test("what a later version adds is kept, and hashed with the rest", () => {
  const text = withBlock((bytes) => bytes.splice(-4, 0, 13, 0, 2, 0xab, 0xcd, 200, 0, 0));
  const read = readHandshakeFile(text);
  expect(read).toMatchObject({ ok: true, value: { ...INVITE, later: toBase32(Uint8Array.from([13, 0, 2, 0xab, 0xcd, 200, 0, 0])) } });
  const bytes = unarmour(text);
  expect(read.ok && bytes.ok && toBase32(blockBytes(read.value)) === toBase32(bytes.value)).toBe(true);
});

test("an announced contract is read back, and hashed with the rest; without one the file is as it ever was", () => {
  const announcing = { ...INVITE, contract: key(4) };
  expect(readHandshakeFile(writeHandshakeFile(announcing))).toEqual({ ok: true, value: announcing });
  expect(readHandshakeFile(FILE)).toEqual({ ok: true, value: INVITE });
  expect(toBase32(blockBytes({ ...announcing, contract: key(5) }))).not.toBe(toBase32(blockBytes(announcing)));
  expect(codeOf(withBlock((bytes) => bytes.splice(-4, 0, 12, 0, 2, 0xab, 0xcd)))).toBe("MALFORMED");
});

test("the checksum is CRC-32", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

describe("the test vector", () => {
  const vector = JSON.parse(readFileSync("docs/vectors/handshake-file.json", "utf8")) as {
    invite: Invite;
    block: string;
    sha256: string;
    text: string;
    announcing: { terms: ContractTerms; hashed: string; hash: string; invite: Invite; text: string };
  };

  test("is what this program writes and reads", () => {
    expect(writeHandshakeFile(vector.invite)).toBe(vector.text);
    expect(readHandshakeFile(vector.text)).toEqual({ ok: true, value: vector.invite });
    expect(toBase32(blockBytes(vector.invite))).toBe(vector.block);
    expect(
      createHash("sha256")
        .update(fromBase32(vector.block) ?? "")
        .digest("hex"),
    ).toBe(vector.sha256);
  });

  test("with an announced contract, too", () => {
    const { terms, invite, hashed, hash, text } = vector.announcing;
    expect(new TextDecoder().decode(announcedBytes(terms))).toBe(hashed);
    expect(createHash("sha256").update(hashed).digest("hex")).toBe(hash);
    expect(invite.contract).toBe(toBase32(Buffer.from(hash, "hex")));
    expect(writeHandshakeFile(invite)).toBe(text);
    expect(readHandshakeFile(text)).toEqual({ ok: true, value: invite });
  });
});
