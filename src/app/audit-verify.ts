import { fromBase32 } from "../model/base32.ts";
import type { AuditEvent, TakenFile } from "../model/audit.ts";
import { parseName } from "../envelope/file-name.ts";
import { readIdentityFile } from "../envelope/identity-file.ts";
import { inspectFile } from "../envelope/inspect.ts";
import { participantId } from "../envelope/participant.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Signer } from "../ports/store.ts";
import { AUDIT_FORMAT, type AuditLine, type ExportedFile } from "./audit-lines.ts";
import { CarriedMessages } from "./carried-messages.ts";

/** What is wrong with a trail: the code names the sentence in `view`. `at`: a sequence number, the name of a file, or a line. */
export interface AuditFault {
  readonly code:
    | "FOREIGN_FILE"
    | "UNREADABLE_LINE"
    | "CUT_SHORT"
    | "MISSING_EVENT"
    | "UNNAMED_FILE"
    /** The trail does not say who the partner of connection `at` was; `why`: so many signed files cannot be checked. */
    | "UNKNOWN_SIGNER"
    | "FORGED_KEY"
    | "ALTERED_FILE"
    | "ALTERED_EVENT"
    /** Event `at` and a file that the partner signed name another content for a file of ours: signatures do not show which of the two is right. */
    | "DISPUTED_FILE";
  readonly at: string;
  readonly why?: string;
}

/** What the files of one partner show, of all that the trail says of it. */
export interface ProvenBy {
  readonly connection: string;
  /** Participant id: whose signatures they are. Whether that is who it is said to be, the safety number says. */
  readonly participant: string;
  readonly name: string;
  /** Signed files that were checked, and found good. */
  readonly files: number;
  /** Of the files that were taken those of which a signature shows it; the other files were not kept. */
  readonly taken: { readonly proven: number; readonly all: number };
  /** Of acknowledgements, each of which is for any number of files of ours. */
  readonly acknowledged: { readonly proven: number; readonly all: number };
}

export interface AuditFinding {
  /** Events that a signed file of a partner shows. */
  readonly proven: number;
  /** The others: only this side says so. */
  readonly word: number;
  /** Of those, messages that came in a signed file, as this side says: which messages stand in a file no signature shows, since its key is destroyed. */
  readonly carried: number;
  readonly files: number;
  readonly by: readonly ProvenBy[];
  /** Those of one code are listed up to a bound, so that none hide others. */
  readonly faults: readonly AuditFault[];
  /** So many more were found than are listed. */
  readonly more: number;
}

/** Whether nothing is wrong but what both sides say otherwise of, and signatures do not decide. */
export function isOnlyDisputed({ faults }: Pick<AuditFinding, "faults">): boolean {
  return faults.length > 0 && faults.every(({ code }) => code === "DISPUTED_FILE");
}

/** What a signed file shows of itself. */
interface Shown {
  readonly name: string;
  readonly isMessage: boolean;
  readonly generation: number;
  readonly sequence: number;
  readonly hash: string;
}

interface Party extends Signer {
  /** Keys that may sign, in order; none where the first is forged. */
  readonly keys: string[];
  files: number;
  readonly taken: { proven: number; all: number };
  readonly acknowledged: { proven: number; all: number };
}

interface Told {
  /** Of the event. */
  readonly at: number;
  readonly connection: string;
}

/** Of one code. */
const MOST_FAULTS = 200;

/**
 * Checks a trail without anybody's help: each signed file against the identity keys of its writer, which follow from the first one and the changes that
 * both keys signed, and each event against those files (docs/PROTOCOL.md 6). Reads the lines once; what is kept grows with the files, not with the events.
 */
export class AuditVerifier {
  readonly #crypto: Crypto;
  readonly #parties = new Map<string, Party>();
  readonly #shown = new Map<string, Shown>();
  /** Files of ours that a partner acknowledged by a signature, by `placeOf`: their hashes. */
  readonly #acknowledged = new Map<string, Set<string>>();
  /** Files of ours as they were sealed, by `placeOf`, as the trail says it so far. */
  readonly #sealed = new Map<string, string>();
  readonly #takes: (Told & { readonly name: string; readonly taken: Omit<TakenFile, "carries">; readonly place: number })[] = [];
  readonly #answers: (Told & { readonly place: string; readonly isOfGeneration: boolean; readonly ours: string | undefined })[] = [];
  /** Connections of which an event named the generation of a file: what comes behind it names one, too. */
  readonly #generations = new Set<string>();
  readonly #carried = new CarriedMessages();
  readonly #faults: AuditFault[] = [];
  readonly #found = new Map<AuditFault["code"], number>();
  /** Signed files of connections whose partner no line names. */
  readonly #unknown = new Map<string, number>();
  #begun = false;
  #end: { readonly events: number; readonly files: number } | null = null;
  #events = 0;
  #last = 0;
  #lines = 0;
  #files = 0;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  take(line: AuditLine): void {
    this.#end = null;
    switch (line.kind) {
      case "head":
        this.#begun = line.format === AUDIT_FORMAT.format && line.version === AUDIT_FORMAT.version;
        return;
      case "partner":
        return this.#takePartner(line);
      case "event":
        return this.#takeEvent(line);
      case "file":
        return this.#takeFile(line);
      case "end":
        this.#end = line;
        return;
    }
  }

  broken(number: number): void {
    this.#end = null;
    this.#fault({ code: "UNREADABLE_LINE", at: String(number) });
  }

  finding(): AuditFinding {
    if (!this.#begun) this.#fault({ code: "FOREIGN_FILE", at: "1" });
    else if (this.#end?.events !== this.#events || this.#end.files !== this.#lines)
      this.#fault({ code: "CUT_SHORT", at: `${this.#events} ${this.#lines}` });
    for (const [connection, files] of this.#unknown) this.#fault({ code: "UNKNOWN_SIGNER", at: connection, why: String(files) });
    const good = new Set<number>();
    let proven = 0;
    // Written down again it is proven no more often.
    const counted = new Set<string>();
    const isFirst = (what: string): boolean => counted.size < counted.add(what).size;
    for (const { at, connection, name, taken, place } of this.#takes) {
      const party = this.#parties.get(connection);
      const first = isFirst(`taken ${connection} ${name}`);
      if (party && first) party.taken.all += 1;
      const shown = this.#shown.get(`${connection} ${name}`);
      if (!shown) continue;
      if (shown.hash !== taken.hash || shown.generation !== taken.generation || shown.sequence !== taken.sequence) this.#altered(at);
      else if (first) {
        proven += 1;
        good.add(place);
        if (party) party.taken.proven += 1;
      }
    }
    for (const { at, connection, place, isOfGeneration, ours } of this.#answers) {
      const party = this.#parties.get(connection);
      const first = isFirst(`acknowledged ${place} ${ours ?? ""}`);
      if (party && first) party.acknowledged.all += 1;
      const theirs = this.#acknowledged.get(place);
      if (ours === undefined || !theirs) continue;
      if (theirs.has(ours)) {
        if (!first) continue;
        proven += 1;
        if (party) party.acknowledged.proven += 1;
        // Where no generation is named it may be about another one, in which sequences began anew.
        // Whoever signed another one for what is long acknowledged may have invented it.
      } else if (isOfGeneration) this.#fault({ code: "DISPUTED_FILE", at: String(at) });
    }
    const named = new Set(this.#takes.map(({ connection, name }) => `${connection} ${name}`));
    for (const [place, { isMessage, name }] of this.#shown)
      if (isMessage && !named.has(place)) this.#fault({ code: "UNNAMED_FILE", at: name });
    return {
      proven,
      word: this.#events - proven,
      carried: this.#carried.count(good),
      files: this.#files,
      by: [...this.#parties.values()].map((party) => {
        const { name: connection, partner: participant, partnerName: name, files, taken, acknowledged } = party;
        return { connection, participant, name, files, taken, acknowledged };
      }),
      faults: this.#faults,
      more: [...this.#found.values()].reduce((sum, number) => sum + number, 0) - this.#faults.length,
    };
  }

  #takePartner({ connection, name, partner, partnerName, key }: Signer): void {
    const bytes = fromBase32(key);
    const isOwn = bytes !== null && bytes.length === 32 && participantId(this.#crypto, bytes) === partner;
    const isKnown = this.#parties.has(connection);
    if (!isOwn || isKnown) this.#fault({ code: "FORGED_KEY", at: name, why: partner });
    if (isKnown) return;
    const none = (): Party["taken"] => ({ proven: 0, all: 0 });
    const keys = isOwn ? [key] : [];
    this.#parties.set(connection, { connection, name, partner, partnerName, key, keys, files: 0, taken: none(), acknowledged: none() });
  }

  #takeEvent(event: Extract<AuditLine, { kind: "event" }>): void {
    const { sequence, connection = "", reference = "", action, taken, file } = event;
    // Nothing is taken out of a trail: its first event has the number 1.
    if (sequence !== this.#last + 1) this.#fault({ code: "MISSING_EVENT", at: String(sequence > this.#last ? this.#last + 1 : sequence) });
    this.#last = sequence;
    this.#events += 1;
    const told = { at: sequence, connection };
    if (file?.generation !== undefined) this.#generations.add(connection);
    else if (file && this.#generations.has(connection)) this.#altered(sequence);
    if (taken && action !== "file taken") this.#altered(sequence);
    else if (taken) {
      const { carries, ...rest } = taken;
      const place = this.#carried.add(connection, carries);
      this.#takes.push({ ...told, name: reference, taken: rest, place });
    } else if (action === "file sealed" && file?.hash !== undefined) this.#sealed.set(placeOf(connection, file), file.hash);
    else if (action === "file acknowledged" && file) {
      const place = placeOf(connection, file);
      this.#answers.push({ ...told, place, isOfGeneration: file.generation !== undefined, ours: this.#sealed.get(place) });
    } else if (event.actor.startsWith("partner ") && parseName(reference) === null) this.#carried.note(connection, reference);
  }

  #takeFile({ connection, as, name, key, bytes: text }: ExportedFile): void {
    this.#lines += 1;
    const bytes = new Uint8Array(Buffer.from(text, "base64"));
    const party = this.#parties.get(connection);
    if (!party) return void this.#unknown.set(connection, (this.#unknown.get(connection) ?? 0) + 1);
    const { keys, partner } = party;
    if (as === "identity") {
      const change = readIdentityFile(this.#crypto, name, bytes);
      if (!change || change.connection !== connection || change.sender !== partner)
        return this.#fault({ code: "ALTERED_FILE", at: name, why: "NOT_SIGNED_BY_BOTH" });
      if (change.from !== keys.at(-1)) return this.#fault({ code: "FORGED_KEY", at: name });
      keys.push(change.to);
      this.#count(party);
      return;
    }
    const identityKey = fromBase32(key);
    if (!identityKey || !keys.includes(key)) return this.#fault({ code: "FORGED_KEY", at: name });
    const found = inspectFile(this.#crypto, name, bytes, { connection, addressee: null, sender: partner, identityKey });
    if (!found.ok) return this.#fault({ code: "ALTERED_FILE", at: name, why: found.failure.code });
    const { header, hash } = found.value;
    if (this.#shown.has(`${connection} ${name}`)) return;
    this.#count(party);
    const { generation, sequence } = header;
    this.#shown.set(`${connection} ${name}`, { name, isMessage: as === "message", generation, sequence, hash });
    const { generation: of, sequence: acknowledged, hash: ours } = header.acknowledges;
    if (acknowledged < 0) return;
    for (const file of [{ generation: of, sequence: acknowledged }, { sequence: acknowledged }]) {
      const place = placeOf(connection, file);
      this.#acknowledged.set(place, (this.#acknowledged.get(place) ?? new Set()).add(ours));
    }
  }

  #count(party: Party): void {
    party.files += 1;
    this.#files += 1;
  }

  #altered(at: number): void {
    this.#fault({ code: "ALTERED_EVENT", at: String(at) });
  }

  #fault(fault: AuditFault): void {
    const number = (this.#found.get(fault.code) ?? 0) + 1;
    this.#found.set(fault.code, number);
    if (number <= MOST_FAULTS) this.#faults.push(fault);
  }
}

/** Where a file of ours stands. Without a generation: in any. */
function placeOf(connection: string, { generation, sequence }: NonNullable<AuditEvent["file"]>): string {
  return `${connection} ${generation ?? "?"}.${sequence}`;
}
