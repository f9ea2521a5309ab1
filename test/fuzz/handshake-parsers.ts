import { toBase32 } from "../../src/model/base32.ts";
import { armour } from "../../src/protocol/armour.ts";
import { crc32 } from "../../src/protocol/crc32.ts";
import { readHandshakeFile, writeHandshakeFile } from "../../src/protocol/handshake-file.ts";
import { blockBytes } from "../../src/protocol/invite-block.ts";
import type { Invite } from "../../src/protocol/invite.ts";
import { COMMENT_ID, ISSUE_ID, PARTICIPANT } from "../unit/protocol/sample-messages.ts";
import { type Parser, must, textOf, utf8 } from "./parser.ts";

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

function readHandshake(text: string): string {
  const read = readHandshakeFile(text);
  if (!read.ok) return read.failure;
  const again = readHandshakeFile(writeHandshakeFile(read.value));
  must(again.ok && JSON.stringify(again.value) === JSON.stringify(read.value), "it reads otherwise when it is written again");
  return "ok";
}

export function handshake(): Parser {
  const file = writeHandshakeFile(INVITE);
  return {
    seeds: [file, file.replaceAll("\n", "\r\n> "), armour(new Uint8Array(3))].map(utf8),
    words: ["-----BEGIN ISSUE FERRY HANDSHAKE-----", "-----END ISSUE FERRY HANDSHAKE-----", "\n", "> ", "-", "\u2014", "\u200b", "0", "l"],
    run: (input) => readHandshake(textOf(input)),
  };
}

/** Blocks with the right checksum: damage would be found before anything else is read. */
export function handshakeBlock(): Parser {
  return {
    seeds: [blockBytes(INVITE), blockBytes({ ...INVITE, later: toBase32(Uint8Array.of(200, 0, 1, 7)) })],
    words: ["IFHS\u0001", "\u0001\u0000\u0010", "\u0009\u0000\u0000", "\u000b\u0000\u0002", "1.0"],
    run: (input) => {
      const bytes = input.length < 4 ? new Uint8Array(4) : input.slice();
      new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)));
      return readHandshake(armour(bytes));
    },
  };
}
