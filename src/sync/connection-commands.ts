import { type Command, type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { DEFAULT_TERMS } from "../model/contract.ts";
import { stepConfiguration } from "../protocol/machines/configuration.ts";
import { stepLink } from "../protocol/machines/link.ts";
import type { LinkEvent } from "../protocol/machines/link-table.ts";
import { takeStep } from "./connection-messages.ts";
import { type Context, post } from "./context.ts";
import { endConnection } from "./end-connection.ts";
import { sendPing } from "./ping.ts";
import { restate } from "./rows.ts";
import { epochKeyName, joinSecretName } from "./setup.ts";

type ConnectionCommand = Extract<
  Command,
  { readonly connection: string; readonly kind: "start" | "stop" | "ping" | "verify" | "remove" | "publish" | "accept" | "decline" }
>;

/** What a person asks of a connection, by the tables of docs/PROTOCOL.md 3 and 4. `connection` is its name. One transaction. */
export function carryOutConnectionCommand(context: Context, command: ConnectionCommand): CommandOutcome {
  return context.store.transaction(() => {
    const connection = context.store.connections().find((other) => other.name === command.connection);
    if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: command.connection });
    switch (command.kind) {
      case "start":
        return link(context, connection, "user starts");
      case "stop":
        return link(context, connection, "user stops");
      case "ping":
        return link(context, connection, "user pings");
      case "remove":
        return link(context, connection, "user removes");
      case "verify":
        return verify(context, connection, command.compared);
      case "publish":
      case "accept":
      case "decline":
        return configure(context, connection, command);
    }
  });
}

/** Ends a connection in good order; asked a second time it is forgotten, with what it left in the exchange place and its keys. */
export async function removeConnection(context: Context, command: ConnectionCommand): Promise<CommandOutcome> {
  const connection = context.store.connections().find((other) => other.name === command.connection);
  const transport = connection && context.transportOf(connection);
  const outcome = carryOutConnectionCommand(context, command);
  if (connection && context.store.connection(connection.id) === null) {
    await transport?.maintain({ connection: connection.id, self: context.self }, [], false);
    context.keys.remove(epochKeyName(connection.id, connection.stream.epochKey));
    context.keys.remove(joinSecretName(connection.id));
  }
  return outcome;
}

function link(context: Context, connection: Connection, event: LinkEvent): CommandOutcome {
  const step = stepLink(connection.role, connection.facts, event);
  if (step.kind === "refused") return notDone(step.code, { connection: connection.name });
  if (step.kind === "ignored") return done();
  let next: Connection = { ...connection, facts: step.facts };
  for (const action of step.does) {
    if (action === "send ping") next = sendPing(context, next);
    if (action === "send closed") post(context, connection.id, [{ kind: "closed", reason: "removed" }]);
    if (action === "cancel invitation") next = { ...next, invitation: { ...next.invitation, expires: new Date(0).toISOString() } };
    if (action === "forget connection") {
      context.store.removeConnection(connection.id);
      return done({ connection: connection.name, forgotten: 1 });
    }
  }
  context.store.putConnection(next);
  if (next.facts.link === "closed" && connection.facts.link !== "closed") endConnection(context, next);
  else restate(context, next);
  return done({ connection: connection.name });
}

/** Says that the users compared the safety number, or went on without: that is on record. */
function verify(context: Context, connection: Connection, compared: boolean): CommandOutcome {
  if (!connection.partner || !connection.invitation.transcript) return notDone("NOT_CONNECTED", { connection: connection.name });
  if (connection.verified === "verified") return done({ connection: connection.name });
  context.store.putConnection({ ...connection, verified: compared ? "verified" : "without checking" });
  return done({ connection: connection.name });
}

/** Until the users compared the safety number, the first publish and the first accept need that said, or an explicit "without checking". */
function configure(
  context: Context,
  connection: Connection,
  command: Extract<ConnectionCommand, { readonly kind: "publish" | "accept" | "decline" }>,
): CommandOutcome {
  const allowed = stepLink(connection.role, connection.facts, "user configures");
  if (allowed.kind === "refused") return notDone(allowed.code, { connection: connection.name });
  const unchecked = connection.verified === "unverified";
  if (command.kind !== "decline" && unchecked && !command.unverified) return notDone("UNVERIFIED", { connection: connection.name });
  const decided: Connection = unchecked && command.kind !== "decline" ? { ...connection, verified: "without checking" } : connection;
  const settings = context.settingsOf(connection);
  if (!settings) return notDone("BROKEN_SETTINGS", { connection: connection.name });
  const terms = settings.terms ?? DEFAULT_TERMS;
  const step = stepConfiguration(
    connection.role,
    decided,
    command.kind === "publish"
      ? { kind: "user publishes", terms, note: command.note }
      : command.kind === "accept"
        ? { kind: "user accepts", number: null }
        : { kind: "user declines", number: null, reason: command.note },
  );
  if (step.kind === "refused") return notDone(step.code, { connection: connection.name });
  const next = takeStep(context, decided, step);
  context.store.putConnection(next);
  restate(context, next);
  return done({ connection: connection.name, contract: next.proposed?.contract.number ?? next.contract?.number ?? 0 });
}
