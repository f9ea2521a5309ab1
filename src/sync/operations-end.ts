import { toBase32 } from "../model/base32.ts";
import type { AskedState } from "../model/operation.ts";
import { comparisonFact } from "./comparison-due.ts";
import type { Context } from "./context.ts";

/** How long an operation waits for a partner: whoever carries a stick between two sites comes by within that. */
export const PATIENCE_MS = 7 * 24 * 60 * 60 * 1000;

export const OPEN_STATES: readonly AskedState[] = ["identifying", "requested", "accepted"];

/**
 * The connection is over, or its streams begin anew: nobody answers what was asked before, in either direction, and both are compared soon. Inside a
 * transaction.
 */
export function endOperations({ store, clock, crypto }: Context, connection: string): void {
  for (const operation of store.askedParts(null, OPEN_STATES))
    if (operation.connection === connection) {
      const { unsent: _, ...rest } = operation;
      store.putAsked({ ...rest, state: "failed", code: "CONNECTION_CHANGED", ours: true, ended: clock.now() });
    }
  for (const { request: _, ...operation } of store.answeredIn(connection, ["identified", "working"]))
    store.putAnswered({ ...operation, state: "ended" });
  store.setFact(comparisonFact(connection), `${clock.now()}`);
  // A side that was put back may give a number again that the partner read already.
  store.numberAnew(connection, toBase32(crypto.random(16)));
}

/** The partner could not read our message of this name, `life.number`: the operation that it is of ends with the next pass. Inside a transaction. */
export function noteRefused({ store }: Context, connection: string, message: string, code: string): void {
  const operation = store.askedParts(null, OPEN_STATES).find((open) => open.connection === connection && open.sentAs === message);
  if (operation) store.putAsked({ ...operation, refused: code });
}
