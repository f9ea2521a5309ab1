import type { Connection } from "../model/connection.ts";
import type { ConfigurationStep } from "../protocol/machines/configuration.ts";
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
      post(context, connection.id, step.sends);
      return { ...connection, ...step.next, facts: { ...connection.facts, contract: step.fact } };
  }
}
