import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { HeldFields } from "./fixed-fields.ts";
import type { Keys } from "../ports/keys.ts";
import type { Tracker, TrackerMemory } from "../ports/tracker.ts";
import type { KeyPair } from "../ports/crypto.ts";
import { nodeCrypto } from "../crypto/node-crypto.ts";
import { participantId } from "../envelope/participant.ts";
import { KeyFileBroken, fileKeys, readableKeys } from "../keys/file-keys.ts";
import { claimWorkPlace, worksElsewhere } from "./work-place.ts";
import { type SqliteStore, type StoreFailure, openStore } from "../store/sqlite-store.ts";
import { type StatePlaceFailure, prepareStateDirectory } from "../store/state-directory.ts";
import type { Context, Settings } from "../sync/context.ts";
import { FIRST_IDENTITY, missingIdentity, presentIdentityName } from "../sync/own-identity.ts";
import type { Contents } from "../ports/contents.ts";
import { contentsWhenAsked } from "../trackers/markdown/contents-when-asked.ts";
import { markdownTracker } from "../trackers/markdown/markdown-tracker.ts";
import { authorOf } from "./author.ts";
import { sweepDryRuns } from "./dry-run-copy.ts";
import { type ConnectionFileFailure, fileMark, readConnectionFile } from "./connection-file.ts";
import { connectionFile } from "./connection-name.ts";
import { type ExchangeFolders, exchangeFolders } from "./exchange-folders.ts";
import { fieldClash } from "./field-clash.ts";
import { readSettings } from "./settings-file.ts";
import { linesIn } from "./yaml-file.ts";
import { outsideWorkspace } from "./issues-folder.ts";
import { isConnection } from "./known-connection.ts";
import { exchangeFact, stateDirectoryOf } from "./places.ts";
import { gatewayReader } from "./gateway-file.ts";
import { isGateway } from "./gateway.ts";
import { interruptionOf } from "./store-trouble.ts";
import { isUnsaved } from "./unsaved-files.ts";
import { type ProjectFile, type ProjectFileFailure, projectFilePath, readProjectFile } from "./project-file.ts";

export type OpenFailure =
  | ProjectFileFailure
  /** `at` is the project file, `path` where its issues would lie. */
  | { readonly kind: "issues outside"; readonly at: string; readonly path: string }
  | { readonly kind: "state place"; readonly failure: StatePlaceFailure }
  | { readonly kind: "store"; readonly failure: StoreFailure }
  | { readonly kind: "keys"; readonly file: string }
  /** Another folder with this project file, which the store works for on this machine. */
  | { readonly kind: "worked on elsewhere"; readonly path: string };

/** A project as this process sees it: adapters put together, nothing running yet. */
export interface OpenProject {
  readonly workspace: string;
  readonly file: ProjectFile;
  readonly stateDirectory: string;
  readonly author: string;
  readonly store: SqliteStore;
  readonly tracker: Tracker;
  /** The same tracker reading another memory: for a look at what a pass would do. */
  readonly trackerOver: (memory: TrackerMemory) => Tracker;
  /** The files of its issues. */
  readonly contents: Contents;
  readonly keys: Keys;
  readonly context: Context;
  readonly folders: ExchangeFolders;
  /** Which machine of the team talks to partners, as it stands now. */
  readonly gateway: () => GatewayView;
  /** Connection files that cannot be used now; their connections stand still. */
  readonly brokenFiles: () => readonly ConnectionFileFailure[];
  /** project.yaml names other fields than when it was opened: nothing is exchanged until it is opened anew. */
  readonly isOutdated: () => boolean;
  close(): void;
}

export interface OpenOptions {
  readonly state: string | undefined;
  readonly author: string | undefined;
  /** An exchange folder that is about to be used: nothing secret may be written into it. */
  readonly exchange?: string;
  /** As of the tracker: ends when it is known here what was typed in this window until now. */
  readonly settle?: () => Promise<void>;
  /** That this folder is to be the one that the store works for, even when another one is. */
  readonly here?: boolean;
}

/** Throws only what was not foreseen: a bug, or what the system refused. Nothing stays open then. */
export function openProject(workspace: string, options: OpenOptions): Result<OpenProject, OpenFailure> {
  const file = readProjectFile(workspace);
  if (!file.ok) return file;
  const outside = outsideWorkspace(workspace, file.value.issues);
  if (outside !== null) return failed({ kind: "issues outside", at: projectFilePath(workspace), path: outside });
  const stateDirectory = stateDirectoryOf(file.value.id, options.state);
  const exchange = options.exchange === undefined ? [] : [options.exchange];
  const place = prepareStateDirectory(stateDirectory, { workspace, exchange });
  if (place) return failed({ kind: "state place", failure: place });
  sweepDryRuns(stateDirectory);
  const opened = openStore(join(stateDirectory, "store.sqlite"));
  if (!opened.ok) return failed({ kind: "store", failure: opened.failure });
  const store = opened.value;
  try {
    const put = putTogether(workspace, file.value, stateDirectory, store, options);
    if (!put.ok) store.close();
    return put;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** What is opened around a store; the caller closes it when nothing comes of it. */
function putTogether(
  workspace: string,
  file: ProjectFile,
  stateDirectory: string,
  store: SqliteStore,
  options: OpenOptions,
): Result<OpenProject, OpenFailure> {
  const elsewhere = claimWorkPlace({ store, stateDirectory, workspace, projectId: file.id, takeOver: options.here ?? false });
  if (elsewhere !== null) return failed({ kind: "worked on elsewhere", path: elsewhere });
  const keysDirectory = join(stateDirectory, "keys");
  const keys = fileKeys(keysDirectory);
  const identity = identityOf(keys, store, keysDirectory);
  if (!identity.ok) return failed({ kind: "keys", file: identity.failure });
  const author = options.author ?? authorOf(workspace);
  const reader = gatewayReader(workspace, store, { person: author, stateDirectory });
  const gateway = reader.look;
  reader.remember();
  // Looked at once in each pass and command: the file comes and changes with a pull.
  let acts = isGateway(gateway());
  const mayAct = (): boolean => acts;
  const crypto = nodeCrypto();
  const trackerOver = (memory: TrackerMemory): Tracker =>
    markdownTracker({
      workspace,
      directory: file.issues,
      prefix: file.prefix,
      fields: new Map(Object.entries(file.fields ?? {})),
      author,
      memory,
      now: () => Date.now(),
      random: (length: number) => crypto.random(length),
      isUnsaved: (path, commanded) => isUnsaved(store, stateDirectory, path, commanded),
      ...(options.settle && { settle: options.settle }),
      mayMint: mayAct,
      isConnection: (name) => isConnection(workspace, store, name) || !mayAct(),
    });
  const tracker = trackerOver(store);
  const contents = contentsWhenAsked({ workspace, directory: file.issues, memory: store });
  const settings = settingsReader(workspace, file, tracker.limits.fields);
  const folders = exchangeFolders(workspace);
  let number = 0;
  let known: { name: string; pair: KeyPair; id: string } | null = null;
  const present = (): { readonly pair: KeyPair; readonly id: string } => {
    const name = presentIdentityName(store);
    if (known?.name === name) return known;
    const pair = readableKeys(keys).get(name);
    // Not readable now: what was used before goes on, and the next look tries again.
    if (!pair) return known ?? { pair: identity.value, id: participantId(crypto, identity.value.publicKey) };
    known = { name, pair, id: participantId(crypto, pair.publicKey) };
    return known;
  };
  const context: Context = {
    store,
    tracker,
    contents,
    crypto,
    keys: readableKeys(keys),
    clock: { now: () => Date.now() },
    // Another one from the commit on that changes it, also where another process does.
    get identity() {
      return present().pair;
    },
    get self() {
      return present().id;
    },
    projectName: file.name,
    comparesDaily: file.compare !== "never",
    transportOf: (connection) => {
      if (!mayAct()) return null;
      const exchange = store.fact(exchangeFact(connection.id));
      return exchange === null ? null : folders.transport(exchange);
    },
    settingsOf: (connection) => (mayAct() ? settings.of(connection) : null),
    begin: () => {
      reader.remember();
      acts = isGateway(gateway());
      settings.begin();
    },
    life: toBase32(randomBytes(10)),
    nextNumber: () => ++number,
  };
  return ok({
    workspace,
    file,
    stateDirectory,
    author,
    store,
    tracker,
    trackerOver,
    contents,
    keys,
    context,
    folders,
    gateway,
    brokenFiles: () => settings.broken(store.connections()),
    isOutdated: () => settings.isOutdated(),
    close: () => store.close(),
  });
}

/** Whether the project file still says what it said when this was opened, and the store works here; if not, it is to be closed and opened anew. */
export function isAsOpened(project: OpenProject): boolean {
  const now = readProjectFile(project.workspace);
  return now.ok && JSON.stringify(now.value) === JSON.stringify(project.file) && !isDisplaced(project);
}

/** Whether another folder works for this project by now. A store that cannot be read now does not say so. */
export function isDisplaced(project: OpenProject): boolean {
  try {
    return worksElsewhere(project) !== null;
  } catch (error) {
    if (interruptionOf(error) === null) throw error;
    return false;
  }
}

/** The identity that new connections get; the first one is made here. The failure names a key file that cannot be read, or that is needed and gone. */
function identityOf(keys: Keys, store: SqliteStore, directory: string): Result<KeyPair, string> {
  try {
    const name = presentIdentityName(store);
    const missing = missingIdentity(nodeCrypto(), keys, store.connections());
    if (missing !== null) return failed(join(directory, `${missing}.key`));
    const there = keys.get(name);
    if (there) return ok(there);
    if (name !== FIRST_IDENTITY) return failed(join(directory, `${name}.key`));
    const made = nodeCrypto().newIdentity();
    keys.put(name, made);
    return ok(made);
  } catch (error) {
    if (error instanceof KeyFileBroken) return failed(error.path);
    throw error;
  }
}

const OTHER_FIELDS = "the fields in project.yaml are others than when this process began; nothing is exchanged until it is started again";

/** Looks at a connection's file once in each pass or command, and reads it again only when it may have changed. */
function settingsReader(
  workspace: string,
  file: ProjectFile,
  held: HeldFields,
): {
  of: (connection: Connection) => Settings | null;
  begin: () => void;
  broken: (connections: readonly Connection[]) => readonly ConnectionFileFailure[];
  isOutdated: () => boolean;
} {
  const known = new Map<string, { mark: string; read: Result<Settings, ConnectionFileFailure> }>();
  const looked = new Set<string>();
  const fieldsSay = JSON.stringify(file.fields);
  let project = { mark: "", other: false };
  const begin = (): void => {
    looked.clear();
    const mark = fileMark(projectFilePath(workspace));
    if (mark === project.mark) return;
    const now = readProjectFile(workspace);
    project = { mark, other: now.ok && JSON.stringify(now.value.fields) !== fieldsSay };
  };
  begin();
  const read = (name: string): Result<Settings, ConnectionFileFailure> => {
    // New words of a filter do not fit fields that were read before.
    if (project.other) return failed({ kind: "broken", at: connectionFile(workspace, name), line: 1, detail: OTHER_FIELDS });
    const before = looked.has(name) ? known.get(name) : undefined;
    if (before) return before.read;
    looked.add(name);
    const mark = fileMark(connectionFile(workspace, name));
    const there = known.get(name);
    if (there?.mark === mark) return there.read;
    const fresh = readConnectionFile(workspace, name, held);
    known.set(name, { mark, read: fresh });
    return fresh;
  };
  const readFor = (connection: Connection): Result<Settings, ConnectionFileFailure> => {
    const found = read(connection.name);
    if (!found.ok || !found.value.mapping.fields || !connection.contract) return found;
    const at = connectionFile(workspace, connection.name);
    const clash = fieldClash(found.value.mapping, connection.contract, (path) => {
      const text = readSettings(at);
      return text.ok ? linesIn(text.value)(path) : 1;
    });
    return clash ? failed({ kind: "broken", at, ...clash }) : found;
  };
  return {
    of: (connection) => {
      const found = readFor(connection);
      return found.ok ? found.value : null;
    },
    begin,
    isOutdated: () => project.other,
    broken: (connections) =>
      connections.flatMap((connection) => {
        const found = readFor(connection);
        return found.ok ? [] : [found.failure];
      }),
  };
}
