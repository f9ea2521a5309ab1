import { type Command, type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import type { OperationName } from "../model/operation.ts";
import { SYNC_STATUSES } from "../model/status.ts";
import type { Transport } from "../ports/transport.ts";
import { stepConfiguration } from "../protocol/machines/configuration.ts";
import { stepLink } from "../protocol/machines/link.ts";
import type { LinkEvent } from "../protocol/machines/link-table.ts";
import { changeIdentity } from "./change-identity.ts";
import { lackingFor } from "./contract-reach.ts";
import { restateIfChanged } from "./connection-messages.ts";
import { type Context, post } from "./context.ts";
import { resumeConnection, retireConnection } from "./copy-commands.ts";
import { FILES_IN_FLIGHT, isFarewell } from "./deliver.ts";
import { withoutDecision } from "./early-contract.ts";
import { comparisonFacts } from "./comparison-due.ts";
import { endConnection } from "./end-connection.ts";
import { forgetWords } from "./changed-words.ts";
import { forgetAll } from "./forgotten.ts";
import { hasOpenConflict } from "./lost.ts";
import { partnerFact } from "./offered.ts";
import { selfOn } from "./own-identity.ts";
import { partnerIds } from "./partner-ids.ts";
import { sendPing } from "./ping.ts";
import { revokeConnection } from "./revoke.ts";
import { destroyKeys } from "./setup.ts";
import { signerOf } from "./signed-files.ts";
import { takeStep } from "./take-step.ts";

type ConnectionCommand = Extract<
  Command,
  {
    readonly connection: string;
    readonly kind: "start" | "stop" | "ping" | "verify" | "remove" | "publish" | "accept" | "decline" | "withdraw";
  }
>;

/** What a person asks of a connection. Read when somebody does (ARCHITECTURE.md, "Rooms"). */
export async function carryOutOnConnection(
  context: Context,
  command:
    | ConnectionCommand
    | Extract<Command, { readonly kind: "revoke" | "resume" | "retire" | "change identity" | AskingCommand["kind"] }>,
): Promise<CommandOutcome> {
  switch (command.kind) {
    case "remove":
      return removeConnection(context, command);
    case "revoke":
      return revokeConnection(context, command.connection);
    case "resume":
      return resumeConnection(context, command.connection);
    case "retire":
      return retireConnection(context, command.connection);
    case "change identity":
      return changeIdentity(context, command.connection, command.draws);
    case "ask status":
    case "reconcile":
    case "list issues":
    case "ask trail":
      return askPartner(context, command);
    default:
      return carryOutConnectionCommand(context, command);
  }
}

type AskingCommand = Extract<Command, { readonly kind: "ask status" | "reconcile" | "list issues" | "ask trail" }>;

const ASKS: Readonly<Record<AskingCommand["kind"], OperationName>> = {
  "ask status": "GetStatus",
  reconcile: "GetChecksums",
  "list issues": "GetIssueIds",
  "ask trail": "GetAuditTrails",
};

/** Begins an operation with one partner (docs/PROTOCOL.md 6). */
async function askPartner(context: Context, command: AskingCommand): Promise<CommandOutcome> {
  const { ask } = await import("./operations/ask.ts");
  const { kind, connection: name, id } = command;
  return context.store.transaction(() => {
    const connection = context.store.connections().find((other) => other.name === name);
    if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: name });
    const trouble = ask(context, connection, ASKS[kind], id, {
      ...("page" in command && { page: command.page }),
      ...("trail" in command && { trail: command.trail }),
    });
    return trouble === null ? done({ connection: name, conversation: id }) : notDone(trouble, { connection: name });
  });
}

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
      case "withdraw":
        return withdraw(context, connection);
      case "publish":
      case "accept":
      case "decline":
        return configure(context, connection, command);
    }
  });
}

/**
 * Ends a connection in good order; asked a second time it is forgotten: first what it left in the exchange place and its keys, last its
 * row, so that after a crash or a fault it is still there to be asked again. Not before the partner can read that it is over.
 */
async function removeConnection(context: Context, command: ConnectionCommand): Promise<CommandOutcome> {
  const connection = context.store.connections().find((other) => other.name === command.connection);
  const step = connection && stepLink(connection.role, connection.facts, "user removes");
  if (!connection || step?.kind !== "step" || !step.does.includes("forget connection")) return carryOutConnectionCommand(context, command);
  const unsettled = keysInConflict(context, connection);
  if (unsettled.length > 0) return notDone("CLOSED_UNSETTLED", { connection: connection.name, keys: unsettled.join(" ") });
  const transport = context.transportOf(connection);
  if (
    transport &&
    !connection.retired &&
    !((await isFarewellOut(context, connection, transport)) && (await isWithdrawn(context, connection, transport)))
  )
    return notDone("CLOSED_NOT_SENT", { connection: connection.name });
  destroyKeys(context, connection.id);
  return carryOutConnectionCommand(context, command);
}

/** Issues with values of ours that lost and wait to be looked at: forgetting the connection would take them along. */
function keysInConflict({ store }: Context, { id }: Connection): readonly string[] {
  return SYNC_STATUSES.flatMap((status) =>
    store
      .syncsWithStatus(id, status, Number.MAX_SAFE_INTEGER)
      .filter((sync) => hasOpenConflict(sync) && store.issue(sync.issue)?.gone === null)
      .map(({ issue }) => store.issue(issue)?.key ?? issue),
  );
}

/** Whether a pass handed over the `closed` that waited, if one did. A partner that reads nothing any more does not keep us for ever. */
async function isFarewellOut(context: Context, connection: Connection, transport: Transport): Promise<boolean> {
  const { store } = context;
  const { id, facts, partner, stream } = connection;
  const self = selfOn(context, connection);
  if (facts.link !== "closed" || !partner || !stream.heard) return true;
  const files = store.files(id);
  const waits = files.length < FILES_IN_FLIGHT && store.unsealed(id, ALL).some(({ body }) => isFarewell(body));
  const newest = files.at(-1);
  return !waits && (!newest || (await transport.fetch({ connection: id, self }, self, newest.name)).kind === "bytes");
}

const ALL = { count: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

/** Each call withdraws a bounded number. */
async function isWithdrawn(context: Context, connection: Connection, transport: Transport): Promise<boolean> {
  const route = { connection: connection.id, self: selfOn(context, connection) };
  for (;;) {
    const { withdrawn, failure } = await transport.maintain(route, [], false);
    if (failure) return false;
    if (withdrawn === 0) return true;
  }
}

function link(context: Context, connection: Connection, event: LinkEvent): CommandOutcome {
  const step = stepLink(connection.role, connection.facts, event);
  if (step.kind === "refused") return notDone(step.code, { connection: connection.name });
  if (step.kind === "ignored") return done();
  // Removed while it was suspended it stays silent: a copy may work elsewhere.
  const silent = connection.facts.link === "suspended" && step.facts.link === "closed";
  let next: Connection = { ...connection, facts: step.facts, ...(silent && { retired: true }) };
  for (const action of step.does) {
    if (action === "send ping") next = sendPing(context, next);
    if (action === "send closed") post(context, connection.id, [{ kind: "closed", reason: "removed" }]);
    if (action === "cancel invitation") next = { ...next, invitation: { ...next.invitation, expires: new Date(0).toISOString() } };
    if (action === "forget connection") {
      if (connection.partner)
        context.store.setFact(partnerFact(connection.id), [...partnerIds(context.crypto, connection.partner)].join(" "));
      forgetAll(context, connection.id);
      forgetWords(context, connection.id);
      context.store.removeFacts(comparisonFacts(connection.id));
      const signer = signerOf(connection);
      if (signer) context.store.keepSigner(signer);
      context.store.removeConnection(connection.id);
      return done({ connection: connection.name, forgotten: 1 });
    }
  }
  context.store.putConnection(next);
  if (next.facts.link === "closed" && connection.facts.link !== "closed") endConnection(context, next);
  else restateIfChanged(context, connection, next);
  return done({ connection: connection.name });
}

/** Says that the users compared the safety number, or went on without: that is on record. */
function verify(context: Context, connection: Connection, compared: boolean): CommandOutcome {
  if (connection.facts.link !== "connected") return notDone("NOT_CONNECTED", { connection: connection.name });
  if (connection.verified === "verified") return done({ connection: connection.name });
  const { keyChanged, ...rest } = connection;
  context.store.putConnection({
    ...rest,
    ...(keyChanged && !compared && { keyChanged }),
    verified: compared ? "verified" : "without checking",
  });
  return done({ connection: connection.name });
}

/** What was decided with the invitation is not done by itself. */
function withdraw(context: Context, connection: Connection): CommandOutcome {
  const next = withoutDecision(connection);
  if (next === null) return notDone("NOTHING_EARLY", { connection: connection.name });
  context.store.putConnection(next);
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
  if (command.kind !== "decline" && connection.revokedBefore && connection.verified !== "verified")
    return notDone("REVOKED_KEY", { connection: connection.name });
  const unchecked = connection.verified === "unverified";
  if (command.kind !== "decline" && unchecked && !command.unverified) return notDone("UNVERIFIED", { connection: connection.name });
  const decided: Connection = unchecked && command.kind !== "decline" ? { ...connection, verified: "without checking" } : connection;
  const settings = context.settingsOf(connection);
  if (!settings) return notDone("BROKEN_SETTINGS", { connection: connection.name });
  const terms = settings.terms ?? DEFAULT_TERMS;
  // Proposed again it would hold the exchange for nothing. One that was declined may be asked about again.
  const newest = connection.proposed?.contract ?? connection.contract;
  if (command.kind === "publish" && newest && !connection.declined && connection.role === "primary" && isSameContract(newest, terms))
    return notDone("NOTHING_TO_PUBLISH", { connection: connection.name, contract: newest.number });
  if (command.kind === "publish" && connection.role === "primary") {
    const lacking = lackingFor(terms, connection.partner?.capabilities ?? []);
    if (lacking) return notDone(lacking.code, { connection: connection.name, term: lacking.term });
  }
  const step = stepConfiguration(
    connection.role,
    decided,
    command.kind === "publish"
      ? { kind: "user publishes", terms, note: command.note }
      : command.kind === "accept"
        ? { kind: "user accepts", number: command.contract }
        : { kind: "user declines", number: command.contract, reason: command.note },
  );
  if (step.kind === "refused") {
    const now = connection.proposed?.contract.number;
    return notDone(step.code, { connection: connection.name, ...(now !== undefined && { contract: now }) });
  }
  const next = takeStep(context, decided, step);
  context.store.putConnection(next);
  restateIfChanged(context, connection, next);
  return done({ connection: connection.name, contract: next.proposed?.contract.number ?? next.contract?.number ?? 0 });
}

/** Whatever order types, fields and values are written in. */
function isSameContract(one: ContractTerms, other: ContractTerms): boolean {
  const text = ({ types, fields, comments, deletes, attachments, links, contents }: ContractTerms): string =>
    JSON.stringify([
      types.toSorted(),
      fields
        .map(({ name, kind, direction, policy, values, workflow }) =>
          JSON.stringify([name, kind, direction, policy, values?.toSorted(), workflow]),
        )
        .toSorted(),
      [comments, deletes, attachments, links, contents],
    ]);
  return text(one) === text(other);
}
