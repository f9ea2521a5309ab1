import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { base32 } from "./base32.ts";
import {
  type CheckedFile,
  type Context,
  type WrittenFile,
  bytesOf,
  checkFile,
  openFile,
  participantId,
  sealFile,
  signFile,
} from "./envelope.ts";
import { type Invitation, readInvitation, writeInvitation } from "./handshake-file.ts";
import { type RawPair, pairOf } from "./keys.ts";
import type { Head } from "./layout.ts";
import { joinKey, joinMac, transcript } from "./setup.ts";

/** A message without the five members of its head. */
export type Content = { readonly kind: string } & Record<string, unknown>;

/** The other participant, as far as it is known. */
interface Other {
  readonly id: string;
  readonly identityKey: Buffer;
  /** What it receives with now, and the number of that. */
  readonly epochKey: Buffer;
  readonly epochNumber: number;
}

const VERSION = "1.0";

/**
 * A partner of Issue Ferry as docs/PROTOCOL.md has it: streams, acknowledgements and setup of either role, with whatever it is told to say.
 * It keeps nothing on the disk but the exchange folder, and never starts again.
 */
export class Partner {
  readonly identity: RawPair = pairOf("ed25519", randomBytes(32));
  /** By number: the one in use, and the one that was announced. */
  readonly epochs = new Map<number, RawPair>([[0, pairOf("x25519", randomBytes(32))]]);
  private announces: Head["announced"] = null;
  readonly id = participantId(this.identity.publicKey);
  /** Newest file stored of the other stream. */
  private received: { readonly sequence: number | null; readonly hash: string | null } = { sequence: null, hash: null };
  /** Own files that are not acknowledged, by sequence. */
  private readonly waiting = new Map<number, WrittenFile>();
  private next = 0;
  private lastHash: string | null = null;
  private context: Context | null = null;
  private other: Other | null = null;
  private readonly life = base32(randomBytes(16));
  private number = 0;
  private readonly exchange: string;
  private readonly connection: string;
  /** Its own, as the primary; the one that it follows, as the secondary. */
  private readonly invitation: Omit<Invitation, "hash">;
  private readonly handshakeHash: string;

  private constructor(exchange: string, invited: (id: string, identity: RawPair, epoch: RawPair) => string) {
    const read = readInvitation(invited(this.id, this.identity, this.epoch(0)));
    if (typeof read === "string") throw new Error(read);
    const { hash, ...invitation } = read;
    this.exchange = exchange;
    this.connection = invitation.connection;
    this.invitation = invitation;
    this.handshakeHash = hash;
  }

  /** docs/PROTOCOL.md 3, step 1. `contract`: the hash of one to announce. */
  static invites(exchange: string, contract?: string): { readonly partner: Partner; readonly handshakeFile: string } {
    let handshakeFile = "";
    const partner = new Partner(exchange, (participant, identity, epoch) => {
      handshakeFile = writeInvitation({
        connection: base32(randomBytes(16)),
        participant,
        identityKey: base32(identity.publicKey),
        epochKey: base32(epoch.publicKey),
        invitation: base32(randomBytes(16)),
        secret: base32(randomBytes(32)),
        created: Date.now(),
        expires: Date.now() + 14 * 86_400_000,
        project: "Independent",
        purpose: "ferry",
        speaks: [VERSION],
        ...(contract !== undefined && { contract }),
      });
      return handshakeFile;
    });
    return { partner, handshakeFile };
  }

  /** docs/PROTOCOL.md 3, steps 2 and 3. */
  static joins(exchange: string, handshakeFile: string): Partner {
    const self = new Partner(exchange, () => handshakeFile);
    const { invitation, handshakeHash } = self;
    const other = {
      id: invitation.participant,
      identityKey: bytesOf(invitation.identityKey),
      epochKey: bytesOf(invitation.epochKey),
      epochNumber: 0,
    };
    if (participantId(other.identityKey) !== other.id) throw new Error("FORGED_KEYS");
    self.other = other;
    const join = {
      identityKey: base32(self.identity.publicKey),
      epochKey: base32(self.epoch(0).publicKey),
      invitation: invitation.invitation,
      handshakeHash,
      mac: base32(Buffer.alloc(32)),
    };
    const head: Head = { ...self.head(3), join };
    const mac = joinMac(joinKey(bytesOf(invitation.secret), invitation.invitation), head);
    const context = {
      connection: self.connection,
      primaryKey: other.identityKey,
      secondaryKey: self.identity.publicKey,
      transcript: handshakeHash,
    };
    const payload = self.payload([{ kind: "handshake", version: VERSION, speaks: [VERSION], capabilities: [], name: "Independent" }]);
    const file = sealFile({ ...head, join: { ...join, mac } }, payload, self.identity, other.epochKey, context);
    self.context = { ...context, transcript: transcript(handshakeHash, file.hash) };
    self.offer(file);
    return self;
  }

  /** Seals these messages into the next file and puts it into the folder. */
  say(...contents: readonly Content[]): void {
    const [other, context] = [this.other, this.context];
    if (!other || !context) throw new Error("not joined");
    this.offer(sealFile(this.head(1), this.payload(contents), this.identity, other.epochKey, context));
    this.announces = null;
  }

  /** docs/PROTOCOL.md 2, "Epoch keys", 1: what is said next announces it. */
  renew(): void {
    const number = Math.max(...this.epochs.keys()) + 1;
    const pair = pairOf("x25519", randomBytes(32));
    this.epochs.set(number, pair);
    this.announces = { number, key: base32(pair.publicKey) };
  }

  private epoch(number: number): RawPair {
    const pair = this.epochs.get(number);
    if (!pair) throw new Error(`NO_KEY ${number}`);
    return pair;
  }

  /** Takes what is next in the partner's directory, acknowledges it, and gives the messages in it; files for it to answer stay for the caller. */
  look(): readonly Content[] {
    if (this.other === null) this.takeJoin();
    const messages: Content[] = [];
    for (let file = this.nextFile(); file !== null; file = this.nextFile()) {
      if (!this.context) throw new Error("a message before the setup");
      const plaintext = openFile(file, this.epoch(file.head.epochKey), this.context);
      if (typeof plaintext === "string") throw new Error(plaintext);
      this.renewed(file.head);
      this.received = { sequence: file.head.sequence, hash: file.hash };
      this.believe(file.head);
      messages.push(...(JSON.parse(String(plaintext)) as { messages: Content[] }).messages);
    }
    for (const name of this.namesOfOther(/^ack-/)) {
      const file = this.checked(name);
      if (file) this.believe(file.head);
    }
    if (this.other !== null && this.received.hash !== null) this.acknowledge();
    return messages;
  }

  /** docs/PROTOCOL.md 2, "Epoch keys", 2 and 3. */
  private renewed({ epochKey, announced }: Head): void {
    for (const number of this.epochs.keys()) if (number < epochKey) this.epochs.delete(number);
    if (this.other && announced?.number === this.other.epochNumber + 1)
      this.other = { ...this.other, epochKey: bytesOf(announced.key), epochNumber: announced.number };
  }

  /** docs/PROTOCOL.md 3, step 4: whoever holds the invitation first. */
  private takeJoin(): void {
    const { invitation, secret } = this.invitation;
    const hash = this.handshakeHash;
    for (const writer of readdirSync(this.exchange)) {
      const name = `join-${invitation}.ferry`;
      const path = join(this.exchange, writer, this.connection, name);
      if (!existsSync(path)) continue;
      const expected = { connection: this.connection, addressee: this.id, sender: writer, identityKey: null };
      const file = checkFile(name, readFileSync(path), expected);
      if (typeof file === "string") throw new Error(file);
      if (!file.head.join) throw new Error("no join");
      const { join: fields } = file.head;
      if (fields.handshakeHash !== hash || fields.mac !== joinMac(joinKey(bytesOf(secret), invitation), file.head)) throw new Error("MAC");
      this.other = { id: writer, identityKey: bytesOf(fields.identityKey), epochKey: bytesOf(fields.epochKey), epochNumber: 0 };
      const context = {
        connection: this.connection,
        primaryKey: this.identity.publicKey,
        secondaryKey: this.other.identityKey,
        transcript: hash,
      };
      const plaintext = openFile(file, this.epoch(0), context);
      if (!String(plaintext).includes('"handshake"')) throw new Error("no handshake");
      this.context = { ...context, transcript: transcript(hash, file.hash) };
      this.received = { sequence: 0, hash: file.hash };
    }
  }

  private head(kind: 1 | 2 | 3): Head {
    const body = kind !== 2;
    const floor = Math.min(this.next, ...this.waiting.keys());
    return {
      kind,
      connection: this.connection,
      sender: this.id,
      addressee: this.other?.id ?? "",
      epochKey: kind === 1 ? (this.other?.epochNumber ?? 0) : 0,
      generation: 1,
      sequence: body ? this.next : null,
      previous: body ? this.lastHash : null,
      floor,
      acknowledged: { generation: 1, ...this.received },
      waitingFor: null,
      announced: kind === 1 ? this.announces : null,
      join: null,
      refused: null,
    };
  }

  private payload(contents: readonly Content[]): Buffer {
    const messages = contents.map((content) => ({ v: VERSION, min: VERSION, life: this.life, number: ++this.number, ...content }));
    return Buffer.from(JSON.stringify({ messages }));
  }

  private offer(file: WrittenFile): void {
    this.waiting.set(this.next, file);
    this.lastHash = file.hash;
    this.next++;
    this.place(file);
  }

  private acknowledge(): void {
    const file = signFile(this.head(2), this.identity);
    this.place(file);
    for (const name of readdirSync(this.own())) if (name.startsWith("ack-") && name !== file.name) rmSync(join(this.own(), name));
  }

  /** docs/PROTOCOL.md 1; the disk is not waited for. */
  private place({ name, bytes }: WrittenFile): void {
    const aside = join(this.exchange, this.id, "tmp");
    mkdirSync(aside, { recursive: true });
    mkdirSync(this.own(), { recursive: true });
    writeFileSync(join(aside, name), bytes);
    renameSync(join(aside, name), join(this.own(), name));
  }

  private own(): string {
    return join(this.exchange, this.id, this.connection);
  }

  /** docs/PROTOCOL.md 2, "Stream": what an acknowledgement must say to be believed. */
  private believe(head: Head): void {
    const { generation, sequence, hash } = head.acknowledged;
    if (generation !== 1 || sequence === null || sequence >= this.next) return;
    const own = this.waiting.get(sequence);
    if (own && own.hash !== hash) return;
    for (const [number, file] of this.waiting) {
      if (number > sequence) continue;
      this.waiting.delete(number);
      rmSync(join(this.own(), file.name), { force: true });
    }
  }

  private nextFile(): CheckedFile | null {
    const sequence = (this.received.sequence ?? -1) + 1;
    for (const name of this.namesOfOther(new RegExp(`^1-${sequence}-`))) {
      const file = this.checked(name);
      if (file && file.head.previous === this.received.hash && file.head.acknowledged.generation === 1) return file;
    }
    return null;
  }

  private namesOfOther(pattern: RegExp): string[] {
    const place = join(this.exchange, this.other?.id ?? "-", this.connection);
    return existsSync(place) ? readdirSync(place).filter((name) => pattern.test(name)) : [];
  }

  private checked(name: string): CheckedFile | null {
    const { other } = this;
    if (!other) return null;
    const expected = { connection: this.connection, addressee: this.id, sender: other.id, identityKey: other.identityKey };
    const file = checkFile(name, readFileSync(join(this.exchange, other.id, this.connection, name)), expected);
    return typeof file === "string" ? null : file;
  }
}
