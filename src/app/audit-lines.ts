import type { NumberedEvent, SignedFile, Signer, Store } from "../ports/store.ts";
import { signerOf } from "../sync/signed-files.ts";

/** The first line of an exported trail: what it is, and of which form. */
export const AUDIT_FORMAT = { format: "issue-ferry-audit", version: 2 } as const;

/** A line of an exported trail. */
export type AuditLine =
  | { readonly kind: "head"; readonly format: string; readonly version: number; readonly project: string; readonly made: string }
  | ({ readonly kind: "partner" } & Signer)
  | ({ readonly kind: "event" } & NumberedEvent)
  | ({ readonly kind: "file" } & ExportedFile)
  /** The last: so many events and files stand before it. A copy that was cut short lacks it. */
  | { readonly kind: "end"; readonly events: number; readonly files: number };

export interface ExportedFile extends Omit<SignedFile, "bytes" | "kind"> {
  readonly as: SignedFile["kind"];
  /** base64. */
  readonly bytes: string;
}

const EVENTS_AT_ONCE = 1_000;
const FILES_AT_ONCE = 16;

/** All that this side has on record, in order, of one moment: who the partners are, what happened, and their signed files. */
export function* auditLines(store: Store, project: string, now: number): Generator<AuditLine> {
  yield { kind: "head", ...AUDIT_FORMAT, project, made: new Date(now).toISOString() };
  const present = store.connections().flatMap((connection) => signerOf(connection) ?? []);
  // A connection that was forgotten and joined again is there once.
  const forgotten = store.signers().filter(({ connection }) => present.every((other) => other.connection !== connection));
  for (const signer of [...present, ...forgotten]) yield { kind: "partner", ...signer };
  // In one look: what is noted meanwhile, by this process or another, is in neither part.
  const [newest, newestFile] = store.reading(() => [store.newestAudit(), store.newestSigned()]);
  let [told, signed] = [0, 0];
  for (let since = 0; since < newest;) {
    const events = store.audits(since, EVENTS_AT_ONCE).filter(({ sequence }) => sequence <= newest);
    const last = events.at(-1);
    if (!last) break;
    since = last.sequence;
    told += events.length;
    for (const event of events) yield { kind: "event", ...event };
  }
  for (let after = 0; after < newestFile;) {
    const files = store.signedFiles(after, FILES_AT_ONCE).filter(({ row }) => row <= newestFile);
    const last = files.at(-1);
    if (!last) break;
    after = last.row;
    signed += files.length;
    for (const { connection, kind, name, key, time, bytes } of files)
      yield { kind: "file", connection, as: kind, name, key, time, bytes: Buffer.from(bytes).toString("base64") };
  }
  yield { kind: "end", events: told, files: signed };
}
