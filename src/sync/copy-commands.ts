import { type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { type Context, audit } from "./context.ts";
import { endConnection } from "./end-connection.ts";
import { destroyKeys } from "./setup.ts";

/** "This is the real one": the suspended connection goes on from here, and both streams begin anew. */
export async function resumeConnection(context: Context, name: string): Promise<CommandOutcome> {
  const connection = connectionNamed(context, name);
  if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: name });
  const step = stepLink(connection.role, connection.facts, "user resumes");
  if (step.kind === "refused") return notDone(step.code, { connection: name });
  if (!connection.partner) return notDone("NO_PARTNER", { connection: name });
  if (connection.suspendedBy === "joined before") return notDone("JOINED_BEFORE", { connection: name });
  const transport = context.transportOf(connection);
  const evidence = connection.suspendedBy ?? "own file";
  const above = connection.stream.generation;
  if (transport === null) return notDone("EXCHANGE_AWAY", { connection: name });
  const trouble = await (await import("./recover.ts")).recover(context, connection, transport, { event: "user resumes", above, evidence });
  if (trouble === null) return done({ connection: name });
  return notDone(trouble === "key gone" ? "KEY_GONE" : "EXCHANGE_AWAY", { connection: name });
}

/** "The other one is": this copy never reads or sends on the connection again. What it has as issues stays. */
export async function retireConnection(context: Context, name: string): Promise<CommandOutcome> {
  const retired = context.store.transaction(() => {
    const connection = connectionNamed(context, name);
    if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: name });
    const step = stepLink(connection.role, connection.facts, "user retires");
    if (step.kind !== "step") return notDone(step.kind === "refused" ? step.code : "NOT_SUSPENDED", { connection: name });
    const next: Connection = { ...connection, facts: step.facts, retired: true };
    context.store.putConnection(next);
    endConnection(context, next);
    audit(context, { actor: "issue-ferry", action: "retired", connection: connection.id });
    return next;
  });
  if ("kind" in retired) return retired;
  destroyKeys(context, retired.id);
  return done({ connection: name });
}

function connectionNamed({ store }: Context, name: string): Connection | undefined {
  return store.connections().find((other) => other.name === name);
}
