import { type Connection, type Partner, type RestoreEvidence, isTheirWord } from "../model/connection.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { fieldOf } from "../model/document.ts";
import { sameValue } from "../model/value.ts";
import type { Route, Transport, TransportFailure } from "../ports/transport.ts";
import { isIdentityName } from "../envelope/file-name.ts";
import type { InspectedFile } from "../envelope/inspect.ts";
import { type Context, audit, isoNow, rulesOf } from "./context.ts";
import { hasBegun, suspend } from "./evidence.ts";
import { issuesForgotten, noteForgotten } from "./forgotten.ts";
import { beginGeneration } from "./generation.ts";
import { keep } from "./lost.ts";
import { selfOn } from "./own-identity.ts";
import { highestGeneration, namesThere } from "./own-place.ts";
import { project } from "./projection.ts";
import { putSync, refreshRow } from "./rows.ts";
import { acknowledgedBy, putAcknowledged } from "./stream.ts";
import { adoptChanges, canAdopt, ownChanges } from "./take-identity.ts";

/**
 * What to do when this side was put back to an earlier state. Where we signed ourselves what shows it, it recovers the first time by itself: both streams
 * begin anew, and what both know of each issue is compared. Another time a copy of it may be alive; and a partner who alone says so could make us believe
 * it in what is ours: then a person is asked (docs/PROTOCOL.md 2, "Recover"). A connection without a partner has nothing to go on with. A failure: the exchange place cannot be looked at,
 * nothing was done, and nothing may leave until it was.
 */
export async function noticeRestore(
  context: Context,
  connection: Connection,
  transport: Transport,
  { evidence, name, generation }: { readonly evidence: RestoreEvidence; readonly name: string; readonly generation: number },
): Promise<TransportFailure | null> {
  const suspended = (): null => {
    suspend(context, connection.id, evidence, name);
    return null;
  };
  // What shows that this side joined before is of another setup: a generation begun in this one nobody could open, and it would end the partner's stream.
  if (!connection.partner || connection.recovered || isTheirWord(evidence) || !hasBegun(connection)) return suspended();
  const trouble = await recover(context, connection, transport, { event: "restore noticed", above: generation, evidence });
  return trouble === KEY_GONE ? suspended() : trouble;
}

/** The identity key changed since, and the new one is not here: nobody believes what this side signs. */
export const KEY_GONE = "key gone";

/** The user said that this copy is the one to go on. A failure: the exchange place cannot be looked at, and nothing was done. */
export async function recover(
  context: Context,
  connection: Connection,
  transport: Transport,
  {
    event,
    above,
    evidence,
  }: { readonly event: "restore noticed" | "user resumes"; readonly above: number; readonly evidence: RestoreEvidence },
): Promise<TransportFailure | typeof KEY_GONE | null> {
  const lying = await namesThere(transport, routeOf(context, connection), selfOn(context, connection), FROM_THE_START);
  if ("kind" in lying) return lying;
  const { chain: changes, beyond } = await ownChanges(context, connection, transport, [...lying].filter(isIdentityName));
  // With a change missing between, nobody knows which key the partner believes.
  if (beyond.length > 0 || !canAdopt(context, changes)) return KEY_GONE;
  if (changes.length > 0) adoptChanges(context, connection.id, changes);
  const known = context.store.connection(connection.id) ?? connection;
  const highest = await highestGeneration(context, known, transport);
  if (typeof highest !== "number") return highest;
  // Who was only kept busy was not put back, and believes nobody in what is its own.
  const restored = evidence !== "partner begins";
  const forgotten = restored ? await issuesForgotten(context, connection) : [];
  if (restored) await keepOvertaken(context, connection);
  const time = context.clock.now();
  await beginGeneration(context, connection.id, {
    above: Math.max(above, highest, ...changes.map(({ change }) => change?.generation ?? 0)),
    restored,
    event,
    first: (now) => {
      const { suspendedBy: _, partnerBegins: __, ...rest } = now;
      noteForgotten(context, connection.id, forgotten);
      return restored ? { ...rest, recovered: { evidence, time } } : rest;
    },
  });
  return null;
}

/**
 * The partner began anew. Our stream ends, too, unless we began it anew ourselves and were not heard yet: two that recover at once would chase each
 * other for ever. All in one transaction: a partner whose file 0 was taken gets one of ours.
 */
export async function takeStart(context: Context, id: string, { header, hash, name }: InspectedFile): Promise<void> {
  const { store } = context;
  const connection = store.connection(id);
  const { announces } = header;
  if (!connection?.partner || announces === null) return;
  const begins = beginsOf(connection);
  if (begins > MOST_BEGINS) return suspend(context, id, "partner begins", name);
  const arrived = (now: Connection): Connection => ({
    ...now,
    partnerBegins: begins,
    // Where we began anew ourselves and were not heard yet, this only answers.
    ...(now.stream.heard && { partnerRecovered: context.clock.now() }),
    partner: now.partner && withKey(now.partner, announces),
    stream: { ...now.stream, received: { generation: header.generation, sequence: 0, hash }, waitingFor: null },
    lastSeen: context.clock.now(),
  });
  const { link } = connection.facts;
  if (connection.stream.heard && (link === "handshake" || link === "connected"))
    await beginGeneration(context, id, {
      above: connection.stream.generation,
      restored: false,
      event: "generation began",
      first: arrived,
    });
  else
    store.transaction(() => {
      const now = store.connection(id);
      if (!now) return;
      const next = arrived(now);
      store.putConnection(next);
      putAcknowledged(context, next, acknowledgedBy(context, next, header));
      audit(context, { actor: `partner ${next.partner?.name ?? ""}`, action: "begun anew", connection: id });
    });
}

/** Beginnings of the partner that are taken with hardly a file between them: who comes back so often, or only wants to keep us busy, is for a person. */
export const MOST_BEGINS = 16;
/** So many files make up for one. */
const FILES_FOR_A_BEGIN = 8;

/** With the one that is there now; an answer to a beginning of ours is none. */
function beginsOf({ partnerBegins = 0, stream }: Connection): number {
  return Math.max(0, partnerBegins - Math.floor(stream.received.sequence / FILES_FOR_A_BEGIN)) + (stream.heard ? 1 : 0);
}

function withKey(partner: Partner, key: Partner["epochKey"]): Partner {
  return { ...partner, epochKey: key };
}

const FROM_THE_START = { generation: 0, sequence: -1 };

function routeOf(context: Context, connection: Connection): Route {
  return { connection: connection.id, self: selfOn(context, connection) };
}

/** Edits that were on their way when the state was kept, and of which the tracker has another value since: they are kept here as lost. */
async function keepOvertaken(context: Context, connection: Connection): Promise<void> {
  const { store } = context;
  const rules = rulesOf(context, connection);
  if (!rules) return;
  const pending = (["pending", "held"] as const).flatMap((status) => store.syncsWithStatus(connection.id, status, Number.MAX_SAFE_INTEGER));
  const found = await context.tracker.read(pending.map(({ issue }) => issue));
  if (found === null) return;
  const byId = new Map(found.map((issue) => [issue.id, issue]));
  store.transaction(() => {
    for (const sync of pending) {
      const issue = byId.get(sync.issue);
      if (!issue || sync.frozen) continue;
      const shown = project(rules, issue, sync, null, isoNow(context)).document;
      let lost: IssueSync["lost"] = sync.lost;
      // What a primary has sent is its base before the partner confirmed it.
      const agreed = (rules.role === "primary" && sync.snapshots[0]?.document) || sync.base;
      for (const { name } of rules.contract.fields) {
        const [now, mine] = [fieldOf(shown, name), fieldOf(sync.mine, name)];
        const isOvertaken = !sameValue(now, fieldOf(sync.shadow, name)) && !sameValue(now, mine) && !sameValue(mine, fieldOf(agreed, name));
        if (isOvertaken) lost = keep(lost, name, mine, now, sync.revision);
      }
      if (lost === sync.lost) continue;
      putSync(context, connection, { ...sync, lost });
      refreshRow(context, sync.issue);
    }
  });
}
