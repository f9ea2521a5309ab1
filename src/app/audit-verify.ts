import { fromBase32 } from "../model/base32.ts";
import type { AuditEvent } from "../model/audit.ts";
import { parseName } from "../envelope/file-name.ts";
import type { Header } from "../envelope/header.ts";
import { readIdentityFile } from "../envelope/identity-file.ts";
import { inspectFile } from "../envelope/inspect.ts";
import { participantId } from "../envelope/participant.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Signer } from "../ports/store.ts";
import { AUDIT_FORMAT, type AuditLine, type ExportedFile } from "./audit-lines.ts";

/** What is wrong with a trail: the code names the sentence in `view`. `at`: a sequence number, the name of a file, or a line. */
export interface AuditFault {
  readonly code: "FOREIGN_FILE" | "UNREADABLE_LINE" | "MISSING_EVENT" | "FORGED_KEY" | "ALTERED_FILE" | "ALTERED_EVENT";
  readonly at: string;
  readonly why?: string;
}

export interface AuditFinding {
  /** Events that a signed file of the partner shows. */
  readonly proven: number;
  /** Events that came in such a file: that it came is shown, not what stood in it, since its key is destroyed. */
  readonly carried: number;
  /** The others: only this side says so. */
  readonly word: number;
  /** Signed files that were checked, and found good. */
  readonly files: number;
  readonly faults: readonly AuditFault[];
}

/** A signed file that is what it says, and what its header shows. */
interface Shown {
  readonly header: Header;
  readonly hash: string;
}

const MOST_FAULTS = 1_000;

/**
 * Checks a trail without anybody's help: each signed file against the identity keys of its writer, which follow from the first one and the changes that
 * both keys signed, and each event against those files (docs/PROTOCOL.md 6). Reads the lines once; what is kept are headers and hashes.
 */
export class AuditVerifier {
  readonly #crypto: Crypto;
  readonly #partners = new Map<string, Signer>();
  /** Keys that may sign on a connection, in order. */
  readonly #keys = new Map<string, string[]>();
  readonly #shown = new Map<string, Shown>();
  /** Files of ours that a partner acknowledged by a signature, by `placeOf`: their hashes. */
  readonly #acknowledged = new Map<string, Set<string>>();
  readonly #events: (AuditEvent & { readonly sequence: number })[] = [];
  readonly #faults: AuditFault[] = [];
  #begun = false;
  #files = 0;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  take(line: AuditLine): void {
    switch (line.kind) {
      case "head":
        this.#begun = line.format === AUDIT_FORMAT.format && line.version === AUDIT_FORMAT.version;
        return;
      case "partner":
        return this.#takePartner(line);
      case "event":
        this.#events.push(noted(line));
        return;
      case "file":
        return this.#takeFile(line);
    }
  }

  broken(number: number): void {
    this.#fault({ code: "UNREADABLE_LINE", at: String(number) });
  }

  finding(): AuditFinding {
    if (!this.#begun) this.#fault({ code: "FOREIGN_FILE", at: "1" });
    let [proven, carried, word] = [0, 0, 0];
    const sealed = new Map<string, string>();
    const runs = this.#runs();
    let before: number | null = null;
    for (const event of this.#events) {
      if (before !== null && event.sequence !== before + 1)
        this.#fault({ code: "MISSING_EVENT", at: event.sequence > before ? String(before + 1) : String(event.sequence) });
      before = event.sequence;
      if (event.action === "file sealed" && event.file?.hash) sealed.set(placeOf(event), event.file.hash);
      const state = event.taken ? this.#taken(event) : event.action === "file acknowledged" ? this.#isAcknowledged(event, sealed) : null;
      if (state === "altered") this.#fault({ code: "ALTERED_EVENT", at: String(event.sequence) });
      else if (state === "proven") proven += 1;
      else if (isIn(runs, event)) carried += 1;
      else word += 1;
    }
    return { proven, carried, word, files: this.#files, faults: this.#faults };
  }

  #takePartner(partner: Signer): void {
    const key = fromBase32(partner.key);
    this.#partners.set(partner.connection, partner);
    if (!key || key.length !== 32 || participantId(this.#crypto, key) !== partner.partner)
      this.#fault({ code: "FORGED_KEY", at: partner.name, why: partner.partner });
    else this.#keys.set(partner.connection, [partner.key]);
  }

  #takeFile({ connection, as, name, key, bytes: text }: ExportedFile): void {
    const bytes = new Uint8Array(Buffer.from(text, "base64"));
    const partner = this.#partners.get(connection);
    const keys = this.#keys.get(connection) ?? [];
    if (!partner) return this.#fault({ code: "ALTERED_FILE", at: name, why: "NO_PARTNER" });
    if (as === "identity") {
      const change = readIdentityFile(this.#crypto, name, bytes);
      if (!change || change.connection !== connection || change.sender !== partner.partner)
        return this.#fault({ code: "ALTERED_FILE", at: name, why: "NOT_SIGNED_BY_BOTH" });
      if (change.from !== keys.at(-1)) return this.#fault({ code: "FORGED_KEY", at: name });
      keys.push(change.to);
      this.#files += 1;
      return;
    }
    const identityKey = fromBase32(key);
    if (!identityKey || !keys.includes(key)) return this.#fault({ code: "FORGED_KEY", at: name });
    const found = inspectFile(this.#crypto, name, bytes, { connection, addressee: null, sender: partner.partner, identityKey });
    if (!found.ok) return this.#fault({ code: "ALTERED_FILE", at: name, why: found.failure.code });
    const { header, hash } = found.value;
    this.#files += 1;
    this.#shown.set(`${connection} ${name}`, { header, hash });
    const { generation, sequence, hash: ours } = header.acknowledges;
    if (sequence < 0) return;
    for (const file of [{ generation, sequence }, { sequence }]) {
      const place = placeOf({ connection, file });
      this.#acknowledged.set(place, (this.#acknowledged.get(place) ?? new Set()).add(ours));
    }
  }

  #taken({ connection = "", reference = "", taken }: AuditEvent): "proven" | "altered" | null {
    const shown = this.#shown.get(`${connection} ${reference}`);
    if (!shown || !taken) return null;
    const { generation, sequence } = shown.header;
    return shown.hash === taken.hash && generation === taken.generation && sequence === taken.sequence ? "proven" : "altered";
  }

  /** The partner's signature names our file by its hash: what we say of it must be the same. */
  #isAcknowledged(event: AuditEvent, sealed: ReadonlyMap<string, string>): "proven" | "altered" | null {
    const place = placeOf(event);
    const ours = sealed.get(place);
    const theirs = this.#acknowledged.get(place);
    if (ours === undefined || !theirs) return null;
    if (theirs.has(ours)) return "proven";
    // Where no generation is named it may be about another one, in which sequences began anew.
    return event.file?.generation === undefined ? null : "altered";
  }

  /** Messages that came in signed files, by connection and life. */
  #runs(): ReadonlyMap<string, readonly (readonly [first: number, last: number])[]> {
    const runs = new Map<string, [number, number][]>();
    for (const event of this.#events) {
      if (!event.taken || this.#taken(event) !== "proven") continue;
      for (const { life, first, last } of event.taken.carries) {
        const place = `${event.connection ?? ""} ${life}`;
        const known = runs.get(place);
        if (known) known.push([first, last]);
        else runs.set(place, [[first, last]]);
      }
    }
    return runs;
  }

  #fault(fault: AuditFault): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);
  }
}

/** Where a file of ours stands. Without a generation: in any. */
function placeOf({ connection = "", file }: Pick<AuditEvent, "connection" | "file">): string {
  return `${connection} ${file?.generation ?? "?"}.${file?.sequence ?? ""}`;
}

/** Only what is looked at: a trail may have a million events. */
function noted({ sequence, time, actor, action, connection, reference, file, taken }: Extract<AuditLine, { kind: "event" }>) {
  return {
    sequence,
    time,
    actor,
    action,
    ...(connection !== undefined && { connection }),
    ...(reference !== undefined && { reference }),
    ...(file && { file }),
    ...(taken && { taken }),
  };
}

function isIn(
  runs: ReadonlyMap<string, readonly (readonly [number, number])[]>,
  { connection = "", reference = "", actor }: AuditEvent,
): boolean {
  const at = reference.lastIndexOf(".");
  if (at < 0 || !actor.startsWith("partner ") || parseName(reference) !== null) return false;
  const number = Number(reference.slice(at + 1));
  return runs.get(`${connection} ${reference.slice(0, at)}`)?.some(([first, last]) => first <= number && number <= last) ?? false;
}
