import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import type { ContractTerms, Role } from "../model/contract.ts";
import { fromBase32 } from "../model/base32.ts";
import { isUsableEpochKey } from "../envelope/epoch-key.ts";
import { participantId } from "../envelope/participant.ts";
import { folderCalled, readHandshakeFile, writeHandshakeFile } from "../protocol/handshake-file.ts";
import type { Invite } from "../protocol/invite.ts";
import { CAPABILITIES, SPEAKS, commonVersion } from "../protocol/version.ts";
import { announcedHash } from "../sync/announced-hash.ts";
import { lackingFor } from "../sync/contract-reach.ts";
import { joinedBefore } from "../sync/joined-before.ts";
import { keyPair, presentIdentityName } from "../sync/own-identity.ts";
import { createConnection, forgetFirstKeys, joinConnection } from "../sync/setup.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import { type Acceptance, type Announcement, acceptedBy, announcementOf, termsToOffer } from "./announced-contract.ts";
import { readConnectionFile, removeConnectionFile, writeConnectionFile } from "./connection-file.ts";
import { connectionFile, connectionNameFrom, isConnectionName } from "./connection-name.ts";
import { checkExchangeFolder } from "./exchange-folder.ts";
import { answering } from "./folder-silence.ts";
import { writeGateway } from "./gateway-file.ts";
import { isGateway, thisGateway } from "./gateway.ts";
import { keepInvitation } from "./invitation.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeCalledFact, exchangeFact } from "./places.ts";
import { filterFaultText, parseScope, scopeText } from "./scope-text.ts";
import { readSettings } from "./settings-file.ts";
import { linesIn } from "./yaml-file.ts";
import type { ConnectFailure } from "./connect-failure.ts";
import { checkHandshakeFile, codeOf, writeSecret } from "./handshake-places.ts";

export interface ConnectOptions {
  readonly name: string;
  readonly exchange: string;
  /** null: not said. What a settings file says that is there already, else what is marked. */
  readonly share: string | null;
  /** The contract is published, and the connection started, as soon as somebody joins. */
  readonly publish?: boolean;
  /** The contract that a person saw when they decided to publish it: no other one is. */
  readonly shown?: ContractTerms;
}

interface JoinOptions extends Omit<ConnectOptions, "name" | "publish" | "shown"> {
  readonly name: string | null;
  /** The contract that the invitation announces; accepted, the connection starts when it comes. */
  readonly accept?: Acceptance;
}

/** What a new connection shares where nothing is said. */
const UNSAID = "marked";

/** A settings file that is there already was perhaps reviewed and committed: it is kept as it is, never widened. */
export type SettingsFile = "written" | "kept";

/**
 * Creates a primary connection. Everything is checked before anything is written, and what fails leaves nothing behind: neither keys nor
 * settings nor a handshake file. `out` null returns the text only.
 */
export async function connect(
  project: OpenProject,
  options: ConnectOptions,
  out: string | null,
): Promise<Result<{ readonly file: string | null; readonly text: string; readonly settings: SettingsFile }, ConnectFailure>> {
  const exchange = resolve(options.exchange);
  // All at once, so that one that hangs is waited for once; where another connection's does, this one goes on without it.
  await answering([exchange, ...project.store.connections().flatMap(({ id }) => project.store.fact(exchangeFact(id)) ?? [])]);
  const wrong = await check(project, options, exchange);
  if (wrong) return failed(wrong);
  const file = out === null ? null : resolve(out);
  const misplaced = file === null ? null : await checkHandshakeFile(project, file, exchange);
  if (misplaced) return failed(misplaced);
  const offer = options.publish ? { terms: termsToOffer(project, options.name), by: project.author } : null;
  if (offer && options.shown && announcedHash(project.context.crypto, offer.terms) !== announcedHash(project.context.crypto, options.shown))
    return failed({ kind: "other terms", file: connectionFile(project.workspace, options.name) });
  const lacking = offer && lackingFor(offer.terms, CAPABILITIES);
  if (lacking)
    return failed({
      kind: "broken settings",
      file: connectionFile(project.workspace, options.name),
      line: lineOfTerm(connectionFile(project.workspace, options.name), lacking.term),
      detail: `contract.${lacking.term}: must be none to be published`,
    });
  const { connection, invite } = await createConnection(project.context, options.name, offer);
  const text = writeHandshakeFile(invite, basename(exchange));
  const begun = begin(project, connection.id, "primary", options);
  if (!begun.ok) return begun;
  try {
    project.store.transaction(() => {
      project.store.setFact(exchangeFact(connection.id), exchange);
      project.store.putConnection(connection);
      keepInvitation(project.store, invite);
      // Last, and within: an invitation that nobody knows would be of no use, nor would a connection without one.
      const failure = file === null ? null : writeSecret(file, text);
      if (failure) throw new NotWritten(failure);
    });
  } catch (error) {
    begun.value.undo();
    if (error instanceof NotWritten) return failed(error.failure);
    if (file !== null && existsSync(file) && readFileSync(file, "utf8") === text) rmSync(file);
    throw error;
  }
  nameGateway(project);
  return ok({ file, text, settings: begun.value.settings });
}

function lineOfTerm(file: string, term: string): number {
  const text = readSettings(file);
  return text.ok ? linesIn(text.value)(["contract", term]) : 1;
}

/** Undoes the transaction that it is thrown in. */
class NotWritten extends Error {
  readonly failure: ConnectFailure;

  constructor(failure: ConnectFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export interface Joined {
  readonly name: string;
  readonly partner: string;
  readonly settings: SettingsFile;
  readonly announced: Announcement;
}

/** Creates the secondary connection that a handshake file invites to. `text`: the file's content or what was pasted. */
export async function joinByInvitation(project: OpenProject, text: string, options: JoinOptions): Promise<Result<Joined, ConnectFailure>> {
  const invite = readInvite(project, text);
  if (!invite.ok) return invite;
  const accepted = acceptedBy(project, invite.value, options.accept ?? "no");
  if (!accepted.ok) return accepted;
  const name = options.name ?? connectionNameFrom(invite.value.project);
  const exchange = resolve(options.exchange);
  const wrong = await check(project, { ...options, name }, exchange);
  if (wrong) return failed(wrong);
  if (await joinedBefore(project.context, invite.value, folderTransport(exchange)))
    return failed({ kind: "joined before", partner: invite.value.project });
  const { connection, file } = await joinConnection(project.context, name, invite.value, accepted.value);
  const begun = begin(project, connection.id, "secondary", { ...options, name });
  const called = folderCalled(text);
  if (!begun.ok) return begun;
  try {
    project.store.transaction(() => {
      project.store.setFact(exchangeFact(connection.id), exchange);
      if (called !== null) project.store.setFact(exchangeCalledFact(connection.id), called);
      project.store.putConnection(connection);
      project.store.putFile(
        {
          connection: connection.id,
          generation: connection.stream.generation,
          sequence: 0,
          name: file.name,
          hash: file.hash,
          size: file.bytes.length,
        },
        file.bytes,
        [],
      );
      // Said now, done when the contract comes: both are on record.
      if (accepted.value !== null)
        project.store.addAudit([
          { time: Date.now(), actor: accepted.value, action: "accept announced", connection: connection.id, info: "without checking" },
        ]);
    });
  } catch (error) {
    begun.value.undo();
    throw error;
  }
  nameGateway(project);
  const announced = announcementOf(project, invite.value);
  return ok({ name, partner: invite.value.project, settings: begun.value.settings, announced });
}

/** Where the first connection is made, the team is told which machine it is. A folder that cannot be written now leaves it unnamed. */
function nameGateway({ workspace, store, author, gateway }: OpenProject): void {
  if (gateway().kind !== "unnamed") return;
  try {
    writeGateway(workspace, thisGateway(store, author));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

/** Sees to the settings of a connection whose keys are made. Where that fails the keys are gone again; `undo` does it later. */
function begin(
  project: OpenProject,
  id: string,
  role: Role,
  { name, share }: ConnectOptions,
): Result<{ readonly settings: SettingsFile; readonly undo: () => void }, ConnectFailure> {
  const file = connectionFile(project.workspace, name);
  const settings: SettingsFile = existsSync(file) ? "kept" : "written";
  const forgetKeys = (): void => forgetFirstKeys(project.context, id);
  const undo = (): void => {
    forgetKeys();
    if (settings === "written") removeConnectionFile(project.workspace, name);
  };
  try {
    if (settings === "written") writeConnectionFile(project.workspace, name, role, share ?? UNSAID);
    return ok({ settings, undo });
  } catch (error) {
    forgetKeys();
    return failed({ kind: "cannot write settings", file, detail: codeOf(error) });
  }
}

function readInvite(project: OpenProject, text: string): Result<Invite, ConnectFailure> {
  const read = readHandshakeFile(text);
  if (!read.ok) return failed({ kind: "handshake file", code: read.failure });
  const invite = read.value;
  const identity = fromBase32(invite.identityKey);
  const epoch = fromBase32(invite.epochKey);
  const honest = identity && epoch && isUsableEpochKey(epoch) && participantId(project.context.crypto, identity) === invite.participant;
  if (!honest) return failed({ kind: "handshake file", code: "FORGED_KEYS" });
  if (keyPair(project.context, invite.identityKey) !== null) return failed({ kind: "own invitation" });
  if (Date.now() > Date.parse(invite.expires)) return failed({ kind: "expired", expires: invite.expires });
  const version = commonVersion(SPEAKS, invite.speaks);
  if (version.kind === "none") return failed({ kind: "version", because: version.because });
  const there = project.store.connection(invite.connection);
  return there ? failed({ kind: "joined already", name: there.name }) : ok(invite);
}

async function check(project: OpenProject, { name, share }: ConnectOptions, exchange: string): Promise<ConnectFailure | null> {
  const gateway = project.gateway();
  if (!isGateway(gateway)) return { kind: "not gateway", gateway };
  // A new connection begins with the newest key, never with one that was replaced.
  const key = presentIdentityName(project.store);
  if (project.context.keys.get(key) === null)
    return { kind: "cannot read", file: join(project.stateDirectory, "keys", `${key}.key`), detail: "the project's key" };
  if (!isConnectionName(name)) return { kind: "bad name", name };
  if (project.store.connections().some((other) => other.name === name)) return { kind: "name taken", name };
  const scope = parseScope(share ?? UNSAID, project.tracker.limits.fields);
  if (!scope.ok) return { kind: "bad share", word: filterFaultText(scope.failure) };
  const there = readConnectionFile(project.workspace, name, project.tracker.limits.fields);
  if (there.ok) {
    const said = scopeText(there.value.choice.scope);
    if (share !== null && scopeText(scope.value) !== said)
      return { kind: "other share", file: connectionFile(project.workspace, name), share: said };
  } else if (there.failure.kind === "broken") {
    const { at, line, detail } = there.failure;
    return { kind: "broken settings", file: at, line, detail };
  }
  return checkExchangeFolder(project, exchange);
}

/** The settings of a connection that was forgotten go with it. */
export function forgetFiles(project: OpenProject, name: string): void {
  removeConnectionFile(project.workspace, name);
}
