import type { KeyPair } from "./crypto.ts";

/**
 * Private keys of one project. Names: `identity` (the first), `identity-<participant id>` (later ones), `epoch-<connection id>-<n>`, `secret-<connection id>`.
 * A key is durable when `put` returns; it is never logged, listed in JSON or kept in the store.
 */
export interface Keys {
  get(name: string): KeyPair | null;
  put(name: string, pair: KeyPair): void;
  /** Secrets that are no key pairs (the join secret). */
  getSecret(name: string): Uint8Array | null;
  putSecret(name: string, secret: Uint8Array): void;
  remove(name: string): void;
  /** Numbers of the epoch keys that are there of a connection, readable or not. */
  epochKeys(connection: string): readonly number[];
}
