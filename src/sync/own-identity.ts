import { fromBase32, toBase32 } from "../model/base32.ts";
import type { Connection, Encoded, OwnIdentity } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import { Impossible } from "../model/failure.ts";
import { participantId } from "../envelope/participant.ts";
import type { Signer } from "../envelope/seal.ts";
import { type Signed, signingKey } from "../envelope/signing-key.ts";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import type { Keys } from "../ports/keys.ts";
import type { Store } from "../ports/store.ts";
import type { Context } from "./context.ts";

/** Name of the key that a project begins with. */
export const FIRST_IDENTITY = "identity";
/** So often a key may change on one connection: all that announces it lies in the exchange place for good. */
export const MOST_CHANGES = 32;
/** Name of the fact that says which key the project uses for new connections; absent: the first one. */
const PRESENT = "identity";

export function identityName(crypto: Crypto, key: Uint8Array): string {
  return `identity-${participantId(crypto, key)}`;
}

/** Name of the key that new connections begin with. */
export function presentIdentityName(store: Pick<Store, "fact">): string {
  return store.fact(PRESENT) ?? FIRST_IDENTITY;
}

/** Inside the transaction that begins to use it. */
export function setPresentIdentity(store: Pick<Store, "setFact">, name: string): void {
  store.setFact(PRESENT, name);
}

export function selfOn(context: Context, { own }: Pick<Connection, "own">): ParticipantId {
  return own?.id ?? context.self;
}

export function ownOn(context: Context, { own }: Pick<Connection, "own">): OwnIdentity {
  return own ?? { id: context.self, key: toBase32(context.identity.publicKey) };
}

/** The key that the setup was made with. */
export function firstKeyOn(context: Context, connection: Pick<Connection, "own">): Encoded {
  const { key, changed } = ownOn(context, connection);
  return changed?.first ?? key;
}

/**
 * What signs this on the connection; without a word what: anything that is new. After a revocation the stream goes back to a place that the key before
 * signs. That the present key can be read is looked at when the project is opened; a former one that is gone is replaced by it.
 */
export function signerOn(context: Context, connection: Pick<Connection, "own">, what: Signed | null = null): Signer {
  const { key, changed } = ownOn(context, connection);
  const former = keyPair(context, signingKey(key, changed, what));
  const pair = former ?? keyPair(context, key);
  const first = fromBase32(firstKeyOn(context, connection));
  if (!pair || !first) throw new Impossible("an identity without its key");
  return { ...pair, first };
}

/** The pair of one of our identity keys; null: it is not here. */
export function keyPair({ crypto, keys, identity }: Pick<Context, "crypto" | "keys" | "identity">, key: Encoded): KeyPair | null {
  const isIt = (pair: KeyPair | null): pair is KeyPair => pair !== null && toBase32(pair.publicKey) === key;
  if (isIt(identity)) return identity;
  const named = fromBase32(key);
  const other = named && keys.get(identityName(crypto, named));
  if (isIt(other)) return other;
  const first = keys.get(FIRST_IDENTITY);
  return isIt(first) ? first : null;
}

/** The first connection key that is not here; null: all are. */
export function missingIdentity(crypto: Crypto, keys: Keys, connections: readonly Connection[]): string | null {
  for (const { own } of connections) {
    const key = own && fromBase32(own.key);
    if (!own || !key) continue;
    const first = keys.get(FIRST_IDENTITY);
    if (first && toBase32(first.publicKey) === own.key) continue;
    const name = identityName(crypto, key);
    if (!keys.get(name)) return name;
  }
  return null;
}

/** Before the project begins to use another key: every connection keeps what it has. Inside a transaction. */
export function keepOthers(context: Context): void {
  for (const other of context.store.connections()) if (!other.own) context.store.putConnection({ ...other, own: ownOn(context, other) });
}

/** With the change that the file of this name announces. */
export function followedBy(
  own: OwnIdentity,
  { to, generation, sequence }: { readonly to: Encoded; readonly generation: number; readonly sequence: number },
  name: string,
  bytes: Uint8Array,
): OwnIdentity {
  const { first = own.key, formers = [], files = [] } = own.changed ?? {};
  return {
    id: own.id,
    key: to,
    changed: { first, formers: [...formers, { key: own.key, generation, before: sequence }], files: [...files, name] },
    proofs: [...(own.proofs ?? []), { name, bytes: toBase32(bytes) }],
  };
}
