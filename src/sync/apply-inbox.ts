import type { Connection } from "../model/connection.ts";
import type { InboxEntry } from "../ports/store.ts";
import { decodeBody } from "../protocol/codec.ts";
import type { Message } from "../protocol/message.ts";
import { takeAlarm } from "./alarms.ts";
import { applyIssues } from "./apply-issues.ts";
import { compareWhereChanged } from "./compare-all.ts";
import { handleConnectionMessage } from "./connection-messages.ts";
import { type Context, audit, rulesOf } from "./context.ts";
import { takeDecoded } from "./decoded-messages.ts";
import { MESSAGE } from "./message-work.ts";
import type { IssueEntry } from "./work.ts";

/** Messages looked at in one step. */
const STEP = 1000;

/** Rows that this process found too new: another version may read them, this one never will. */
const tooNewTo = new WeakMap<Context, Set<number>>();

/** How many messages were done, and what they count. */
export interface Applied {
  readonly messages: number;
  readonly work: number;
}

/**
 * Deals with what the partner's messages say, in their order: setup, ping and configuration at once, whatever is stopped; messages
 * about issues while running, in batches. What is too new, or waits with its issue, stays where it is and is not read again and again;
 * nothing stays once the connection is over. `most` work (`message-work.ts`), the last message whole: the next call goes on.
 */
export async function applyInbox(context: Context, given: Connection, most = Infinity): Promise<Applied> {
  const { store } = context;
  let messages = 0;
  let after = 0;
  let left = most;
  let waiting = store.inboxWork(given.id);
  /** Read, and not looked at yet. */
  let ahead: readonly InboxEntry[] = [];
  while (left > 0) {
    const facts = store.connection(given.id)?.facts;
    const over = facts?.link === "closed" || facts?.link === "revoked";
    const running = facts?.run === "running";
    if (ahead.length === 0) ahead = store.inbox(given.id, after, STEP, running || over ? "all" : "no issue");
    const entries = within(left, ahead);
    const last = entries.at(-1);
    if (!last) break;
    after = last.row;
    if (over) store.transaction(() => store.removeInbox(entries.map(({ row }) => row)));
    const done = over ? entries.length : await applyEntries(context, given.id, entries);
    // What cannot be dealt with now is looked through without counting it each time: it may be much.
    ahead = done === 0 ? ahead.slice(entries.length) : [];
    if (done === 0) continue;
    messages += done;
    const before = waiting;
    waiting = store.inboxWork(given.id);
    // A step has its price, however small the one message is that it is for.
    left -= Math.max(MESSAGE, before - waiting);
  }
  return { messages, work: most < Infinity ? most - left : 0 };
}

/** The first of them that are so much work; one at least. */
function within(most: number, entries: readonly InboxEntry[]): readonly InboxEntry[] {
  let work = 0;
  const end = entries.findIndex((entry) => (work += entry.work) >= most);
  return end < 0 ? entries : entries.slice(0, end + 1);
}

/** One step: how many of the messages were done. */
async function applyEntries(context: Context, id: string, entries: readonly InboxEntry[]): Promise<number> {
  let done = 0;
  const held = heldAmong(context, entries);
  const about: IssueEntry[] = [];
  const met = new Set<string>();
  for (const entry of entries) {
    // At most one of each issue is applied in one step, and none while a person is asked about it.
    if (entry.issue !== null && (met.has(entry.issue) || held.has(entry.issue))) continue;
    const message = messageOf(context, entry);
    if (message === null) continue;
    if (message.kind === "issue" || message.kind === "confirmation") {
      met.add(message.issue);
      about.push({ ...entry, message });
    } else if (message.kind === "alarm") {
      done += context.store.transaction(() => {
        const connection = context.store.connection(id);
        if (connection?.facts.link !== "connected") return 0;
        takeAlarm(context, connection, message);
        context.store.removeInbox([entry.row]);
        return 1;
      });
    } else if ("conversation" in message) {
      // It is about what is known when everything before it was dealt with.
      done += await applyWaiting(context, id, about.splice(0));
      const { contentHeld, takeOperation } = await import("./operations/operate.ts");
      const held = await contentHeld(context, id, message);
      done += context.store.transaction(() => {
        if (context.store.connection(id)?.facts.link !== "connected") return 0;
        noteReceived(context, id, message.kind, message.conversation);
        takeOperation(context, id, message, held);
        context.store.removeInbox([entry.row]);
        return 1;
      });
    } else {
      // What tells nothing about contract or link does not part what came together.
      if (message.kind !== "ping" && message.kind !== "refused") done += await applyWaiting(context, id, about.splice(0));
      done += context.store.transaction(() => {
        if (!handleConnectionMessage(context, id, message)) return 0;
        // Of the others the trail says more.
        if (message.kind === "ping") noteReceived(context, id, message.kind);
        context.store.removeInbox([entry.row]);
        return 1;
      });
    }
  }
  done += await applyWaiting(context, id, about);
  return done;
}

function noteReceived(context: Context, connection: string, kind: Message["kind"], reference?: string): void {
  const actor = `partner ${context.store.connection(connection)?.partner?.name ?? ""}`;
  audit(context, { actor, action: `${kind} received`, connection, ...(reference !== undefined && { reference }) });
}

async function applyWaiting(context: Context, id: string, entries: readonly IssueEntry[]): Promise<number> {
  const connection = context.store.connection(id);
  if (!connection || entries.length === 0 || connection.facts.run !== "running" || !rulesOf(context, connection)) return 0;
  if ((await compareWhereChanged(context, connection)) === "waits") return 0;
  return applyIssues(context, context.store.connection(id) ?? connection, entries);
}

/** Issues about which a person is asked. In one transaction: it is what others committed that is looked for once, not for each. */
function heldAmong({ store }: Context, entries: readonly InboxEntry[]): ReadonlySet<string> {
  const issues = entries.flatMap(({ issue }) => (issue === null ? [] : [issue]));
  if (issues.length === 0) return new Set();
  return store.transaction(() => new Set(issues.filter((issue) => (store.issue(issue)?.heldBecause ?? null) !== null)));
}

function messageOf(context: Context, entry: InboxEntry): Message | null {
  const kept = takeDecoded(context, entry);
  if (kept) return kept;
  const tooNew = tooNewTo.get(context) ?? new Set<number>();
  tooNewTo.set(context, tooNew);
  if (tooNew.has(entry.row)) return null;
  const decoded = decodeBody(context.store.inboxEntry(entry.row)?.body ?? "");
  if (decoded.kind === "message") return decoded.message;
  tooNew.add(entry.row);
  return null;
}
