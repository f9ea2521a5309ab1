import type { MessageRecord } from "../model/snapshot.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";
import { named } from "./activity.ts";
import { withTravel } from "./issue-trail.ts";

type Trail = Pick<Store, "audits" | "auditsOf" | "fileAudits" | "newestAudits" | "connection" | "issue" | "reading">;

/** Newest events of an issue among which the answers to a message are looked for. */
const OF_ISSUE = 1_000;
/** Events around one of no issue among which those of the same message are looked for. */
const AROUND = 1_000;
/** Events before a message was taken up among which its file is looked for: it is taken shortly before. */
const BEFORE = 2_000;

/** All that the trail has on one message: what it said, the file that it travelled in, and what came of it. null: the event is gone. */
export function messageRecord(store: Trail, sequence: number): MessageRecord | null {
  return store.reading(() => {
    const [event] = store.audits(sequence - 1, 1);
    if (event?.sequence !== sequence) return null;
    const [about] = withTravel(store, [event]);
    const [view] = named(store, [event]);
    if (!about || !view) return null;
    return { about: view, travelled: about.travelled, taken: takenIn(store, event), others: named(store, others(store, event)) };
  });
}

/** What else was noted of the same message, and what answers it: in order. */
function others(store: Trail, event: NumberedEvent): readonly NumberedEvent[] {
  const near =
    event.issue === undefined
      ? store.audits(Math.max(0, event.sequence - AROUND / 2), AROUND)
      : [...store.auditsOf(event.issue, OF_ISSUE)].toReversed();
  return near.filter(
    (other) =>
      other.sequence !== event.sequence &&
      other.connection === event.connection &&
      ((event.reference !== undefined && other.reference === event.reference) ||
        (event.issue !== undefined && event.revision !== undefined && other.revision === event.revision)),
  );
}

/** The partner's file that brought the message. */
function takenIn(store: Trail, event: NumberedEvent): MessageRecord["taken"] {
  const { connection, reference = "" } = event;
  if (connection === undefined || event.action.endsWith(" sent")) return null;
  const at = reference.lastIndexOf(".");
  const [life, number] = [reference.slice(0, at), Number(reference.slice(at + 1))];
  const file = store
    .newestAudits(connection, event.sequence + 1, BEFORE)
    .find(({ taken }) => taken?.carries.some((other) => other.life === life && other.first <= number && number <= other.last));
  if (!file?.taken) return null;
  const { size, hash, carries } = file.taken;
  const besides = carries.reduce((sum, { first, last }) => sum + last - first + 1, 0) - 1;
  return { name: file.reference ?? "", size, hash, besides, time: file.time };
}
