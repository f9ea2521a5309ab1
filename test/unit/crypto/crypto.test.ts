import { gcm } from "@noble/ciphers/aes.js";
import { ed25519, ED25519_TORSION_SUBGROUP, x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../../src/crypto/node-crypto.ts";
import { selfTest } from "../../../src/crypto/self-test.ts";
import type { Crypto } from "../../../src/ports/crypto.ts";
import { bytes, hex, text } from "./bytes.ts";

/** What the CFRG published with RFC 9180 for mode Base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, first message. */
const RFC9180 = {
  ikmE: bytes("2cd7c601cefb3d42a62b04b7a9041494c06c7843818e0ce28a8f704ae7ab20f9"),
  key: {
    privateKey: bytes("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d"),
    publicKey: bytes("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c"),
  },
  info: text("Ode on a Grecian Urn"),
  aad: text("Count-0"),
  plaintext: text("Beauty is truth, truth beauty"),
  enc: bytes("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"),
  ciphertext: bytes("e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a"),
};

/** RFC 8032, 7.1: seed, public key, message, signature. */
const RFC8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;

/** Points of order 1, 2, 4 and 8 on Curve25519, and names of them that are not canonical. */
const LOW_ORDER_U = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

const implementations: readonly (readonly [string, () => Crypto])[] = [
  ["node and hpke", nodeCrypto],
  ["noble", () => nobleCrypto()],
];

describe.each(implementations)("Crypto on %s", (_, make) => {
  const crypto = make();

  test("passes the self-test", async () => {
    expect(await selfTest(crypto)).toBeNull();
  });

  test("opens the vector of RFC 9180 and nothing that differs from it", async () => {
    const { key, info, aad, enc, ciphertext, plaintext } = RFC9180;
    expect(await crypto.open(key, info, aad, { enc, ciphertext })).toEqual(plaintext);
    const flip = (value: Uint8Array): Uint8Array => value.with(0, (value[0] ?? 0) ^ 1);
    expect(await crypto.open(key, flip(info), aad, { enc, ciphertext })).toBeNull();
    expect(await crypto.open(key, info, flip(aad), { enc, ciphertext })).toBeNull();
    expect(await crypto.open(key, info, aad, { enc: flip(enc), ciphertext })).toBeNull();
    expect(await crypto.open(key, info, aad, { enc, ciphertext: flip(ciphertext) })).toBeNull();
    expect(await crypto.open(await crypto.newEpochKey(), info, aad, { enc, ciphertext })).toBeNull();
    expect(await crypto.open(key, info, aad, { enc: enc.subarray(1), ciphertext })).toBeNull();
    expect(await crypto.open(key, info, aad, { enc, ciphertext: ciphertext.subarray(0, 15) })).toBeNull();
  });

  test("never seals twice alike", async () => {
    const { key, info, aad, plaintext } = RFC9180;
    const [a, b] = [await crypto.seal(key.publicKey, info, aad, plaintext), await crypto.seal(key.publicKey, info, aad, plaintext)];
    expect(a.enc).not.toEqual(b.enc);
    expect(a.ciphertext).not.toEqual(b.ciphertext);
  });

  test("opens what was sealed by hand after an honest key agreement", async () => {
    const { key, info, aad, plaintext } = RFC9180;
    const ephemeral = nobleCrypto().random(32);
    const dh = x25519.getSharedSecret(ephemeral, key.publicKey);
    const sealed = sealedWith(dh, x25519.getPublicKey(ephemeral), key.publicKey, info, aad, plaintext);
    expect(await crypto.open(key, info, aad, sealed)).toEqual(plaintext);
  });

  test.each(LOW_ORDER_U)("refuses the X25519 point of low order %s", async (point) => {
    const { key, info, aad, plaintext } = RFC9180;
    await expect(crypto.seal(bytes(point), info, aad, plaintext)).rejects.toBeInstanceOf(Error);
    // Everybody knows what such a point "shares": zeros. This would open, if zeros were taken.
    const sealed = sealedWith(new Uint8Array(32), bytes(point), key.publicKey, info, aad, plaintext);
    expect(await crypto.open(key, info, aad, sealed)).toBeNull();
  });

  test.each(RFC8032)("signs as RFC 8032 says: %s", (seed, publicKey, message, signature) => {
    expect(hex(crypto.sign(bytes(seed), bytes(message)))).toBe(signature);
    expect(crypto.verify(bytes(publicKey), bytes(message), bytes(signature))).toBe(true);
    expect(crypto.verify(bytes(publicKey), bytes(`${message}00`), bytes(signature))).toBe(false);
  });

  test("makes identities that verify, and takes no signature of a wrong length or with s beyond the group order", () => {
    const identity = crypto.newIdentity();
    expect([identity.publicKey.length, identity.privateKey.length]).toEqual([32, 32]);
    const signature = crypto.sign(identity.privateKey, text("x"));
    expect(crypto.verify(identity.publicKey, text("x"), signature)).toBe(true);
    expect(crypto.verify(identity.publicKey, text("x"), signature.subarray(0, 63))).toBe(false);
    expect(crypto.verify(identity.publicKey.subarray(1), text("x"), signature)).toBe(false);
    expect(crypto.verify(identity.publicKey, text("x"), withOrderAdded(signature))).toBe(false);
  });

  test.each(ED25519_TORSION_SUBGROUP)("refuses the identity key of small order %s", (key) => {
    // Under such a key, with R = s = 0 or a point of the same kind, every message would verify.
    for (const r of ED25519_TORSION_SUBGROUP) {
      const signature = new Uint8Array(64);
      signature.set(bytes(r));
      for (let i = 0; i < 8; i++) expect(crypto.verify(bytes(key), Uint8Array.of(i), signature)).toBe(false);
    }
  });

  test("refuses an identity key that is not canonical", () => {
    // y = p + 1: another name of the neutral element.
    const key = bytes("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    const signature = new Uint8Array(64).with(0, 1);
    expect(crypto.verify(key, text("x"), signature)).toBe(false);
  });

  test("compares byte strings of any length", () => {
    expect(crypto.equal(bytes("0102"), bytes("0102"))).toBe(true);
    expect(crypto.equal(bytes("0102"), bytes("0103"))).toBe(false);
    expect(crypto.equal(bytes("0102"), bytes("010203"))).toBe(false);
  });

  test("unpacks what it packs, never more than the limit, and nothing broken", () => {
    const packed = crypto.gzip(new Uint8Array(100_000));
    expect(crypto.gunzip(packed, 100_000)).toEqual(new Uint8Array(100_000));
    expect(crypto.gunzip(packed, 99_999)).toBeNull();
    expect(crypto.gunzip(packed.subarray(0, -9), 100_000)).toBeNull();
    expect(crypto.gunzip(new Uint8Array(0), 100_000)).toBeNull();
    expect(crypto.gunzip(text("not gzip at all"), 100_000)).toBeNull();
  });

  test("hands out byte arrays of their own, no Buffers", async () => {
    const sealed = await crypto.seal((await crypto.newEpochKey()).publicKey, text("i"), text("a"), text("p"));
    const all = [crypto.random(8), crypto.sha256(text("x")), crypto.gzip(text("x")), crypto.newIdentity().privateKey, sealed.ciphertext];
    for (const value of all) expect([value.constructor.name, value.byteOffset]).toEqual(["Uint8Array", 0]);
  });
});

describe("two implementations of one port", () => {
  const [node, noble] = [nodeCrypto(), nobleCrypto()];
  const some = fc.uint8Array({ maxLength: 200 });

  test("derive, sign and hash the same", () => {
    fc.assert(
      fc.property(some, some, some, fc.integer({ min: 1, max: 100 }), (a, b, c, length) => {
        expect(node.sha256(a)).toEqual(noble.sha256(a));
        expect(node.hmac(a, b)).toEqual(noble.hmac(a, b));
        expect(node.hkdf(a, b, c, length)).toEqual(noble.hkdf(a, b, c, length));
        const seed = node.sha256(a);
        expect(node.sign(seed, b)).toEqual(noble.sign(seed, b));
      }),
      { numRuns: 50 },
    );
  });

  test("open what the other one sealed", async () => {
    await fc.assert(
      fc.asyncProperty(some, some, some, async (info, aad, plaintext) => {
        const [a, b] = [await node.newEpochKey(), await noble.newEpochKey()];
        expect(await node.open(b, info, aad, await noble.seal(b.publicKey, info, aad, plaintext))).toEqual(plaintext);
        expect(await noble.open(a, info, aad, await node.seal(a.publicKey, info, aad, plaintext))).toEqual(plaintext);
      }),
      { numRuns: 15 },
    );
  });

  test("noble, given the vector's randomness, seals to the vector's bytes", async () => {
    const { ikmE, key, info, aad, plaintext, enc, ciphertext } = RFC9180;
    expect(await nobleCrypto(() => ikmE).seal(key.publicKey, info, aad, plaintext)).toEqual({ enc, ciphertext });
  });
});

describe("self-test", () => {
  const crypto = nobleCrypto();
  const broken: readonly (readonly [string, Partial<Crypto>])[] = [
    ["random", { random: () => new Uint8Array(0) }],
    ["SHA-256", { sha256: (value) => crypto.sha256(crypto.sha256(value)) }],
    ["HMAC", { hmac: (_, value) => crypto.sha256(value) }],
    ["HKDF", { hkdf: (secret, salt, _, length) => crypto.hkdf(secret, salt, text(""), length) }],
    ["Ed25519", { verify: () => true }],
    [
      "HPKE",
      {
        seal() {
          throw new Error("the host has no X25519");
        },
      },
    ],
    ["gzip", { gunzip: (value) => crypto.gunzip(value, 1e9) }],
  ];

  test.each(broken)("names %s when it is broken", async (part, fault) => {
    expect(await selfTest({ ...crypto, ...fault })).toBe(part);
  });
});

/** HPKE by hand, with whatever the key agreement gave: RFC 9180, 4.1 and 5.1. */
function sealedWith(
  dh: Uint8Array,
  enc: Uint8Array,
  recipient: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): { enc: Uint8Array; ciphertext: Uint8Array } {
  const kem = Buffer.from("KEM\x00\x20");
  const hpke = Buffer.from("HPKE\x00\x20\x00\x01\x00\x02");
  const labeled = (suite: Uint8Array, label: string, rest: Uint8Array): Uint8Array =>
    Buffer.concat([text("HPKE-v1"), suite, text(label), rest]);
  const extracted = (suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
    extract(sha256, labeled(suite, label, ikm), salt);
  const expanded = (suite: Uint8Array, prk: Uint8Array, label: string, rest: Uint8Array, length: number): Uint8Array =>
    expand(sha256, prk, Buffer.concat([Uint8Array.of(0, length), labeled(suite, label, rest)]), length);
  const none = new Uint8Array(0);
  const shared = expanded(kem, extracted(kem, none, "eae_prk", dh), "shared_secret", Buffer.concat([enc, recipient]), 32);
  const context = Buffer.concat([Uint8Array.of(0), extracted(hpke, none, "psk_id_hash", none), extracted(hpke, none, "info_hash", info)]);
  const secret = extracted(hpke, shared, "secret", none);
  const [key, nonce] = [expanded(hpke, secret, "key", context, 32), expanded(hpke, secret, "base_nonce", context, 12)];
  return { enc, ciphertext: gcm(key, nonce, aad).encrypt(plaintext) };
}

/** The same signature again for a verifier that reduces s. */
function withOrderAdded(signature: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(signature);
  let carry = 0;
  let order = ed25519.Point.Fn.ORDER;
  for (let i = 32; i < 64; i++) {
    const sum = (changed[i] ?? 0) + Number(order & 255n) + carry;
    changed[i] = sum & 255;
    carry = sum >> 8;
    order >>= 8n;
  }
  return changed;
}
