import type { KeyPair } from "../../src/ports/crypto.ts";
import type { Keys } from "../../src/ports/keys.ts";

/** Keys that outlive the simulated process. */
export function memoryKeys(): Keys {
  const pairs = new Map<string, KeyPair>();
  const secrets = new Map<string, Uint8Array>();
  return {
    get: (name) => pairs.get(name) ?? null,
    put: (name, pair) => void pairs.set(name, pair),
    getSecret: (name) => secrets.get(name) ?? null,
    putSecret: (name, secret) => void secrets.set(name, secret),
    remove: (name) => {
      pairs.delete(name);
      secrets.delete(name);
    },
  };
}
