import type { Contract, ContractTerms, Role } from "./contract.ts";
import type { ParticipantId } from "./document.ts";

/** The three facts of a connection (docs/PROTOCOL.md 4); `statusOf` in `protocol/machines` makes one word of them. */
export type LinkFact = "handshake" | "connected" | "suspended" | "revoked" | "closed";
export type RunFact = "stopped" | "running";
export type ContractFact = "none" | "agreed" | "waiting for secondary" | "update required" | "declined";

export interface Facts {
  readonly link: LinkFact;
  readonly run: RunFact;
  readonly contract: ContractFact;
}

/** Bytes in lower-case Crockford base32 (`base32.ts`). */
export type Encoded = string;

/** An identity key that signed a stream up to this place, which is not included. */
export interface FormerKey {
  readonly key: Encoded;
  readonly generation: number;
  readonly before: number;
}

/** What became of an identity key on one connection (docs/PROTOCOL.md 2, "Another identity key"). */
export interface KeyChanges {
  /** The key of the setup: the participant id and every seal stay bound to it. */
  readonly first: Encoded;
  /** The oldest first: one for each change. */
  readonly formers: readonly FormerKey[];
  /** Names of the files that announce them, in the same order. */
  readonly files: readonly string[];
}

/** Who this side is on a connection. */
export interface OwnIdentity {
  /** Stays what it was when the connection was made. */
  readonly id: ParticipantId;
  /** What it signs with now. */
  readonly key: Encoded;
  readonly changed?: KeyChanges;
  /** The files that announce the changes, which lie in the exchange place for good: name and bytes. */
  readonly proofs?: readonly { readonly name: string; readonly bytes: Encoded }[];
  /** Files in our own directory that announce a change of our key which we did not make: somebody else has that key. They stay there as the proof. */
  readonly disputed?: readonly string[];
}

/** Whose identity key changed, and when, in milliseconds since 1970. `disputed`: somebody else signed with it, too. */
export interface KeyChanged {
  readonly whose: "ours" | "theirs";
  readonly time: number;
  readonly disputed?: true;
}

export interface Partner {
  readonly id: ParticipantId;
  readonly name: string;
  /** What it signs with now. */
  readonly identityKey: Encoded;
  readonly changed?: KeyChanges;
  /** The key it receives with now; `number` counts its epoch keys on this connection from 0. */
  readonly epochKey: { readonly number: number; readonly key: Encoded };
  readonly version: string;
  readonly capabilities: readonly string[];
}

/** Position of a message file: what an acknowledgement names. `sequence` -1: nothing yet. */
export interface Position {
  readonly generation: number;
  readonly sequence: number;
  /** SHA-256 of that file, empty before the first. */
  readonly hash: Encoded;
}

/** Both streams of one connection, as far as this side knows (docs/PROTOCOL.md 2). */
export interface Stream {
  /** Ours: the generation, the next sequence, the hash of the newest file, the lowest sequence still kept. */
  readonly generation: number;
  readonly next: number;
  readonly lastHash: Encoded;
  readonly floor: number;
  /** Hash of the newest file the partner acknowledged. */
  readonly acknowledgedHash: Encoded;
  /** Whether the partner acknowledged file 0 of this generation; until then nothing more is sealed. */
  readonly heard: boolean;
  /** Number of the epoch key we receive with. */
  readonly epochKey: number;
  /** The partner's: what we have durably stored. */
  readonly received: Position;
  /** Newest row of the inbox when this generation began; absent in the first. What arrived before may be about issues that the partner forgot. */
  readonly before?: number;
  /**
   * This side was put back when this generation began. `until`: the row of the inbox up to which the partner named what it shares, until it answered the
   * Ping that was sent then or said something else about an issue; null: it has done neither.
   * `named`: how many it named that were not known here.
   */
  readonly putBack?: { readonly until: number | null; readonly named?: number };
  /** Number of the epoch key that was announced, and that the partner has not sealed to yet. */
  readonly renewing?: number;
  /** Since when, in milliseconds since 1970, and for how many messages the epoch key is in use; absent: for none. */
  readonly keyUse?: { readonly since: number; readonly messages: number };
  /** This epoch key, and whatever else is older than those in use, is still to be destroyed. */
  readonly formerKey?: number;
  /**
   * The store's stamp, and `next`, when a process began to work with them, as long as the partner has acknowledged nothing that was sealed since: should
   * they have been put back to an earlier state, that was before.
   */
  readonly opened?: { readonly stamp: number; readonly next: number };
  /** A sequence beyond a gap was seen: what the acknowledgement says we wait for. */
  readonly waitingFor: number | null;
}

/**
 * What showed that this side was put back to an earlier state, or that a copy of it works elsewhere (docs/PROTOCOL.md 2, "Evidence"): a file of our
 * own that we do not know; an acknowledgement of our own beyond what we have; a change of our own identity key that we do not know; the partner acknowledged what we have not sent, or another file
 * in its place; the partner does not keep any more what we need next. Or that the partner begins anew again and again. Or any of it where a
 * secondary has taken nothing of the primary yet: it joined before with a state that is gone, and there is nothing to go on from.
 */
const RESTORE_EVIDENCE = [
  "own file",
  "own acknowledgement",
  "own identity",
  "acknowledged ahead",
  "acknowledged another",
  "partner let go",
  "partner begins",
  "joined before",
] as const;

export type RestoreEvidence = (typeof RESTORE_EVIDENCE)[number];

/** Whether only the partner says so, and we signed nothing that shows it. */
export function isTheirWord(evidence: RestoreEvidence): boolean {
  return evidence !== "own file" && evidence !== "own acknowledgement" && evidence !== "own identity";
}

export function isRestoreEvidence(word: unknown): word is RestoreEvidence {
  return RESTORE_EVIDENCE.some((known) => known === word);
}

export interface Invitation {
  readonly id: Encoded;
  /** ISO 8601. */
  readonly expires: string;
  /** SHA-256 of the handshake file's block. */
  readonly hash: Encoded;
  /** The participant whose valid Handshake spent the join secret; null while it is open. */
  readonly spentBy: ParticipantId | null;
  /** Hash over handshake file and Handshake message, once both are known; bound into every seal and the safety number. */
  readonly transcript: Encoded | null;
  /** Set at the secondary when the primary refused: used, expired or version. */
  readonly refused: string | null;
}

export interface Proposal {
  readonly contract: Contract;
  readonly note: string;
  /** Primary: published before this one and not answered yet; the partner may have accepted one of them meanwhile. */
  readonly earlier?: readonly Contract[];
  /** Primary: id of the message that proposed it last, `life.number`. */
  readonly sentAs?: string;
}

/** In good order, or because the other side does not trust this one's key any more. */
export type ClosedReason = "removed" | "revoked";

/** `acceptedBy`: who accepted it when joining; absent: nobody, or the first contract has come. `differs`: that was another one. */
export interface Announced {
  readonly contract: Encoded;
  readonly acceptedBy?: string;
  readonly differs?: true;
}

export interface PingState {
  /** Nonce of the ping that waits for its answer. */
  readonly nonce: string | null;
  readonly sentAt: number | null;
  readonly roundTripMs: number | null;
  readonly clockDifferenceMs: number | null;
}

export interface Connection {
  readonly id: string;
  /** This side's name for it, unique in the project. */
  readonly name: string;
  readonly role: Role;
  readonly facts: Facts;
  /** Absent: the first identity of the project, and no connection of it has another. */
  readonly own?: OwnIdentity;
  readonly partner: Partner | null;
  readonly verified: "unverified" | "verified" | "without checking";
  readonly invitation: Invitation;
  readonly stream: Stream;
  readonly ping: PingState;
  /** In force. */
  readonly contract: Contract | null;
  /** Published (primary) or received (secondary) and not yet decided. */
  readonly proposed: Proposal | null;
  /** Primary: what is published as soon as somebody joins, and that the connection then starts; absent once it does. `by`: who decided that. */
  readonly offer?: { readonly terms: ContractTerms; readonly by: string };
  /** Secondary: the hash of the contract that the invitation announced. */
  readonly announced?: Announced;
  /** `refused`: by the partner's program, which did not understand it, and where; nobody was asked. */
  readonly declined: { readonly number: number; readonly reason: string; readonly refused?: string } | null;
  /** Highest contract number ever used. */
  readonly lastContract: number;
  /** Fingerprint of contract, mapping and scope that all local issues were last compared under; differs: compare all again. */
  readonly comparedUnder: string;
  /** Milliseconds since 1970 of the last validly signed file of the partner; null: never. Display only. */
  readonly lastSeen: number | null;
  /** It has gone on after a restore once by itself: should that be seen again, a person is asked. */
  readonly recovered?: { readonly evidence: RestoreEvidence; readonly time: number };
  /** How often the partner began anew, less one for every so many of its files since: each costs work for all issues. */
  readonly partnerBegins?: number;
  /** When the partner began anew, in milliseconds since 1970. Display only. */
  readonly partnerRecovered?: number;
  /** What nobody compared the safety number since. */
  readonly keyChanged?: KeyChanged;
  /** The person said that another copy of this project is the real one: this one never touches the exchange place again. */
  readonly retired?: true;
  /** The partner ended it, and why. */
  readonly closedBy?: ClosedReason;
  /** The partner's identity key was revoked here on another connection: nothing is agreed with it before the safety number was compared anew. */
  readonly revokedBefore?: true;
  /** Why the connection was suspended; absent where a restored backup did that, and where it is not. */
  readonly suspendedBy?: RestoreEvidence;
  /** Files of the partner that were looked at and not taken: name -> why, a bounded number. */
  readonly troubles: Readonly<Record<string, string>>;
  /** Those of them about which nobody was alarmed yet, and since when; absent: none. */
  readonly lingering?: Readonly<Record<string, number>>;
}

/** Nothing is read, sealed, written or deleted in the exchange place: another copy of this project may be the one that does. */
export function isSilent({ facts, retired }: Pick<Connection, "facts" | "retired">): boolean {
  return facts.link === "suspended" || retired === true;
}
