import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import { fileName, parseName } from "../../src/envelope/file-name.ts";
import { decodeHeader, encodeHeader } from "../../src/envelope/header-layout.ts";
import { identityFile, readIdentityFile } from "../../src/envelope/identity-file.ts";
import { inspectFile } from "../../src/envelope/inspect.ts";
import { openFile } from "../../src/envelope/open.ts";
import { toBase32 } from "../../src/model/base32.ts";
import { acknowledgementHeader, fileOf, joinHeader, messageHeader, refusedHeader, scene } from "../unit/envelope/parties.ts";
import { ISSUE_ID } from "../unit/protocol/sample-messages.ts";
import { type Parser, must, textOf, utf8 } from "./parser.ts";

/** Header, name, checks and what is inside; signatures count as right, and what is sealed lies open: those do not parse. */
export async function envelope(): Promise<Parser> {
  const s = await scene();
  const node = nodeCrypto();
  const crypto = {
    ...node,
    verify: () => true,
    open: (_key: unknown, _info: Uint8Array, _aad: Uint8Array, sealed: { ciphertext: Uint8Array }) => Promise.resolve(sealed.ciphertext),
  };
  const headers = [messageHeader(s), joinHeader(s), acknowledgementHeader(s), refusedHeader(s)];
  const inside = node.gzip(utf8('{"messages":[]}'));
  const plain = headers
    .slice(0, 1)
    .map((header) => Uint8Array.of(...encodeHeader(header, inside.length), ...new Uint8Array(32), ...inside, ...new Uint8Array(64)));
  const sealed = await Promise.all(headers.map(async (header) => (await fileOf(s, header)).bytes));
  return {
    seeds: [...sealed, ...plain],
    words: ["FERRY\r\n\u001a", "\u0001", "\u0002", "\u0000\u0000\u0000\u0001", "\u001f\u008b"],
    run: async (input) => {
      const decoded = decodeHeader(input);
      if (decoded.ok) {
        const { header, end, bodyLength } = decoded.value;
        must(Buffer.from(encodeHeader(header, bodyLength)).equals(input.subarray(0, end)), "another header has these bytes, too");
        const name = fileName(header, toBase32(crypto.sha256(input)));
        const expected = {
          connection: header.connection,
          sender: header.sender,
          addressee: header.addressee,
          identityKey: s.primary.identity.publicKey,
        };
        const inspected = inspectFile(crypto, name, input, expected);
        if (!inspected.ok) return inspected.failure.code;
        const opened = await openFile(crypto, inspected.value, s.primary.epochKey, s.context);
        return opened.ok ? `${header.kind} opened` : `${header.kind} ${opened.failure.code}`;
      }
      return `${decoded.failure.code} ${decoded.failure.detail?.replaceAll(/\d+/g, "n")}`;
    },
  };
}

export function envelopeName(): Parser {
  const hash = toBase32(new Uint8Array(32));
  return {
    seeds: [`1-0-${hash}.ferry`, `ack-${hash}.ferry`, `refused-${hash}.ferry`, `join-${ISSUE_ID}.ferry`].map(utf8),
    words: ["-", ".ferry", "ack-", "0", "281474976710655", "00", hash],
    run: (input) => parseName(textOf(input))?.kind ?? "none",
  };
}

/** Changes of an identity key; signatures count as right. What is read has one form. */
export function identityChange(): Parser {
  const node = nodeCrypto();
  const crypto = { ...node, verify: () => true };
  const [from, to] = [node.newIdentity(), node.newIdentity()];
  const id = ISSUE_ID;
  const made = identityFile(node, { connection: id, sender: id, addressee: id, number: 1, generation: 1, sequence: 7 }, from, to);
  return {
    seeds: [made.bytes],
    words: ["FERRY\r\n\u001a", "\u0001\u0001\u0006\u0000", "\u0000\u0000\u0000\u0001"],
    run: (input) => {
      const read = readIdentityFile(crypto, `identity-${toBase32(node.sha256(input))}.ferry`, input);
      must(read === null || input.length === made.bytes.length, "another length is read, too");
      must(read === null || (read.number > 0 && read.from !== read.to), "a change that is none is read");
      return read === null ? "none" : "change";
    },
  };
}
