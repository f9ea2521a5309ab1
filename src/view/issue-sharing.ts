import type { IssueItem, PartnerWords, Partners } from "./issue-item.ts";
import { plainText } from "./plain-text.ts";

/** Whether it is this side that shares the issue with somebody, so that it can stop: what a partner shares with us only that partner stops. */
export function sharesIt({ issue, shares }: IssueItem, partners: Partners): boolean {
  if (issue.share.some((word) => !word.startsWith("-") && idOf(word, partners) !== issue.receivedOver)) return true;
  // Whatever is shared has another word than this; what has another one may still be shared with nobody.
  return issue.syncStatus !== "local" && shares.some(({ connection, status }) => status !== "local" && connection !== issue.receivedOver);
}

/** The partner who shares the issue with us; null: nobody does. */
export function sharedBy({ issue, shares }: IssueItem, partners: Partners): string | null {
  const { receivedOver } = issue;
  if (receivedOver === null || !shares.some(({ connection, status }) => connection === receivedOver && status !== "local")) return null;
  return partnerTitle(receivedOver, partners);
}

/**
 * The partner who shared the issue with us and stopped; null: there is none. That nothing goes on is not the partner's doing alone: this side may
 * have ended the connection, or deleted the issue and brought it back.
 * @param hasStopped whether the partner said so; asked only where nothing goes on
 */
export function sharedUntil({ issue, shares }: IssueItem, partners: Partners, hasStopped: () => boolean): string | null {
  const { receivedOver } = issue;
  if (receivedOver === null || !shares.some(({ connection, status }) => connection === receivedOver && status === "local")) return null;
  return hasStopped() ? partnerTitle(receivedOver, partners) : null;
}

/** The partner with whom it is marked to be shared, and has nothing of it yet because nothing is exchanged so far; null: there is none. */
export function waitsToGo({ issue, shares }: IssueItem, partners: Partners): string | null {
  if (issue.syncStatus !== "local") return null;
  for (const word of issue.share) {
    const id = idOf(word, partners);
    const partner = partners.get(id ?? "");
    if (id === undefined || partner === undefined || shares.some(({ connection }) => connection === id)) continue;
    const waits = waitsFor(partner);
    if (waits !== null) return waits;
  }
  return null;
}

/** What an issue that is marked for this partner waits for before it goes; null: for the next pass, or it never goes. */
export function waitsFor({ status, role, title }: Omit<PartnerWords, "connection">): string | null {
  const who = plainText(title) || "a partner";
  if (status === "handshake") return `waits until ${who} ${role === "primary" ? "joins" : "answers"}`;
  return NOTHING_TO_WAIT_FOR.has(status) ? null : `waits until the exchange with ${who} runs`;
}

/** It goes with the next pass, or never. */
const NOTHING_TO_WAIT_FOR: ReadonlySet<string> = new Set(["running", "closed", "revoked"]);

function idOf(name: string, partners: Partners): string | undefined {
  for (const [id, { connection }] of partners) if (connection === name) return id;
  return undefined;
}

function partnerTitle(id: string, partners: Partners): string {
  return plainText(partners.get(id)?.title ?? "") || "a partner";
}
