import type { AuditEvent } from "../model/audit.ts";
import type { IssueId } from "../model/document.ts";
import type { News } from "../model/news.ts";
import type { Store } from "../ports/store.ts";

/** So many parts are told apart. */
const NAMED = 3;
const PARTNER = "partner ";

/** What partners did to issues after this event of the trail, in order. `upTo`: read on from there; `more`: there may be more at once. */
export function partnerNews(
  store: Pick<Store, "audits">,
  since: number,
  limit: number,
): { readonly found: readonly { readonly issue: IssueId; readonly news: News }[]; readonly upTo: number; readonly more: boolean } {
  const events = store.audits(since, limit);
  const found = events.flatMap((event) => {
    const news = newsIn(event);
    return news && event.issue !== undefined ? [{ issue: event.issue, news }] : [];
  });
  return { found, upTo: events.at(-1)?.sequence ?? since, more: events.length === limit };
}

/** A deletion is told another way: its row is gone. */
function newsIn({ actor, action, info, stopsSharing, revives, parts = [], added = [] }: AuditEvent): News | null {
  if (!actor.startsWith(PARTNER) || (action !== "issue applied" && action !== "confirmation applied")) return null;
  const partner = actor.slice(PARTNER.length);
  if (stopsSharing) return { kind: "stopped", partner, parts: [] };
  if (action === "issue applied" && info === "whole") return { kind: "new", partner, parts: [] };
  const told = parts.filter((part) => part !== "deleted" || revives);
  return told.length === 0 ? null : { kind: "changed", partner, parts: named(told, added) };
}

function named(parts: readonly string[], added: readonly string[]): string[] {
  const names = parts.map((part) => (added.includes(part) ? kindOf(part) : part));
  return [...new Set(names)].slice(0, NAMED);
}

/** New ones are told by what they are. */
function kindOf(part: string): string {
  if (part.startsWith("attachment:")) return "file";
  return part.startsWith("link:") ? "link" : "comment";
}

/** What is to be told of an issue about which something is not seen yet. */
export function newsAfter(known: News | undefined, next: News): News {
  if (known === undefined || next.kind !== "changed" || known.kind === "stopped") return next;
  if (known.kind === "new") return known;
  return { ...next, parts: [...new Set([...known.parts, ...next.parts])].slice(0, NAMED) };
}
