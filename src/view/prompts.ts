import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { statusSentence } from "./connection-status.ts";
import { earlySentence } from "./early-words.ts";
import { plainText, shortText } from "./plain-text.ts";
import { numberBeginning } from "./safety-number-text.ts";

/** What a person must decide on a connection before anything goes on. `key` names the decision: each is asked once. */
export interface Decision {
  readonly kind: "begin" | "first contract" | "new contract";
  readonly key: string;
}

export function decisionOn({ role, status, partner, contract, proposed, brokenSettings }: ConnectionView): Decision | null {
  if (partner === null || brokenSettings !== null) return null;
  if (role === "primary" && status === "stopped" && contract === null && proposed === null) return { kind: "begin", key: "begin" };
  if (role === "secondary" && status === "update required" && proposed !== null)
    return { kind: contract === null ? "first contract" : "new contract", key: `contract ${proposed.number}` };
  return null;
}

/** Whether what this side does next is to wait: for the partner to join or to answer, or for the first contract to be accepted there. */
export function isAwaited({ role, status, contract }: ConnectionView): boolean {
  return status === "handshake" || (role === "primary" && status === "waiting for secondary" && contract === null);
}

/** To whoever waited. Short: a notification of one line needs no answer. */
export function runsSentence({ partner, name }: Pick<ConnectionView, "partner" | "name">): string {
  return `${shortText(partner ?? name, 25)} is connected: the exchange runs.`;
}

/** The question to the first side once both know each other. `issues`: how many would leave. */
export function beginQuestion({ partner, name }: ConnectionView, number: string, issues: number): string {
  const share =
    issues === 0
      ? "Publish the contract and start? No issue is shared so far."
      : `Publish the contract, share ${counted(issues, "issue")} and start?`;
  return `Connected with ${plainText(partner ?? name)}, number ${numberBeginning(number)} ${share}`;
}

/** The question to the second side: the first contract, or a later one. */
export function contractQuestion(connection: ConnectionView): string {
  const { partner, name, contract, proposed } = connection;
  const early = earlySentence(connection);
  const who = plainText(partner ?? name);
  const note = proposed?.note ? `: "${shortText(proposed.note, 100)}"` : "";
  const end = contract === null ? "Accept and start?" : "Until you answer, new changes wait.";
  return `${who} has published contract ${proposed?.number ?? ""}${note}. ${early === null ? "" : `${early} `}${end}`;
}

/** Whether the question that was `asked` has been answered another way since. */
export function isOver(asked: ConnectionView, now: ConnectionView | undefined): boolean {
  if (now === undefined) return true;
  return asked.proposed === null ? now.contract !== null || now.proposed !== null : now.proposed?.number !== asked.proposed.number;
}

/** To somebody who answers a question that is over: what it was about is settled, here or at the partner, or another contract took its place. */
export function alreadyDone(asked: ConnectionView, now: ConnectionView | undefined): string {
  if (now === undefined) return "That connection is not there any more.";
  const replaced = asked.proposed !== null && now.proposed !== null;
  return `${replaced ? `Contract ${asked.proposed.number} is not asked about any more.` : "That is done already."} ${statusSentence(now)}`;
}

export const PROMPT_BUTTONS = {
  publish: "Publish and Start...",
  compare: "Compare Number First",
  review: "Review",
  accept: "Accept and Start...",
  decline: "Decline...",
  later: "Later",
} as const;
