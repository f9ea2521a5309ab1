import { toBase32 } from "../model/base32.ts";
import type { Connection, Stream } from "../model/connection.ts";
import type { Header } from "../envelope/header.ts";
import { type Context, audit } from "./context.ts";
import { epochKeyName } from "./setup.ts";

/** How long a side receives with one epoch key before it announces the next: whichever comes first. A clock decides about nothing else of a key. */
export interface KeyLife {
  readonly messages: number;
  readonly ms: number;
}

const KEY_LIFE: KeyLife = { messages: 1000, ms: 7 * 24 * 60 * 60 * 1000 };

/** So many numbers belong to a generation, so that no two keys have one, whatever was forgotten. */
const IN_A_GENERATION = 2 ** 20;

/** Number of the epoch key that a generation begins with. */
export function firstKeyOf(generation: number): number {
  return (generation - 1) * IN_A_GENERATION;
}

/**
 * The next epoch key, where it is time for one and none is announced that the partner has not sealed to yet; durable before its number is. null: none.
 * To be announced in the file that is sealed now, and committed with it by `announced`.
 */
export async function drawNextKey(context: Context, { id, stream }: Connection): Promise<Header["announces"]> {
  const number = stream.epochKey + 1;
  if (stream.renewing !== undefined || !isWorn(context, stream) || number >= firstKeyOf(stream.generation + 1)) return null;
  const pair = await context.crypto.newEpochKey();
  context.keys.put(epochKeyName(id, number), pair);
  return { number, key: toBase32(pair.publicKey) };
}

function isWorn({ clock, keyLife = KEY_LIFE }: Context, { keyUse }: Stream): boolean {
  return keyUse !== undefined && (keyUse.messages >= keyLife.messages || clock.now() - keyUse.since >= keyLife.ms);
}

/** Our stream, where the epoch key in use is not to be used any longer: the next file announces another one. */
export function wornOut({ clock, keyLife = KEY_LIFE }: Context, stream: Stream): Stream {
  return { ...stream, keyUse: { since: stream.keyUse?.since ?? clock.now(), messages: keyLife.messages } };
}

/** Our stream, once the file that announces the key is part of it. */
export function announced(stream: Stream, announces: Header["announces"]): Stream {
  return announces === null ? stream : { ...stream, renewing: announces.number };
}

/** Whether a file of the partner may be sealed to this key of ours: the one in use, or the one that was announced. Never one before them. */
export function mayOpenWith({ epochKey, renewing }: Stream, number: number): boolean {
  return number === epochKey || number === renewing;
}

/**
 * A file of the partner with so many messages was opened, at its place in the stream. Is it the first that is sealed to the announced key, every file
 * before it was taken, and none that comes will be sealed to the key before: that one is to be destroyed. Inside the transaction that takes the file.
 */
export function openedWith(context: Context, connection: Connection, { recipientKey, sequence }: Header, messages: number): Connection {
  const { stream } = connection;
  if (recipientKey === stream.epochKey) {
    const { since, messages: before } = stream.keyUse ?? { since: context.clock.now(), messages: 0 };
    return { ...connection, stream: { ...stream, keyUse: { since, messages: before + messages } } };
  }
  const { renewing: _, ...rest } = stream;
  audit(context, { actor: "issue-ferry", action: "key renewed", connection: connection.id, reference: String(sequence) });
  return {
    ...connection,
    stream: { ...rest, epochKey: recipientKey, formerKey: stream.epochKey, keyUse: { since: context.clock.now(), messages } },
  };
}

/**
 * The partner announces the key that it receives with next: from now on all is sealed to that. Only the one that follows on the one in use is taken, so
 * that nobody goes back to an older one. Inside the transaction that takes the file.
 */
export function withAnnounced(context: Context, connection: Connection, { announces, sequence }: Header): Connection {
  const { partner } = connection;
  if (partner === null || announces === null) return connection;
  const isNext = announces.number === partner.epochKey.number + 1;
  audit(context, {
    actor: `partner ${partner.name}`,
    action: isNext ? "key announced" : "key not taken",
    connection: connection.id,
    reference: String(sequence),
  });
  return isNext ? { ...connection, partner: { ...partner, epochKey: announces } } : connection;
}

/**
 * Destroys the epoch keys of a connection that nothing will be sealed to any more, once the commit that says so is durable. Again at the next pass,
 * should this one end before. What is there is asked for, since a store that was put back knows less than the keys do.
 */
export function destroyFormerKeys({ store, keys }: Context, id: string): void {
  const connection = store.connection(id);
  if (connection?.stream.formerKey === undefined) return;
  const { formerKey: _, ...stream } = connection.stream;
  for (const number of keys.epochKeys(id)) if (!mayOpenWith(stream, number)) keys.remove(epochKeyName(id, number));
  store.transaction(() => store.putConnection({ ...connection, stream }));
}
