import type { KeyPair } from "../../src/ports/crypto.ts";
import type { Keys } from "../../src/ports/keys.ts";

export interface MemoryKeys extends Keys {
  /** As they are now; `putBack` makes them so again. */
  save(): { readonly putBack: () => void };
}

/** Keys that outlive the simulated process. */
export function memoryKeys(): MemoryKeys {
  let pairs = new Map<string, KeyPair>();
  let secrets = new Map<string, Uint8Array>();
  return {
    save: () => {
      const [oldPairs, oldSecrets] = [new Map(pairs), new Map(secrets)];
      return {
        putBack: () => {
          pairs = new Map(oldPairs);
          secrets = new Map(oldSecrets);
        },
      };
    },
    get: (name) => pairs.get(name) ?? null,
    put: (name, pair) => void pairs.set(name, pair),
    getSecret: (name) => secrets.get(name) ?? null,
    putSecret: (name, secret) => void secrets.set(name, secret),
    epochKeys: (connection) =>
      [...pairs.keys()].flatMap((name) => (name.startsWith(`epoch-${connection}-`) ? [Number(name.split("-")[2])] : [])),
    remove: (name) => {
      pairs.delete(name);
      secrets.delete(name);
    },
  };
}
