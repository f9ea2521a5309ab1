import type { ConnectFailure } from "../app/connect-failure.ts";
import type { InitFailure } from "../app/init.ts";
import type { OpenFailure } from "../app/open-project.ts";
import { type Interruption, interruptionOf, storeTroubleOf } from "../app/store-trouble.ts";
import type { CommandOutcome } from "../model/command.ts";
import { commandSentence } from "../view/command-failures.ts";
import { connectSentence } from "../view/connect-failures.ts";
import { initSentence } from "../view/init-failures.ts";
import { interruptedSentence, storeStopSentence } from "../view/interruptions.ts";
import { openSentence } from "../view/open-failures.ts";
import { plainText } from "../view/plain-text.ts";
import { type Answer, failure } from "./answer.ts";
import { EXIT } from "./exit-codes.ts";

/** `NO_PROJECT` of `no project`: failures have one spelling in `--json`. */
export function codeOf(kind: string): string {
  return kind.toUpperCase().replaceAll(/[^A-Z]+/g, "_");
}

export function openFailed(found: OpenFailure): Answer {
  const inner = found.kind === "state place" || found.kind === "store" ? `${found.kind} ${found.failure.kind}` : found.kind;
  return failure(codeOf(inner), openSentence(found));
}

export function initFailed(found: InitFailure): Answer {
  const usage = found.kind === "bad project name" || found.kind === "bad key";
  return failure(codeOf(found.kind), initSentence(found), usage ? EXIT.usage : EXIT.failed);
}

export function connectFailed(found: ConnectFailure): Answer {
  switch (found.kind) {
    case "bad name":
    case "bad share":
      return failure(codeOf(found.kind), connectSentence(found), EXIT.usage);
    case "exchange":
      return failure(codeOf(`exchange folder ${found.failure.kind}`), connectSentence(found), EXIT.unreachable);
    case "handshake file":
      return failure(codeOf(`handshake file ${found.code}`), connectSentence(found));
    default:
      return failure(codeOf(found.kind), connectSentence(found));
  }
}

export function commandFailed(outcome: Extract<CommandOutcome, { readonly kind: "failed" }>): Extract<Answer, { readonly kind: "failed" }> {
  return failure(outcome.code, commandSentence(outcome.code, outcome.data), outcome.code === "WRONG_VALUE" ? EXIT.usage : EXIT.failed);
}

export function usage(message: string): Answer {
  return failure("USAGE", message, EXIT.usage);
}

/** What keeps a pass from its end, and may be over later. */
export function interrupted(because: Interruption): { readonly code: string; readonly message: string } {
  if (because.kind === "store") return { code: codeOf(`store ${because.trouble}`), message: interruptedSentence(because) };
  return { code: because.code, message: interruptedSentence(because) };
}

/** What was thrown: the outside in our way, or a bug. No stack traces for what is expected. */
export function thrown(error: unknown): Answer {
  const trouble = storeTroubleOf(error);
  if (trouble !== null) return failure(codeOf(`store ${trouble}`), storeStopSentence(trouble));
  const because = interruptionOf(error);
  if (because !== null) return failure(interrupted(because).code, interrupted(because).message);
  const message = plainText(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return failure("BUG", `This is a bug in Issue Ferry: ${message}. Please report it.`);
}
