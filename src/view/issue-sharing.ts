import type { IssueItem, Partners } from "./issue-item.ts";
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

/** The partner with whom it is marked to be shared, and has nothing of it yet because nothing is exchanged so far; null: there is none. */
export function waitsToGo({ issue, shares }: IssueItem, partners: Partners): string | null {
  if (issue.syncStatus !== "local") return null;
  for (const word of issue.share) {
    const id = idOf(word, partners);
    const { status, role } = partners.get(id ?? "") ?? {};
    if (id === undefined || status === undefined || shares.some(({ connection }) => connection === id)) continue;
    if (status === "handshake") return `waits until ${partnerTitle(id, partners)} ${role === "primary" ? "joins" : "answers"}`;
    if (!NOTHING_TO_WAIT_FOR.has(status)) return `waits until the exchange with ${partnerTitle(id, partners)} runs`;
  }
  return null;
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
