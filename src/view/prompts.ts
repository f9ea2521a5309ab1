import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
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

/** The question to the first side once both know each other. `issues`: how many would leave. */
export function beginQuestion({ partner, name }: ConnectionView, number: string, issues: number): string {
  const share = issues === 0 ? "Start? No issue is shared so far." : `Share ${counted(issues, "issue")} and start?`;
  return `Connected with ${plainText(partner ?? name)}, number ${numberBeginning(number)} ${share}`;
}

/** The question to the second side: the first contract, or a later one. */
export function contractQuestion({ partner, name, contract, proposed }: ConnectionView): string {
  const who = plainText(partner ?? name);
  const note = proposed?.note ? `: "${shortText(proposed.note, 100)}"` : "";
  return contract === null
    ? `${who} proposes what is exchanged${note}. Accept and start?`
    : `${who} proposes contract ${proposed?.number ?? ""}${note}. Until you answer, new changes wait.`;
}

export const PROMPT_BUTTONS = {
  publish: "Publish and Start...",
  compare: "Compare Number First",
  review: "Review",
  accept: "Accept and Start...",
  decline: "Decline...",
  later: "Later",
} as const;
