import type { Connection } from "../../model/connection.ts";
import { isId } from "../../model/ids.ts";
import type { TrailWanted } from "../../model/operation.ts";
import type { ToldEvent } from "../../ports/store.ts";
import { MAX } from "../../protocol/limits.ts";
import type { TrailPage } from "../../protocol/parts/operation.ts";
import type { Context } from "../context.ts";
import { numberingOf } from "./numbering.ts";

/** Events looked at for one page: where an issue or a time is asked for, most of them are not in it. */
const LOOKED_AT = 10_000;

/**
 * A page of what this side tells the partner of its trail: events of their connection by numbers of their own, so that no gap tells of others. No value
 * travels, and no name of a person. `until`: the last that is told. Inside a transaction.
 */
export function ownTrail(
  context: Context,
  connection: Connection,
  { since, numbering: theirs, from, issue, size }: TrailWanted,
  until: number,
): { readonly page: TrailPage; readonly isLast: boolean } {
  const { store } = context;
  const numbering = numberingOf(context, connection.id);
  const events: TrailPage["events"] = [];
  let next = theirs === undefined || theirs === numbering ? since : 0;
  let looked = 0;
  while (next < until && events.length < size && looked < LOOKED_AT) {
    const found = store.toldAudits(connection.id, next, Math.min(size, LOOKED_AT - looked, until - next));
    if (found.length === 0) break;
    for (const event of found) {
      looked += 1;
      next = event.told;
      if ((from !== undefined && event.time < from) || (issue !== undefined && event.issue !== issue)) continue;
      events.push(toldOf(event));
      if (events.length >= size) break;
    }
  }
  return { page: { events, next, numbering }, isLast: next >= until };
}

function toldOf(event: ToldEvent): TrailPage["events"][number] {
  const { told, time, actor, action, issue, reference, info, revision, parts, file, taken } = event;
  const sha256 = file?.hash ?? taken?.hash;
  return {
    sequence: told,
    time: Math.max(0, Math.trunc(time)),
    actor: actor === "issue-ferry" ? "program" : actor.startsWith("partner ") ? "asker" : "person",
    action: line(action),
    ...(issue !== undefined && isId(issue) && { issue }),
    ...(reference !== undefined && { reference: line(reference) }),
    ...(info !== undefined && { info: line(info) }),
    ...(revision !== undefined && { revision: line(revision) }),
    ...(parts && { parts: parts.slice(0, MAX.trailParts).map(line) }),
    ...(sha256 !== undefined && sha256.length === 52 && { sha256 }),
  };
}

/** As a message takes it. */
function line(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .slice(0, MAX.name)
    .toWellFormed();
}
