import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { fileName } from "../../../src/envelope/file-name.ts";
import { type Expected, type InspectedFile, inspectFile } from "../../../src/envelope/inspect.ts";
import type { EnvelopeFailure } from "../../../src/envelope/failure.ts";
import { MAX_FILE_BYTES, MAX_PLAIN_BYTES } from "../../../src/envelope/limits.ts";
import { joinMacAgrees } from "../../../src/envelope/join-mac.ts";
import { openFile } from "../../../src/envelope/open.ts";
import { type SealedFile, sealFile, signFile } from "../../../src/envelope/seal.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { Impossible, type Result } from "../../../src/model/failure.ts";
import {
  BODY,
  type Party,
  type Scene,
  acknowledgementHeader,
  expecting,
  fileOf,
  joinHeader,
  messageHeader,
  refusedHeader,
  scene,
  startHeader,
} from "./parties.ts";

/** Points of low order on Curve25519. */
const LOW_ORDER = toBase32(Buffer.from("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", "hex"));

let s: Scene;
let headers: readonly Header[];
let files: readonly (readonly [Header, SealedFile])[];
beforeAll(async () => {
  s = await scene();
  headers = [messageHeader(s), joinHeader(s), acknowledgementHeader(s), refusedHeader(s), startHeader(s)];
  files = await Promise.all(headers.map(async (header) => [header, await fileOf(s, header)] as const));
});

type Inspected = Result<InspectedFile, EnvelopeFailure>;

function inspect(name: string, bytes: Uint8Array, expect: Expected): Inspected {
  return inspectFile(s.crypto, name, bytes, expect);
}

/** As if its writer had given the changed bytes their own right name. */
function renamed(header: Header, bytes: Uint8Array): string {
  return fileName(header, toBase32(s.crypto.sha256(bytes)));
}

/** What a party signs that does not keep to the rules of `sealFile`. */
function forged(header: Header, by: Party): { name: string; bytes: Uint8Array } {
  const unsigned = Uint8Array.of(
    ...encodeHeader(header, 0),
    ...(header.kind === "message" || header.kind === "join" ? new Uint8Array(32) : []),
  );
  const bytes = Uint8Array.of(...unsigned, ...s.crypto.sign(by.identity.privateKey, unsigned));
  return { name: renamed(header, bytes), bytes };
}

const code = (result: Inspected | Result<Uint8Array, EnvelopeFailure>): string => (result.ok ? "ok" : result.failure.code);

async function opened(header: Header, file: SealedFile, change: Partial<Scene["context"]> = {}, key?: Party): Promise<string> {
  const inspected = inspect(file.name, file.bytes, expecting(s, header));
  if (!inspected.ok) return inspected.failure.code;
  const to = key ?? (header.addressee === s.primary.id ? s.primary : s.secondary);
  return code(await openFile(s.crypto, inspected.value, to.epochKey, { ...s.context, ...change }));
}

describe("a file as its writer left it", () => {
  test("is taken, and says what was meant", async () => {
    for (const [header, file] of files) {
      const inspected = inspect(file.name, file.bytes, expecting(s, header));
      expect(inspected).toMatchObject({ ok: true, value: { header, hash: file.hash, name: file.name } });
    }
  });

  test("opens for its addressee", async () => {
    for (const [header, file] of files.slice(0, 2)) {
      const inspected = inspect(file.name, file.bytes, expecting(s, header));
      if (!inspected.ok) throw new Error(inspected.failure.code);
      const to = header.addressee === s.primary.id ? s.primary : s.secondary;
      expect(await openFile(s.crypto, inspected.value, to.epochKey, s.context)).toEqual({ ok: true, value: BODY });
    }
  });

  test("shows nothing of what it seals", () => {
    for (const [, file] of files.slice(0, 2)) {
      expect(Buffer.from(file.bytes).includes(Buffer.from(BODY.subarray(0, 8)))).toBe(false);
      expect(Buffer.from(file.bytes).includes(Buffer.from(s.crypto.gzip(BODY).subarray(0, 12)))).toBe(false);
    }
  });
});

describe("a file that somebody changed on its way", () => {
  test("is refused with any bit of any byte flipped, under its name or one that fits", () => {
    for (const [header, file] of files) {
      for (let at = 0; at < file.bytes.length; at++) {
        const bytes = file.bytes.with(at, (file.bytes[at] ?? 0) ^ (1 << (at % 8)));
        expect([at, inspect(file.name, bytes, expecting(s, header)).ok]).toEqual([at, false]);
        expect([at, inspect(renamed(header, bytes), bytes, expecting(s, header)).ok]).toEqual([at, false]);
      }
    }
  });

  test("is refused cut at any byte, zero-filled, or with something appended", () => {
    for (const [header, file] of files) {
      const variants = Array.from(file.bytes, (_, at) => file.bytes.slice(0, at));
      variants.push(new Uint8Array(file.bytes.length), Uint8Array.of(...file.bytes, 0), Uint8Array.of(...file.bytes, ...file.bytes));
      variants.push(Uint8Array.from(file.bytes).fill(0, 64), Uint8Array.from(file.bytes).fill(0, file.bytes.length - 64));
      for (const bytes of variants) {
        expect(inspect(file.name, bytes, expecting(s, header)).ok).toBe(false);
        expect(inspect(renamed(header, bytes), bytes, expecting(s, header)).ok).toBe(false);
      }
    }
  });

  test("has no room for more bytes than its header counts", () => {
    for (const [header, file] of files) {
      const bytes = Uint8Array.of(...file.bytes, 0);
      expect(code(inspect(renamed(header, bytes), bytes, expecting(s, header)))).toBe("NOT_A_MESSAGE");
    }
  });

  test("is told from a newer partner: damage to the version byte is damage", () => {
    const [header, file] = files[0]!;
    const bytes = file.bytes.with(8, 2);
    expect(code(inspect(file.name, bytes, expecting(s, header)))).toBe("NAME_MISMATCH");
    expect(code(inspect(renamed(header, bytes), bytes, expecting(s, header)))).toBe("UNKNOWN_VERSION");
  });

  test("is refused under any other name", () => {
    const [header, file] = files[0]!;
    const [, acknowledgement] = files[2]!;
    const other = toBase32(s.crypto.sha256(Uint8Array.of(9)));
    const names = [
      `2-8-${file.hash}.ferry`,
      `3-7-${file.hash}.ferry`,
      `2-7-${other}.ferry`,
      `ack-${file.hash}.ferry`,
      `refused-${file.hash}.ferry`,
      `join-${s.invitation}.ferry`,
      file.name.replace(".ferry", " (1).ferry"),
    ];
    for (const name of names) expect(code(inspect(name, file.bytes, expecting(s, header)))).toBe("NAME_MISMATCH");
    const asMessage = `2-7-${acknowledgement.hash}.ferry`;
    expect(code(inspect(asMessage, acknowledgement.bytes, expecting(s, header)))).toBe("NAME_MISMATCH");
    const asRefusal = `refused-${acknowledgement.hash}.ferry`;
    expect(code(inspect(asRefusal, acknowledgement.bytes, expecting(s, header)))).toBe("NAME_MISMATCH");
  });

  test("is refused as a join under another invitation", () => {
    const [header, file] = files[1]!;
    const name = `join-${s.context.connection}.ferry`;
    expect(code(inspect(name, file.bytes, expecting(s, header)))).toBe("NAME_MISMATCH");
  });

  test("is not even hashed when it is too large", () => {
    const [header] = files[0]!;
    const blind = { ...s.crypto, sha256: (): never => expect.fail("hashed") };
    const result = inspectFile(blind, files[0]![1].name, new Uint8Array(MAX_FILE_BYTES + 1), expecting(s, header));
    expect(code(result)).toBe("TOO_LARGE");
  });
});

describe("a file that is genuine, elsewhere", () => {
  test("is refused on another connection", () => {
    for (const [header, file] of files) {
      const here = expecting(s, header, { connection: s.invitation });
      expect(code(inspect(file.name, file.bytes, here))).toBe("OTHER_CONNECTION");
    }
  });

  test("is refused by whom it was not written to, and reflected to its sender", () => {
    for (const [header, file] of files) {
      const stranger = expecting(s, header, { addressee: s.stranger.id });
      expect(code(inspect(file.name, file.bytes, stranger))).toBe("OTHER_ADDRESSEE");
      const reflected = expecting(s, header, { addressee: header.sender, sender: header.addressee });
      expect(code(inspect(file.name, file.bytes, reflected))).toBe("OTHER_ADDRESSEE");
    }
  });

  test("is read by its writer whoever it was written to", () => {
    for (const [header, file] of files) expect(code(inspect(file.name, file.bytes, expecting(s, header, { addressee: null })))).toBe("ok");
  });

  test("is refused in the directory of another sender", () => {
    for (const [header, file] of files) {
      expect(code(inspect(file.name, file.bytes, expecting(s, header, { sender: s.stranger.id })))).toBe("OTHER_SENDER");
    }
  });
});

describe("a file that a stranger wrote", () => {
  test("is refused under a known id", () => {
    for (const header of headers.filter((h) => h.kind !== "join")) {
      const { name, bytes } = forged(header, s.stranger);
      expect(code(inspect(name, bytes, expecting(s, header)))).toBe("BAD_SIGNATURE");
    }
  });

  test("is refused as a join that names an id its key does not hash to, or brings another's key", () => {
    const header = joinHeader(s);
    const join = header.join!;
    const strangersKey = toBase32(s.stranger.identity.publicKey);
    const ownKey = forged({ ...header, join: { ...join, identityKey: strangersKey } }, s.stranger);
    expect(code(inspect(ownKey.name, ownKey.bytes, expecting(s, header)))).toBe("OTHER_SENDER");
    const anothersKey = forged(header, s.stranger);
    expect(code(inspect(anothersKey.name, anothersKey.bytes, expecting(s, header)))).toBe("BAD_SIGNATURE");
  });

  test("is refused as a join of somebody else than the known partner", () => {
    const [header, file] = files[1]!;
    const known = expecting(s, header, { identityKey: s.stranger.identity.publicKey });
    expect(code(inspect(file.name, file.bytes, known))).toBe("OTHER_SENDER");
  });

  test("is refused as anything but a join while its key is not known", () => {
    const [header, file] = files[0]!;
    expect(code(inspect(file.name, file.bytes, expecting(s, header, { identityKey: null })))).toBe("OTHER_SENDER");
  });

  test("proves nothing as a join without the join key", async () => {
    const header = joinHeader(s);
    expect(joinMacAgrees(s.crypto, s.joinKey, header)).toBe(true);
    expect(joinMacAgrees(s.crypto, s.joinKey.with(0, (s.joinKey[0] ?? 0) ^ 1), header)).toBe(false);
    expect(joinMacAgrees(s.crypto, s.joinKey, messageHeader(s))).toBe(false);
    const join = header.join!;
    const others: readonly Header[] = [
      { ...header, generation: header.generation + 1 },
      { ...header, addressee: s.stranger.id },
      { ...header, sender: s.stranger.id },
      { ...header, join: { ...join, epochKey: toBase32(s.stranger.epochKey.publicKey) } },
      { ...header, join: { ...join, identityKey: toBase32(s.stranger.identity.publicKey) } },
      { ...header, join: { ...join, invitation: s.context.connection } },
      { ...header, join: { ...join, handshakeHash: s.context.transcript } },
      { ...header, join: { ...join, mac: "" } },
    ];
    for (const other of others) expect(joinMacAgrees(s.crypto, s.joinKey, other)).toBe(false);
  });
});

describe("a file whose writer cheats", () => {
  test("is refused with a key of low order, announced or joined with", () => {
    const announcing = messageHeader(s, { announces: { number: 1, key: LOW_ORDER } });
    const a = forged(announcing, s.primary);
    expect(code(inspect(a.name, a.bytes, expecting(s, announcing)))).toBe("WEAK_KEY");
    const header = joinHeader(s);
    const joining = { ...header, join: { ...header.join!, epochKey: LOW_ORDER } };
    const b = forged(joining, s.secondary);
    expect(code(inspect(b.name, b.bytes, expecting(s, joining)))).toBe("WEAK_KEY");
  });

  test("does not open when sealed to another key, connection, partner or setup", async () => {
    const [header, file] = files[0]!;
    expect(await opened(header, file)).toBe("ok");
    expect(await opened(header, file, {}, s.stranger)).toBe("NOT_OPENED");
    expect(await opened(header, file, { connection: s.invitation })).toBe("NOT_OPENED");
    expect(await opened(header, file, { transcript: header.previous })).toBe("NOT_OPENED");
    expect(await opened(header, file, { primaryKey: toBase32(s.stranger.identity.publicKey) })).toBe("NOT_OPENED");
    expect(await opened(header, file, { primaryKey: s.context.secondaryKey, secondaryKey: s.context.primaryKey })).toBe("NOT_OPENED");
  });

  test("does not open when a sealed body was put under another header, though signed again", async () => {
    const header = messageHeader(s);
    const file = await fileOf(s, header);
    const moved = { ...header, sequence: 8 };
    const body = file.bytes.subarray(encodeHeader(header, 0).length, -64);
    const unsigned = Uint8Array.of(...encodeHeader(moved, body.length - 32), ...body);
    const bytes = Uint8Array.of(...unsigned, ...s.crypto.sign(s.primary.identity.privateKey, unsigned));
    const hash = toBase32(s.crypto.sha256(bytes));
    expect(await opened(moved, { name: fileName(moved, hash), hash, bytes })).toBe("NOT_OPENED");
  });

  test("is not unpacked beyond the limit, nor when it is no gzip", async () => {
    const bomb = new Uint8Array(MAX_PLAIN_BYTES + 1);
    const header = messageHeader(s);
    const liar = (pack: (plaintext: Uint8Array) => Uint8Array): Promise<SealedFile> =>
      sealFile({ ...s.crypto, gzip: pack }, header, BODY, s.primary.identity, s.secondary.epochKey.publicKey, s.context);
    // Who cheats packs as tightly as it goes.
    const packed = Uint8Array.from(gzipSync(bomb));
    expect(packed.length).toBeLessThan(100_000);
    expect(await opened(header, await liar(() => packed))).toBe("TOO_LARGE_INSIDE");
    // The size at the end says nothing is inside.
    expect(await opened(header, await liar(() => Uint8Array.from(packed).fill(0, -4)))).toBe("BROKEN_INSIDE");
    expect(await opened(header, await liar((plaintext) => plaintext))).toBe("BROKEN_INSIDE");
    expect(await opened(header, await liar(() => new Uint8Array(0)))).toBe("BROKEN_INSIDE");
  });

  test("an acknowledgement has nothing to open", async () => {
    const [header, file] = files[2]!;
    expect(await opened(header, file)).toBe("NOT_OPENED");
  });
});

describe("our own bugs", () => {
  test("nothing is signed for somebody else, sealed as an acknowledgement, or signed as a message without a body", async () => {
    expect(() => signFile(s.crypto, acknowledgementHeader(s), s.secondary.identity)).toThrow(Impossible);
    expect(() => signFile(s.crypto, messageHeader(s), s.primary.identity)).toThrow(Impossible);
    const sealed = sealFile(s.crypto, acknowledgementHeader(s), BODY, s.primary.identity, s.secondary.epochKey.publicKey, s.context);
    await expect(sealed).rejects.toThrow(Impossible);
  });

  test("no file is made that is larger than a reader takes", async () => {
    const incompressible = { ...s.crypto, gzip: () => new Uint8Array(MAX_FILE_BYTES), sign: () => new Uint8Array(64) };
    const seal = sealFile(incompressible, messageHeader(s), BODY, s.primary.identity, s.secondary.epochKey.publicKey, s.context);
    await expect(seal).rejects.toThrow(Impossible);
  });
});
