import type { Connection } from "../model/connection.ts";
import type { ConfigurationMessages, ConfigurationStep } from "../protocol/machines/configuration.ts";
import type { ContractState } from "../protocol/machines/contract-state.ts";
import { type Context, post } from "./context.ts";

/** Commits a step of the configuration with its messages; a refused one is answered. Inside a transaction. */
export function takeStep(context: Context, connection: Connection, step: ConfigurationStep): Connection {
  switch (step.kind) {
    case "ignored":
      return connection;
    case "refused":
      post(context, connection.id, [{ kind: "refused", code: step.code, ...(step.detail !== undefined && { detail: step.detail }) }]);
      return connection;
    case "step":
      return {
        ...connection,
        ...sent(step.next, step.sends, post(context, connection.id, step.sends)),
        facts: { ...connection.facts, contract: step.fact },
      };
  }
}

/** With the id of the message that proposes what is proposed: a partner that does not understand it names that. */
function sent(next: ContractState, messages: readonly ConfigurationMessages[], ids: readonly string[]): ContractState {
  const { proposed } = next;
  const at = messages.findLastIndex((message) => message.kind === "configuration" && message.contract.number === proposed?.contract.number);
  const sentAs = ids[at];
  return proposed === null || sentAs === undefined ? next : { ...next, proposed: { ...proposed, sentAs } };
}
