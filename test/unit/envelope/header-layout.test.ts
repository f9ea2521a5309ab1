import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { decodeHeader, encodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { MAX_NUMBER } from "../../../src/envelope/limits.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { Impossible } from "../../../src/model/failure.ts";
import { type Scene, acknowledgementHeader, joinHeader, messageHeader, refusedHeader, scene } from "./parties.ts";

/** Where docs/PROTOCOL.md puts the fields these tests turn. */
const AT = {
  version: 8,
  suite: 9,
  kind: 10,
  flags: 11,
  generation: 68,
  sequence: 76,
  acknowledgedHash: 140,
  announced: 180,
  body: 220,
  end: 224,
};

let s: Scene;
beforeAll(async () => {
  s = await scene();
});

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toBase32);
const bytes32 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((value) => value.some((byte) => byte !== 0))
  .map(toBase32);
const number = fc.oneof(fc.nat(), fc.integer({ min: 0, max: MAX_NUMBER }), fc.constant(MAX_NUMBER));
const position = fc.oneof(
  fc.record({ generation: number, sequence: number, hash: bytes32 }),
  number.map((generation) => ({ generation, sequence: -1, hash: "" })),
);
const common = {
  connection: bytes16,
  sender: bytes16,
  addressee: bytes16,
  generation: number,
  floor: number,
  acknowledges: position,
  waitingFor: fc.option(number),
  announces: fc.option(fc.record({ number, key: bytes32 })),
};
const none = { join: fc.constant(null), refuses: fc.constant(null), previous: fc.constant("") };
const unsequenced = { ...common, ...none, recipientKey: fc.constant(0), sequence: fc.constant(-1) };
const headers: fc.Arbitrary<Header> = fc.oneof(
  fc
    .record({ ...common, ...none, kind: fc.constant("message" as const), recipientKey: number, sequence: number, previous: bytes32 })
    .map((header) => (header.sequence === 0 ? { ...header, previous: "" } : header)),
  fc.record({ ...unsequenced, kind: fc.constant("acknowledgement" as const) }),
  fc.record({
    ...unsequenced,
    kind: fc.constant("refused" as const),
    refuses: fc.record({ hash: bytes32, reason: fc.constantFrom("used" as const, "expired" as const, "version" as const) }),
  }),
  fc.record({
    ...unsequenced,
    kind: fc.constant("start" as const),
    sequence: fc.constant(0),
    announces: fc.record({ number, key: bytes32 }),
  }),
  fc.record({
    ...common,
    ...none,
    kind: fc.constant("join" as const),
    recipientKey: number,
    sequence: fc.constant(0),
    join: fc.record({ identityKey: bytes32, epochKey: bytes32, invitation: bytes16, handshakeHash: bytes32, mac: bytes32 }),
  }),
);

describe("header layout", () => {
  test("gives back every header, whatever follows it", () => {
    fc.assert(
      fc.property(headers, fc.nat(0xffff), fc.uint8Array({ maxLength: 40 }), (header, length, rest) => {
        const bodyLength = header.kind === "message" || header.kind === "join" ? length : 0;
        const bytes = encodeHeader(header, bodyLength);
        const decoded = decodeHeader(Uint8Array.of(...bytes, ...rest));
        expect(decoded).toEqual({ ok: true, value: { header, bodyLength, end: bytes.length } });
      }),
      { numRuns: 300 },
    );
  });

  test("has one form only: bytes that decode are the bytes that their header encodes to", () => {
    fc.assert(
      fc.property(headers, fc.nat(400), fc.nat(255), (header, at, value) => {
        const bytes = encodeHeader(header, 0);
        const turned = bytes.with(at % bytes.length, value);
        const decoded = decodeHeader(turned);
        const again = decoded.ok ? encodeHeader(decoded.value.header, decoded.value.bodyLength) : turned;
        expect(turned.subarray(0, again.length)).toEqual(again);
      }),
      { numRuns: 500 },
    );
  });

  test("has the lengths of docs/PROTOCOL.md", () => {
    const lengths = [messageHeader(s), acknowledgementHeader(s), joinHeader(s), refusedHeader(s)].map((h) => encodeHeader(h, 0).length);
    expect(lengths).toEqual([AT.end, AT.end, AT.end + 144, AT.end + 33]);
  });

  test("is never understood when cut", () => {
    for (const header of [messageHeader(s), acknowledgementHeader(s), joinHeader(s), refusedHeader(s)]) {
      const bytes = encodeHeader(header, 0);
      for (let length = 0; length < bytes.length; length++) {
        expect(decodeHeader(bytes.subarray(0, length))).toMatchObject({ ok: false, failure: { code: "NOT_A_MESSAGE" } });
      }
    }
  });

  test.each([
    [AT.version, 2, "UNKNOWN_VERSION"],
    [AT.version, 0, "UNKNOWN_VERSION"],
    [AT.suite, 2, "UNKNOWN_SUITE"],
    [AT.suite, 0, "UNKNOWN_SUITE"],
    [AT.kind, 6, "UNKNOWN_KIND"],
    [AT.kind, 0, "UNKNOWN_KIND"],
    [AT.flags, 1, "UNKNOWN_FLAGS"],
    [AT.flags, 128, "UNKNOWN_FLAGS"],
  ] as const)("byte %i = %i: %s", (at, value, code) => {
    expect(decodeHeader(encodeHeader(messageHeader(s), 0).with(at, value))).toEqual({
      ok: false,
      failure: { code, detail: String(value) },
    });
  });

  test("takes no number above the limit, and none only where it is allowed", () => {
    const bytes = encodeHeader(messageHeader(s), 0);
    const withField = (at: number, hex: string): Uint8Array => {
      const changed = Uint8Array.from(bytes);
      changed.set(Buffer.from(hex, "hex"), at);
      return changed;
    };
    expect(decodeHeader(withField(AT.generation, "0000ffffffffffff"))).toMatchObject({ ok: true });
    for (const huge of ["0001000000000000", "0020000000000001", "7fffffffffffffff", "fffffffffffffffe", "ffffffffffffffff"]) {
      const failure = { code: "NOT_A_MESSAGE", detail: "generation" };
      expect(decodeHeader(withField(AT.generation, huge))).toEqual({ ok: false, failure });
    }
  });

  test("takes no fields that contradict each other", () => {
    const none = "ff".repeat(8);
    const cases: readonly (readonly [Header, number, string, string])[] = [
      [messageHeader(s), AT.sequence, none, "sequence"],
      [messageHeader(s), AT.sequence, "00".repeat(8), "previous"],
      [acknowledgementHeader(s), AT.sequence, "00".repeat(8), "sequence"],
      [joinHeader(s), AT.sequence, "0000000000000001", "sequence"],
      [messageHeader(s), AT.acknowledgedHash, "00".repeat(32), "acknowledged hash"],
      [messageHeader(s), AT.announced, none, "announced key"],
      [acknowledgementHeader(s), AT.body, "00000001", "body"],
      [refusedHeader(s), AT.end + 32, "04", "reason"],
    ];
    for (const [header, at, hex, detail] of cases) {
      const bytes = encodeHeader(header, 0);
      bytes.set(Buffer.from(hex, "hex"), at);
      expect(decodeHeader(bytes)).toEqual({ ok: false, failure: { code: "NOT_A_MESSAGE", detail } });
    }
  });

  test("a header that nobody would take is not made", () => {
    const wrong: readonly Partial<Header>[] = [
      { generation: -1 },
      { generation: MAX_NUMBER + 1 },
      { floor: 0.5 },
      { sequence: 0 },
      { previous: "" },
      { connection: "short" },
      { sender: s.primary.id.slice(1) },
      { acknowledges: { generation: 1, sequence: 4, hash: "" } },
      { refuses: { hash: s.context.transcript, reason: "used" } },
      { kind: "join" },
      { announces: { number: 1, key: s.primary.id } },
    ];
    for (const change of wrong) expect(() => encodeHeader(messageHeader(s, change), 0)).toThrow(Impossible);
  });
});
