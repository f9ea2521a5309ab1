import type { Crypto } from "../ports/crypto.ts";

/** RFC 6234 / 4231 (2) / 5869 (1) / 8032 (2), test case 14 of the GCM specification, and the HPKE vector that was published with RFC 9180 for this suite. */
const KNOWN = {
  abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  hmac: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  hkdf: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  ed25519: {
    privateKey: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  },
  gcm: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
  hpke: {
    privateKey: "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
    publicKey: "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c",
    info: "4f6465206f6e2061204772656369616e2055726e",
    aad: "436f756e742d30",
    enc: "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
    ciphertext: "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a",
    plaintext: "4265617574792069732074727574682c20747275746820626561757479",
  },
};

/**
 * Known answers, asked before anything is trusted to this implementation on this host (editors bring a cryptographic library of
 * their own). null when all agree; else the name of the first part that is missing or wrong.
 */
export async function selfTest(crypto: Crypto): Promise<string | null> {
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      if (!(await check(crypto))) return name;
    } catch {
      return name;
    }
  }
  return null;
}

const CHECKS: Readonly<Record<string, (crypto: Crypto) => boolean | Promise<boolean>>> = {
  random: (crypto) => crypto.random(32).length === 32,
  "SHA-256": (crypto) => hex(crypto.sha256(text("abc"))) === KNOWN.abc,
  HMAC: (crypto) => hex(crypto.hmac(text("Jefe"), text("what do ya want for nothing?"))) === KNOWN.hmac,
  HKDF(crypto) {
    const made = crypto.hkdf(new Uint8Array(22).fill(0x0b), bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42);
    return hex(made) === KNOWN.hkdf;
  },
  Ed25519(crypto) {
    const { privateKey, publicKey, message, signature } = KNOWN.ed25519;
    return (
      hex(crypto.sign(bytes(privateKey), bytes(message))) === signature &&
      crypto.verify(bytes(publicKey), bytes(message), bytes(signature)) &&
      !crypto.verify(bytes(publicKey), bytes("73"), bytes(signature))
    );
  },
  async HPKE(crypto) {
    const { hpke } = KNOWN;
    const key = { privateKey: bytes(hpke.privateKey), publicKey: bytes(hpke.publicKey) };
    const sealed = { enc: bytes(hpke.enc), ciphertext: bytes(hpke.ciphertext) };
    const opened = await crypto.open(key, bytes(hpke.info), bytes(hpke.aad), sealed);
    if (opened === null || hex(opened) !== hpke.plaintext) return false;
    const again = await crypto.open(key, text("i"), text("a"), await crypto.seal(key.publicKey, text("i"), text("a"), text("p")));
    return again !== null && hex(again) === hex(text("p"));
  },
  "AES-GCM"(crypto) {
    const [key, nonce] = [new Uint8Array(32), new Uint8Array(12)];
    const sealed = crypto.encrypt(key, nonce, text(""), new Uint8Array(16));
    return (
      hex(sealed) === KNOWN.gcm &&
      crypto.decrypt(key, nonce, text(""), sealed)?.length === 16 &&
      !crypto.decrypt(key, nonce, text("a"), sealed)
    );
  },
  gzip(crypto) {
    const packed = crypto.gzip(text("ferry ".repeat(100)));
    const back = crypto.gunzip(packed, 600);
    return back !== null && hex(back) === hex(text("ferry ".repeat(100))) && crypto.gunzip(packed, 599) === null;
  },
};

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function bytes(value: string): Uint8Array {
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(value: Uint8Array): string {
  return [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
