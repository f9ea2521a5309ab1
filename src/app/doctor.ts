import { randomBytes } from "node:crypto";
import { lstat, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../model/ids.ts";
import type { Connection } from "../model/connection.ts";
import { type Transport, type TransportFailure, isTransportFailure } from "../ports/transport.ts";
import { selfTest } from "../crypto/self-test.ts";
import { KeyFileBroken } from "../keys/file-keys.ts";
import { stateDirectoryWarning } from "../store/state-directory.ts";
import { tryLock } from "../store/worker-lock.ts";
import { awaitedTroubles } from "../sync/next-file.ts";
import { selfOn } from "../sync/own-identity.ts";
import { epochKeyName } from "../sync/setup.ts";
import { ensureDirectory } from "../transports/folder/directories.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import { layoutOf } from "../transports/folder/layout.ts";
import type { Check } from "./doctor-check.ts";
import { checkArriving, checkParts } from "./doctor-contents.ts";
import { hintsOf } from "./doctor-hints.ts";
import { exchangeCalled } from "./exchange-called.ts";
import { fileDiagnostics } from "./file-diagnostics.ts";
import { answering, silenceOf } from "./folder-silence.ts";
import { emptyFolder } from "./folder-check.ts";
import { checkIssuesFolder, traceChecks } from "./doctor-issues.ts";
import { checkMachine } from "./doctor-machine.ts";
import { checkGateway, checkGit } from "./doctor-team.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { storeTroubleOf, systemRefusalOf } from "./store-trouble.ts";
import { tracesIn } from "./sync-client-traces.ts";
import { unknownConnections } from "./unknown-connections.ts";

/** How long a watcher may take to begin, and then to notice that new files come, one after each pause. */
const WATCH_MS = 2_000;
const PROBE_MS = 250;
/** A larger difference of the clocks makes shown times mislead. */
const CLOCK_MS = 60_000;

/**
 * Looks at everything that this project needs, whoever works for it, and goes on where a part cannot be looked at. Takes nothing up and changes no
 * issue file. Writes only probes, which are removed again: in the state directory, and in its own directory of the exchange folders.
 */
export async function examine(project: OpenProject): Promise<readonly Check[]> {
  const about = (check: Check["check"], work: () => readonly Check[] | Promise<readonly Check[]>) => part(check, null, work);
  return [
    ...(await about("host", async () => [await checkHost(project)])),
    ...(await about("state directory", async () => [await checkState(project)])),
    ...(await about("machine", () => [checkMachine()])),
    ...(await about("worker", () => [checkWorker(project)])),
    ...(await about("gateway", () => [checkGateway(project)])),
    ...(await about("git", () => checkGit(project))),
    ...(await about("issues folder", () => checkIssuesFolder(project))),
    ...(await about("issue files", () => checkIssueFiles(project))),
    ...(await about("contents", () => checkArriving(project))),
    ...(await about("settings", () => checkSettings(project))),
    ...(await about("exchange folder", () => checkConnections(project))),
  ];
}

/** A part of the examination; what it threw is what was found. Whatever could not be looked at because of the store, the store is to be put right. */
async function part(
  check: Check["check"],
  connection: string | null,
  work: () => readonly Check[] | Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    const found = reasonOf(error);
    return [{ check: found.code === "STORE_FAILS" ? "state directory" : check, connection, ok: false, ...found }];
  }
}

function reasonOf(error: unknown): Pick<Check, "code" | "data"> {
  const trouble = storeTroubleOf(error);
  if (trouble !== null) return { code: "STORE_FAILS", data: { trouble } };
  const refusal = systemRefusalOf(error);
  return refusal === null ? { code: "CHECK_FAILS", data: { reason: String(error) } } : { code: "SYSTEM_REFUSES", data: { ...refusal } };
}

async function checkConnections(project: OpenProject): Promise<readonly Check[]> {
  const checks: Check[] = [];
  // Elsewhere nothing is read there and nothing written, so nothing has to be in order here.
  if (!isGateway(project.gateway())) return checks;
  // All at once: several that hang are waited for together.
  await answering(project.store.connections().flatMap(({ id }) => project.store.fact(exchangeFact(id)) ?? []));
  for (const connection of project.store.connections()) {
    if (connection.facts.link === "closed" || connection.facts.link === "revoked") continue;
    checks.push(
      ...checkKey(project, connection),
      ...(await part("exchange folder", connection.name, () => checkExchange(project, connection))),
      ...checkTroubles(connection),
      ...checkEarlierState(connection),
    );
  }
  return [...checks, ...(await part("earlier state", null, () => checkUnknown(project)))];
}

async function checkUnknown(project: OpenProject): Promise<readonly Check[]> {
  const found = await unknownConnections(project);
  return found.map(({ place, partner }) => {
    const data = { place, ...(partner !== null && { partner }) };
    return { check: "earlier state", connection: null, ok: false, code: "CONNECTION_UNKNOWN", data };
  });
}

/** Nothing that the partner sends can be opened without the connection's key, the one that was announced included. */
function checkKey({ keys }: OpenProject, { id, name, stream }: Connection): readonly Check[] {
  const found = (code: string, data: Check["data"]): Check[] => [{ check: "state directory", connection: name, ok: false, code, data }];
  const needed = [stream.epochKey, ...(stream.renewing === undefined ? [] : [stream.renewing])];
  try {
    return needed.some((number) => keys.get(epochKeyName(id, number)) === null) ? found("KEY_MISSING", {}) : [];
  } catch (error) {
    if (error instanceof KeyFileBroken) return found("KEY_BROKEN", { path: error.path });
    throw error;
  }
}

async function checkHost(project: OpenProject): Promise<Check> {
  const part = await selfTest(project.context.crypto);
  const data = { node: process.versions.node, sqlite: process.versions["sqlite"] ?? "" };
  return part === null
    ? { check: "host", connection: null, ok: true, code: "HOST_FINE", data }
    : { check: "host", connection: null, ok: false, code: "HOST_LACKS", data: { ...data, part } };
}

/** Also whether there is room, and whether the store can be written now. */
async function checkState({ stateDirectory, store }: OpenProject): Promise<Check> {
  const probe = join(stateDirectory, probeName());
  try {
    await writeFile(probe, "doctor", { flag: "wx" });
  } finally {
    await rm(probe, { force: true });
  }
  store.transaction(() => undefined);
  const warning = stateDirectoryWarning(stateDirectory);
  return warning === null
    ? { check: "state directory", connection: null, ok: true, code: "STATE_FINE", data: { path: stateDirectory } }
    : {
        check: "state directory",
        connection: null,
        ok: false,
        code: "STATE_VANISHES",
        data: { path: warning.path, fileSystem: warning.fileSystem },
      };
}

function checkWorker({ stateDirectory }: OpenProject): Check {
  const lock = tryLock(stateDirectory);
  lock?.release();
  return { check: "worker", connection: null, ok: true, code: lock === null ? "WORKER_HERE" : "WORKER_FREE", data: {} };
}

async function checkIssueFiles(project: OpenProject): Promise<readonly Check[]> {
  const found = await fileDiagnostics(project);
  if (found.length === 0) return [{ check: "issue files", connection: null, ok: true, code: "ISSUES_FINE", data: {} }];
  return found.map(({ at, line, code, detail }) => ({
    check: "issue files",
    connection: null,
    ok: false,
    code: "ISSUE_FILE",
    data: { at, code, ...(line !== undefined && { line }), ...(detail !== undefined && { detail }) },
  }));
}

function checkSettings(project: OpenProject): Check[] {
  const broken = project.brokenFiles();
  if (broken.length === 0) return [{ check: "settings", connection: null, ok: true, code: "SETTINGS_FINE", data: {} }];
  return broken.map((failure) => {
    const reason = failure.kind === "missing" ? `${failure.at} is missing` : `${failure.at}:${failure.line}: ${failure.detail}`;
    return { check: "settings", connection: null, ok: false, code: "SETTINGS_BROKEN", data: { reason } };
  });
}

async function checkExchange(project: OpenProject, connection: Connection): Promise<Check[]> {
  const { name } = connection;
  const place = project.store.fact(exchangeFact(connection.id));
  if (place === null) return [{ check: "exchange folder", connection: name, ok: false, code: "FOLDER_UNKNOWN", data: {} }];
  const transport = folderTransport(place);
  const failure = (await silenceOf(place)) ?? (await transport.check());
  if (failure) return [folderFails(name, failure)];
  const empty = await emptyFolder(project, connection, transport);
  if (empty) return [{ check: "exchange folder", connection: name, ok: false, code: "FOLDER_EMPTY", data: { place } }];
  try {
    return [
      { check: "exchange folder", connection: name, ok: true, code: "FOLDER_FINE", data: { place } },
      ...checkCalled(project, connection),
      ...(await checkWriting(place, selfOn(project.context, connection), name)),
      await checkWatching(project, connection, transport, place),
      await checkForeign(project, connection, transport),
      ...(await checkParts(project, connection, transport)),
      ...(await checkTraces(project, connection, transport, place)),
    ];
  } catch (error) {
    const detail = error instanceof Error && "code" in error ? String(error.code) : null;
    if (detail === null) throw error;
    return [folderFails(name, { kind: detail === "ENOSPC" ? "full" : detail === "EROFS" ? "read only" : "unreachable", place, detail })];
  }
}

/** Maybe another folder than the partner's: of another name, and empty of them. A hint, no fault: names may differ on each machine. */
function checkCalled({ store }: OpenProject, connection: Connection): Check[] {
  const { name, partner } = connection;
  const { exchangeCalled: called } = exchangeCalled(store, connection);
  if (!called) return [];
  const data = { name, ...called, partner: partner?.name ?? "" };
  return [{ check: "exchange folder", connection: name, ok: true, code: "FOLDER_CALLED_OTHERWISE", data }];
}

function folderFails(connection: string, failure: TransportFailure): Check {
  return {
    check: "exchange folder",
    connection,
    ok: false,
    code: "FOLDER_FAILS",
    data: { place: failure.place, detail: failure.detail },
    failure,
  };
}

/**
 * The beginning of the name of a probe. Whoever can write in the exchange folder may have put links there: a name that nobody can foresee,
 * always created, in a directory that is none (`ensureDirectory`).
 */
function probeName(): string {
  return `doctor-${randomBytes(9).toString("hex")}`;
}

/** Writes and renames one file where message files are prepared; its time tells the folder's clock. */
async function checkWriting(place: string, self: string, connection: string): Promise<Check[]> {
  const layout = layoutOf(place);
  const directory = layout.preparing(self);
  await ensureDirectory(layout.writer(self));
  await ensureDirectory(directory);
  const written = join(directory, probeName());
  const named = `${written}-named`;
  const began = Date.now();
  await writeFile(written, "doctor", { flag: "wx" });
  const { mtimeMs } = await lstat(written);
  const seconds = Math.round((mtimeMs - began) / 1000);
  const off = Math.abs(mtimeMs - began) > CLOCK_MS;
  const clock: Check = { check: "clock", connection, ok: !off, code: off ? "CLOCK_OFF" : "CLOCK_FINE", data: { seconds } };
  try {
    await writeFile(named, "older", { flag: "wx" });
    await rename(written, named);
    return [{ check: "rename", connection, ok: true, code: "RENAME_FINE", data: {} }, clock];
  } catch (error) {
    const detail = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return [{ check: "rename", connection, ok: false, code: "RENAME_FAILS", data: { detail } }, clock];
  } finally {
    await rm(written, { force: true });
    await rm(named, { force: true });
  }
}

/**
 * Whether new files give hints. A watcher ignores our own directory, so it watches as a stranger would, who is then the reader of files
 * that we put there, one after the other. Silence is no failure: then the folder is looked at again and again.
 */
async function checkWatching(project: OpenProject, connection: Connection, transport: Transport, place: string): Promise<Check> {
  const stop = new AbortController();
  const stranger = newId(0, project.context.crypto.random(10));
  const layout = layoutOf(place);
  const self = selfOn(project.context, connection);
  const own = layout.offers(self, connection.id);
  await ensureDirectory(layout.writer(self));
  await ensureDirectory(own);
  const beginning = probeName();
  let probes = 0;
  const probe = (number: number): string => join(own, `${beginning}-${number}.ferry`);
  try {
    const hints = hintsOf((hint) => transport.watch({ connection: connection.id, self: stranger }, hint, stop.signal));
    await hints.next(WATCH_MS);
    for (const end = Date.now() + WATCH_MS; Date.now() < end;) {
      const began = Date.now();
      const next = hints.next(PROBE_MS);
      await writeFile(probe(probes++), "doctor", { flag: "wx" });
      if (await next)
        return { check: "watching", connection: connection.name, ok: true, code: "WATCH_FINE", data: { ms: Date.now() - began } };
    }
    return { check: "watching", connection: connection.name, ok: true, code: "WATCH_SILENT", data: {} };
  } finally {
    stop.abort();
    for (let number = 0; number < probes; number++) await rm(probe(number), { force: true });
  }
}

async function checkForeign(project: OpenProject, connection: Connection, transport: Transport): Promise<Check> {
  const route = { connection: connection.id, self: selfOn(project.context, connection) };
  let count = 0;
  const names: string[] = [];
  for (const writer of await transport.writers(route)) {
    const listing = await transport.list(route, writer);
    if (isTransportFailure(listing)) continue;
    count += listing.foreign;
    names.push(...listing.foreignNames);
  }
  return count === 0
    ? { check: "foreign files", connection: connection.name, ok: true, code: "FOREIGN_NONE", data: {} }
    : {
        check: "foreign files",
        connection: connection.name,
        ok: true,
        code: "FOREIGN",
        data: { count, names: names.slice(0, 5).join(", ") },
      };
}

/** What a program that synchronises the folder left of the partner's files, or left out. */
async function checkTraces(project: OpenProject, connection: Connection, transport: Transport, place: string): Promise<readonly Check[]> {
  const { id, name } = connection;
  const checks: Check[] = [];
  for (const writer of await transport.writers({ connection: id, self: selfOn(project.context, connection) })) {
    const directory = layoutOf(place).offers(writer, id);
    checks.push(...traceChecks(await tracesIn(directory, await readdir(directory)), name));
  }
  return checks;
}

/** Found by a pass: what lies in the exchange folder is not compared here, since the pass that finds it has to stop everything else. */
function checkEarlierState({ name, facts, partner, suspendedBy }: Connection): Check[] {
  if (facts.link !== "suspended") return [];
  const data = { partner: partner?.name ?? "", ...(suspendedBy && { evidence: suspendedBy }) };
  return [{ check: "earlier state", connection: name, ok: false, code: "EARLIER_STATE", data }];
}

function checkTroubles(connection: Connection): Check[] {
  const { name, troubles } = connection;
  const found = Object.entries(troubles);
  if (found.length === 0) return [{ check: "partner's files", connection: name, ok: true, code: "TROUBLES_NONE", data: {} }];
  const awaited = new Set(awaitedTroubles(connection));
  return found.map(([file, code]) => ({
    check: "partner's files",
    connection: name,
    ok: false,
    code: "TROUBLE",
    data: { file, code, awaited: awaited.has(file) ? 1 : 0 },
  }));
}
