import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import type { ContractTerms, Role } from "../model/contract.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { TransportFailure } from "../ports/transport.ts";
import { fromBase32 } from "../model/base32.ts";
import { isUsableEpochKey } from "../envelope/epoch-key.ts";
import { participantId } from "../envelope/participant.ts";
import { type HandshakeFileFailure, readHandshakeFile, writeHandshakeFile } from "../protocol/handshake-file.ts";
import type { Invite } from "../protocol/invite.ts";
import { CAPABILITIES, SPEAKS, commonVersion } from "../protocol/version.ts";
import { type StatePlaceFailure, checkHandshakeFilePlace } from "../store/state-directory.ts";
import { announcedHash } from "../sync/announced-hash.ts";
import { lackingFor } from "../sync/contract-reach.ts";
import { joinedBefore } from "../sync/joined-before.ts";
import { keyPair, presentIdentityName } from "../sync/own-identity.ts";
import { createConnection, forgetFirstKeys, joinConnection } from "../sync/setup.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import {
  type Acceptance,
  type AcceptanceFailure,
  type Announcement,
  acceptedBy,
  announcementOf,
  termsToOffer,
} from "./announced-contract.ts";
import { readConnectionFile, removeConnectionFile, writeConnectionFile } from "./connection-file.ts";
import { connectionFile, isConnectionName } from "./connection-name.ts";
import { checkExchangeFolder } from "./exchange-folder.ts";
import { writeGateway } from "./gateway-file.ts";
import { isGateway, thisGateway } from "./gateway.ts";
import { keepInvitation } from "./invitation.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { filterFaultText, parseScope, scopeText } from "./scope-text.ts";
import { readSettings } from "./settings-file.ts";
import { syncDirectory } from "./sync-directory.ts";
import { linesIn } from "./yaml-file.ts";

export type ConnectFailure =
  | { readonly kind: "bad name"; readonly name: string }
  | { readonly kind: "name taken"; readonly name: string }
  | { readonly kind: "bad share"; readonly word: string }
  | { readonly kind: "exchange"; readonly failure: TransportFailure }
  /** What partners may read and the project's own files are kept apart. */
  | { readonly kind: "exchange in project"; readonly exchange: string; readonly workspace: string }
  | { readonly kind: "state in exchange"; readonly failure: StatePlaceFailure }
  | { readonly kind: "handshake place"; readonly failure: StatePlaceFailure }
  /** The connection has a settings file already, which cannot be used. */
  | { readonly kind: "broken settings"; readonly file: string; readonly line: number; readonly detail: string }
  /** The connection has a settings file already, which shares something else than was asked for. */
  | { readonly kind: "other share"; readonly file: string; readonly share: string }
  /** The settings file that is there has another contract than the one that was shown. */
  | { readonly kind: "other terms"; readonly file: string }
  | { readonly kind: "cannot write" | "cannot write settings"; readonly file: string; readonly detail: string }
  | { readonly kind: "cannot read"; readonly file: string; readonly detail: string }
  | { readonly kind: "handshake file"; readonly code: HandshakeFileFailure | "FORGED_KEYS" }
  | { readonly kind: "expired"; readonly expires: string }
  | { readonly kind: "version"; readonly because: string }
  /** Only the gateway makes connections. */
  | { readonly kind: "not gateway"; readonly gateway: GatewayView }
  | { readonly kind: "own invitation" }
  | AcceptanceFailure
  | { readonly kind: "joined already"; readonly name: string }
  /** By this project, which was put back to a state that does not know it. */
  | { readonly kind: "joined before"; readonly partner: string };

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
  const wrong = await check(project, options, exchange);
  if (wrong) return failed(wrong);
  const file = out === null ? null : resolve(out);
  const misplaced = file === null ? null : checkHandshakeFile(project, file, exchange);
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

/** Why a new handshake file may not be written there; null: it may. Nothing is written. */
export function checkHandshakeFile(project: OpenProject, file: string, exchange: string): ConnectFailure | null {
  const path = resolve(file);
  const place = checkHandshakeFilePlace(path, { exchange: exchangeFolders(project, resolve(exchange)) });
  if (place) return { kind: "handshake place", failure: place };
  return existsSync(path) ? { kind: "cannot write", file: path, detail: "EEXIST" } : null;
}

/** Writes an invitation that was made before to a file, where it may lie. null: done. */
export function saveHandshakeFile(project: OpenProject, connection: string, file: string, text: string): ConnectFailure | null {
  const exchange = project.store.fact(exchangeFact(connection));
  const place = checkHandshakeFilePlace(file, { exchange: exchange === null ? [] : exchangeFolders(project, exchange) });
  return place ? { kind: "handshake place", failure: place } : writeSecret(file, text);
}

/** Undoes the transaction that it is thrown in. */
class NotWritten extends Error {
  readonly failure: ConnectFailure;

  constructor(failure: ConnectFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** A file for its owner only, whole or not at all, and on the disk before the connection is. One that is there stays. */
function writeSecret(file: string, text: string): ConnectFailure | null {
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600, flag: "wx", flush: true });
    syncDirectory(dirname(file));
    return null;
  } catch (error) {
    const detail = codeOf(error);
    if (detail !== "EEXIST" && existsSync(file)) rmSync(file);
    return { kind: "cannot write", file, detail };
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
  if (!begun.ok) return begun;
  try {
    project.store.transaction(() => {
      project.store.setFact(exchangeFact(connection.id), exchange);
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

/** A handshake file from disk; one that lies where others can read or commit it is not used. */
export function readHandshakeText(project: OpenProject, file: string, exchange: string): Result<string, ConnectFailure> {
  const path = resolve(file);
  const place = checkHandshakeFilePlace(path, { exchange: exchangeFolders(project, resolve(exchange)) });
  if (place && place.kind !== "on network share") return failed({ kind: "handshake place", failure: place });
  try {
    if (statSync(path).size > 1_000_000) return failed({ kind: "handshake file", code: "TOO_LARGE" });
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return failed({ kind: "cannot read", file: path, detail: codeOf(error) });
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

/** Partners of other connections read theirs, too. */
function exchangeFolders(project: OpenProject, exchange: string): readonly string[] {
  const known = project.store.connections().map(({ id }) => project.store.fact(exchangeFact(id)));
  return [exchange, ...known.filter((folder) => folder !== null)];
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

/** `Acme Pumps Ltd.` gives `acme-pumps-ltd`. */
export function connectionNameFrom(project: string): string {
  const name = project
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  return isConnectionName(name) ? name : "partner";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The settings of a connection that was forgotten go with it. */
export function forgetFiles(project: OpenProject, name: string): void {
  removeConnectionFile(project.workspace, name);
}

/** The default place of a handshake file: the user's home, never the exchange folder. */
export function defaultHandshakeFile(home: string, name: string): string {
  return join(home, `issue-ferry-handshake-${name}.txt`);
}
