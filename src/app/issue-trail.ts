import type { AuditEvent } from "../model/audit.ts";
import type { IssueId } from "../model/document.ts";
import type { IssueEventView } from "../model/snapshot.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";

type Trail = Pick<Store, "auditsOf" | "fileAudits" | "connection">;

/** Events of the files read at once, and how often at most for one message: it is sealed soon, or waits behind many others. */
const STEP = 16;
const STEPS = 32;

/** What happened to an issue, newest first, with the files in which its messages travelled. */
export function issueTrail(store: Trail, issue: IssueId, limit: number): IssueEventView[] {
  return withTravel(store, store.auditsOf(issue, limit));
}

/** The same events with the files in which they travelled. */
export function withTravel(store: Pick<Store, "fileAudits" | "connection">, events: readonly NumberedEvent[]): IssueEventView[] {
  return events.map((event) => ({
    ...event,
    partner: event.connection === undefined ? null : (store.connection(event.connection)?.partner?.name ?? null),
    travelled: event.action.endsWith(" sent") && event.connection !== undefined ? travelled(store, event.connection, event) : null,
  }));
}

function travelled(store: Pick<Store, "fileAudits">, connection: string, message: NumberedEvent): IssueEventView["travelled"] {
  let sealed: AuditEvent | null = null;
  let placed: number | null = null;
  let since = message.sequence;
  for (let step = 0; step < STEPS; step++) {
    const events = store.fileAudits(connection, since, STEP);
    for (const event of events) {
      since = event.sequence;
      if (sealed === null) {
        if (carries(event, message.reference ?? "")) sealed = event;
        continue;
      }
      const { generation, sequence = 0 } = sealed.file ?? {};
      // A stream that began anew counts from the start: what it acknowledges is none of what was sealed before. Earlier versions noted no generation.
      if (generation !== undefined && event.file?.generation !== undefined && event.file.generation !== generation) continue;
      if (event.action === "file placed" && event.file?.sequence === sequence) placed = event.time;
      if (event.action === "file acknowledged" && (event.file?.sequence ?? -1) >= sequence)
        return asTravelled(sealed, placed ?? event.time, event.time);
    }
    if (events.length < STEP) break;
  }
  return sealed && asTravelled(sealed, placed, null);
}

function carries({ file }: AuditEvent, reference: string): boolean {
  const at = reference.lastIndexOf(".");
  const [life, number] = [reference.slice(0, at), Number(reference.slice(at + 1))];
  return file?.carries?.some((other) => other.life === life && other.first <= number && number <= other.last) ?? false;
}

function asTravelled(sealed: AuditEvent, placed: number | null, taken: number | null): IssueEventView["travelled"] {
  const { size = 0, hash = "", carries: all = [] } = sealed.file ?? {};
  const besides = all.reduce((sum, { first, last }) => sum + last - first + 1, 0) - 1;
  return { name: sealed.reference ?? "", size, hash, besides, placed, taken };
}
