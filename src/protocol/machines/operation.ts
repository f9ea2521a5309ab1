import type { AnsweredState, AskedState } from "../../model/operation.ts";
import { Impossible } from "../../model/failure.ts";
import type { OperationMessage } from "../message.ts";
import { type Cell, type Machine, type Observer, cell, go, ignore, never } from "./table.ts";

/** What happens to one contributor's part of an operation at the side that asks. */
export type AskedEvent =
  | "positive"
  | "negative"
  | "progress"
  | "completed"
  | "final with failure"
  /** The partner's program does not understand our message: it went back to an older one. */
  | "not understood"
  /** It can, and another partner was selected before. */
  | "spare"
  /** A person waits no longer, another partner was quicker, or what came is of no use. */
  | "cancel"
  /** Its time is over. */
  | "time-out";

/** What happens to an operation at the side that answers. */
export type AnsweredEvent = "identify" | "identify unsupported" | "request" | "cancel" | "served in part" | "served" | "not served";

export type OperationAction =
  | "send request"
  | "send cancel"
  | "take result"
  | "send identification"
  | "send refusal"
  | "serve"
  | "send progress"
  | "send final";

type AskedCell = Cell<AskedState, OperationAction, never>;
type AnsweredCell = Cell<AnsweredState, OperationAction, never>;

const STRANGER = ignore("nobody asked");
const WRONG_PHASE = ignore("wrong phase");
const OVER = ignore("over");
const FAILED = go("failed");
const CANCELLED = go("failed", "send cancel");

/** docs/PROTOCOL.md 6, at the side that asks: one contributor. `absent`: it was not asked. */
export const ASKING_MACHINE: Machine<AskedState | "absent", AskedEvent, AskedState, OperationAction, never> = {
  name: "asking",
  table: {
    absent: {
      positive: STRANGER,
      negative: STRANGER,
      progress: STRANGER,
      completed: STRANGER,
      "final with failure": STRANGER,
      "not understood": never("nothing was said"),
      spare: never("nobody waits"),
      cancel: never("nobody waits"),
      "time-out": never("nobody waits"),
    },
    identifying: {
      positive: go("requested", "send request"),
      negative: FAILED,
      progress: WRONG_PHASE,
      completed: WRONG_PHASE,
      "final with failure": WRONG_PHASE,
      "not understood": FAILED,
      spare: go("identifying"),
      cancel: CANCELLED,
      "time-out": FAILED,
    },
    requested: {
      positive: WRONG_PHASE,
      negative: WRONG_PHASE,
      progress: go("accepted", "take result"),
      completed: go("completed", "take result"),
      "final with failure": FAILED,
      "not understood": FAILED,
      spare: WRONG_PHASE,
      cancel: CANCELLED,
      "time-out": FAILED,
    },
    accepted: {
      positive: WRONG_PHASE,
      negative: WRONG_PHASE,
      progress: go("accepted", "take result"),
      completed: go("completed", "take result"),
      "final with failure": FAILED,
      "not understood": FAILED,
      spare: WRONG_PHASE,
      cancel: CANCELLED,
      "time-out": FAILED,
    },
    completed: {
      positive: OVER,
      negative: OVER,
      progress: OVER,
      completed: OVER,
      "final with failure": OVER,
      "not understood": never("nothing waits"),
      spare: OVER,
      cancel: never("nobody waits"),
      "time-out": never("nobody waits"),
    },
    failed: {
      positive: OVER,
      negative: OVER,
      progress: OVER,
      completed: OVER,
      "final with failure": OVER,
      "not understood": never("nothing waits"),
      spare: OVER,
      cancel: never("nobody waits"),
      "time-out": never("nobody waits"),
    },
  } satisfies Record<AskedState | "absent", Record<AskedEvent, AskedCell>>,
};

const IDLE = never("nothing is worked on");
const NOT_WORKING = { "served in part": IDLE, served: IDLE, "not served": IDLE } as const;

/** docs/PROTOCOL.md 6, at the side that answers. What was served in part waits for the next request of the same conversation. */
export const ANSWERING_MACHINE: Machine<AnsweredState | "absent", AnsweredEvent, AnsweredState, OperationAction, never> = {
  name: "answering",
  table: {
    absent: {
      identify: go("identified", "send identification"),
      "identify unsupported": go("ended", "send refusal"),
      request: WRONG_PHASE,
      cancel: WRONG_PHASE,
      ...NOT_WORKING,
    },
    identified: {
      identify: WRONG_PHASE,
      "identify unsupported": WRONG_PHASE,
      request: go("working", "serve"),
      cancel: go("ended"),
      ...NOT_WORKING,
    },
    working: {
      identify: WRONG_PHASE,
      "identify unsupported": WRONG_PHASE,
      request: WRONG_PHASE,
      cancel: go("ended"),
      "served in part": go("identified", "send progress"),
      served: go("ended", "send final"),
      "not served": go("ended", "send final"),
    },
    ended: {
      identify: OVER,
      "identify unsupported": OVER,
      request: OVER,
      cancel: OVER,
      ...NOT_WORKING,
    },
  } satisfies Record<AnsweredState | "absent", Record<AnsweredEvent, AnsweredCell>>,
};

export type OperationStep<State> =
  | { readonly kind: "step"; readonly to: State; readonly does: readonly OperationAction[] }
  /** Reported in the trail; nothing changes, and nobody is answered. */
  | { readonly kind: "ignored"; readonly why: string };

export function stepAsked(state: AskedState | "absent", event: AskedEvent, observe?: Observer): OperationStep<AskedState> {
  return stepOf(cell(ASKING_MACHINE, state, event, observe));
}

export function stepAnswered(state: AnsweredState | "absent", event: AnsweredEvent, observe?: Observer): OperationStep<AnsweredState> {
  return stepOf(cell(ANSWERING_MACHINE, state, event, observe));
}

/** What a message of an operation means to the side that asked. */
export function askedEventOf(message: OperationMessage): AskedEvent | null {
  switch (message.kind) {
    case "identify response":
      return message.code === "IDENTIFICATION_POSITIVE" ? "positive" : "negative";
    case "operation progress":
      return "progress";
    case "operation final":
      return message.code === "OPERATION_COMPLETED" ? "completed" : "final with failure";
    case "identify request":
    case "operation request":
      return null;
  }
}

function stepOf<State extends string>(found: Cell<State, OperationAction, never>): OperationStep<State> {
  if ("to" in found) return { kind: "step", to: found.to, does: found.does };
  if ("ignore" in found) return { kind: "ignored", why: found.ignore };
  throw new Impossible("never" in found ? found.never : "");
}
