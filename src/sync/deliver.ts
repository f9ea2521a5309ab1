import { fromBase32 } from "../model/base32.ts";
import { type Connection, type Stream, isSilent } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import type { Header } from "../envelope/header.ts";
import { type SealedFile, sealFile, signFile } from "../envelope/seal.ts";
import type { OutboxEntry, SentFile } from "../ports/store.ts";
import type { Offer, TransportFailure } from "../ports/transport.ts";
import { decodeBody, encodePayload } from "../protocol/codec.ts";
import { fileNote } from "./audit-notes.ts";
import { isRaised, raise } from "./alarms.ts";
import { type Context, audit } from "./context.ts";
import { announced, drawNextKey } from "./key-renewal.ts";
import { selfOn, signerOn } from "./own-identity.ts";
import { mayWithdraw } from "./own-place.ts";
import { sealContext } from "./setup.ts";

/** One file carries at most this much (docs/PROTOCOL.md 1): files cost far more than bytes. */
const BATCH = { count: 1000, bytes: 1024 * 1024 };
/**
 * Worth a file of its own while more is coming: half of what one carries. Less while the partner has little to do: a quarter of that where nothing
 * is offered to it, twice as much for each file that is.
 */
const FULL = { count: BATCH.count / 2, characters: BATCH.bytes / 2 };
const FULL_AFTER = 2;
/** Files sealed for one connection in one pass, so that no connection keeps the others waiting. */
const FILES_PER_PASS = 32;
/** Files offered and not yet acknowledged, at most: what waits beyond stays unsealed. */
export const FILES_IN_FLIGHT = 64;

/**
 * Seals what waits in the outbox, a batch at a time: sealed bytes and sequence are committed before the transport sees them, so that a
 * retry sends the same bytes (A2; docs/PROTOCOL.md 2). Calls `handOver` after each, so that the partner can work on the first meanwhile.
 */
export async function sealOutbox(
  context: Context,
  connection: Connection,
  which: "all" | "full batches",
  handOver: () => Promise<void>,
): Promise<number> {
  const { store } = context;
  let sealed = 0;
  for (; sealed < FILES_PER_PASS; sealed++) {
    const now = store.connection(connection.id);
    if (!now?.partner || !now.stream.heard || isSilent(now)) break;
    const inFlight = store.files(connection.id).length;
    if (inFlight >= FILES_IN_FLIGHT) alarmAboutFullFolder(context, now);
    if (inFlight >= FILES_IN_FLIGHT) break;
    const batch = store.unsealed(connection.id, BATCH);
    // To whom is not trusted any more nothing else is said.
    if (now.facts.link === "revoked" && !batch.every(({ body }) => isFarewell(body))) break;
    if (batch.length === 0 || (which === "full batches" && !isWorthAFile(batch, inFlight))) break;
    const recipient = fromBase32(now.partner.epochKey.key);
    if (!recipient) throw new Impossible("a partner without an epoch key");
    const { stream } = now;
    const header: Header = {
      ...clearHeader(context, now, stream),
      announces: now.facts.link === "connected" ? await drawNextKey(context, now) : null,
      kind: "message",
      sequence: stream.next,
      previous: stream.lastHash,
      recipientKey: now.partner.epochKey.number,
    };
    const signer = signerOn(context, now, { kind: "message", generation: header.generation, sequence: header.sequence });
    const file = await sealFile(context.crypto, header, encodePayload(batch), signer, recipient, sealContext(context, now));
    store.transaction(() => {
      store.putFile(
        {
          connection: now.id,
          generation: stream.generation,
          sequence: stream.next,
          name: file.name,
          hash: file.hash,
          size: file.bytes.length,
        },
        file.bytes,
        batch,
      );
      const { generation, next: sequence } = stream;
      const noted = fileNote({ generation, sequence }, file.bytes.length, file.hash, batch);
      audit(context, { actor: "issue-ferry", action: "file sealed", connection: now.id, reference: file.name, file: noted });
      store.putConnection({ ...now, stream: { ...announced(stream, header.announces), next: stream.next + 1, lastHash: file.hash } });
    });
    await handOver();
  }
  return sealed;
}

/** A partner that is away so long collects nothing any more; what is said meanwhile waits here. */
const COLLECTS_MS = 24 * 60 * 60 * 1000;

/** The exchange folder holds as much for the partner as it may, and nobody collects it: once, until somebody has seen it. */
function alarmAboutFullFolder(context: Context, { id, lastSeen }: Connection): void {
  const { store, clock } = context;
  if (Math.abs(clock.now() - (lastSeen ?? 0)) < COLLECTS_MS || isRaised(context, { ...FULL_FOLDER, connection: id })) return;
  store.transaction(() => raise(context, { ...FULL_FOLDER, connection: id }, "here"));
}

const FULL_FOLDER = { code: "COMPONENT_FAILURE", info: "NOBODY_COLLECTS" } as const;

/** Whether the message ends the connection. */
export function isFarewell(body: string): boolean {
  const decoded = decodeBody(body);
  return decoded.kind === "message" && decoded.message.kind === "closed";
}

function isWorthAFile(batch: readonly OutboxEntry[], inFlight: number): boolean {
  const share = 2 ** Math.min(0, inFlight - FULL_AFTER);
  const characters = batch.reduce((sum, { body }) => sum + body.length, 0);
  return batch.length >= FULL.count * share || characters >= FULL.characters * share;
}

function clearHeader(
  context: Context,
  connection: Connection,
  stream: Stream,
): Omit<Header, "kind" | "sequence" | "previous" | "recipientKey"> {
  return {
    connection: connection.id,
    sender: selfOn(context, connection),
    addressee: connection.partner?.id ?? "",
    generation: stream.generation,
    floor: stream.floor,
    acknowledges: stream.received,
    waitingFor: stream.waitingFor,
    announces: null,
    join: null,
    refuses: null,
  };
}

export interface Refusal {
  readonly addressee: string;
  readonly hash: string;
  readonly reason: "used" | "expired" | "version";
}

/**
 * Makes our side of the exchange place what it must be: every file that is not acknowledged, the newest acknowledgement, refusals of
 * those who came too late; nothing else of ours. A missing or damaged file is put there again, the same bytes.
 */
export async function maintain(
  context: Context,
  connection: Connection,
  refusals: readonly Refusal[],
  thorough: boolean,
): Promise<TransportFailure | null> {
  const { store } = context;
  const transport = context.transportOf(connection);
  const now = store.connection(connection.id);
  // Not even an acknowledgement: it would say that less is taken than was.
  if (!transport || !now || isSilent(now)) return null;
  const files = store.files(now.id);
  // First what says which key signs the rest.
  const offers = (now.own?.proofs ?? []).map(({ name, bytes }) => offerOf({ name, bytes: fromBase32(bytes) ?? new Uint8Array() }));
  for (const { name, size } of files)
    offers.push({
      name,
      size,
      bytes: () => {
        const bytes = store.fileBytes(now.id, name);
        if (!bytes) throw new Impossible(`no bytes for ${name}`);
        return bytes;
      },
    });
  if (now.partner && (now.role === "primary" || now.stream.received.sequence >= 0)) offers.push(offerOf(acknowledgement(context, now)));
  for (const refusal of refusals) offers.push(offerOf(refused(context, now, refusal)));
  const maintained = await transport.maintain({ connection: now.id, self: selfOn(context, now) }, offers, thorough, (name) =>
    mayWithdraw(context, now, name),
  );
  if (maintained.failure === null) notePlaced(context, now.id, files);
  return maintained.failure;
}

/** The newest file of ours that is known to have been put into the exchange place: `generation.sequence`. */
const placedFact = (connection: string): string => `placed:${connection}`;

/** On record once: from here on the partner can fetch it. */
function notePlaced(context: Context, connection: string, files: readonly SentFile[]): void {
  const { store } = context;
  const [generation = 0, sequence = -1] = (store.fact(placedFact(connection)) ?? "0.-1").split(".").map(Number);
  const placed = files.filter((file) => file.generation > generation || (file.generation === generation && file.sequence > sequence));
  const newest = placed.at(-1);
  if (!newest) return;
  store.transaction(() => {
    for (const { name, generation: of, sequence: number } of placed)
      audit(context, {
        actor: "issue-ferry",
        action: "file placed",
        connection,
        reference: name,
        file: { generation: of, sequence: number },
      });
    store.setFact(placedFact(connection), `${newest.generation}.${newest.sequence}`);
  });
}

function acknowledgement(context: Context, connection: Connection): SealedFile {
  const header = clearHeader(context, connection, connection.stream);
  return signFile(
    context.crypto,
    { ...header, kind: "acknowledgement", sequence: -1, previous: "", recipientKey: 0 },
    signerOn(context, connection),
  );
}

/** The same for the same refusal, whatever happened since: it names only what it refuses (docs/PROTOCOL.md 3). */
function refused(context: Context, connection: Connection, { addressee, hash, reason }: Refusal): SealedFile {
  const header = clearHeader(context, connection, connection.stream);
  const none = { generation: 0, sequence: -1, hash: "" };
  return signFile(
    context.crypto,
    {
      ...header,
      addressee,
      kind: "refused",
      generation: connection.stream.generation,
      sequence: -1,
      previous: "",
      recipientKey: 0,
      floor: 0,
      acknowledges: none,
      waitingFor: null,
      refuses: { hash, reason },
    },
    signerOn(context, connection, { kind: "refused" }),
  );
}

function offerOf({ name, bytes }: Pick<SealedFile, "name" | "bytes">): Offer {
  return { name, size: bytes.length, bytes: () => bytes };
}
