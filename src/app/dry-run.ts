import { type Failure, Impossible } from "../model/failure.ts";
import type { Changes } from "../model/changes.ts";
import type { Overruled } from "../model/issue-sync.ts";
import type { Keys } from "../ports/keys.ts";
import type { KeyPair } from "../ports/crypto.ts";
import type { OutboxEntry, Store } from "../ports/store.ts";
import type { Tracker, TrackerWrite } from "../ports/tracker.ts";
import type { Transport } from "../ports/transport.ts";
import { decodeBody } from "../protocol/codec.ts";
import type { Message } from "../protocol/message.ts";
import { openStore } from "../store/sqlite-store.ts";
import type { Context } from "../sync/context.ts";
import { createEngine } from "../sync/engine.ts";
import { copyForDryRun } from "./dry-run-copy.ts";
import { keptHere } from "./kept-here.ts";
import type { OpenProject } from "./open-project.ts";

/** What a pass would do now: every message that would leave, whole, and every write to the tracker. */
export interface DryRun {
  readonly leaves: readonly {
    readonly connection: string;
    /** Message kind; `issue` and `confirmation` name an issue. */
    readonly kind: string;
    readonly issue: string | null;
    readonly key: string | null;
    readonly changes: Changes | null;
    readonly overruled: readonly Overruled[];
    /** All of it, as it would be sealed. */
    readonly message: Message;
  }[];
  readonly writes: readonly { readonly issue: string; readonly key: string | null; readonly action: TrackerWrite["action"] }[];
  /** Files, links and comments of shared issues that do not travel, and why. */
  readonly stays: readonly { readonly connection: string; readonly key: string; readonly part: string; readonly failure: Failure }[];
}

/**
 * Makes the production pass on a copy of the store, with a tracker that only looks and a transport that only reads: what it would send
 * and write is what it says. The project, its store, its keys and the exchange folder stay as they are. Commands that were handed over and
 * wait for a worker are not carried out: they reach further than a pass does.
 */
export async function dryRun(project: OpenProject): Promise<DryRun> {
  const copy = copyForDryRun(project.stateDirectory);
  const opened = openStore(copy.file);
  if (!opened.ok) {
    copy.remove();
    throw new Impossible(`a copied store that does not open: ${opened.failure.kind}`);
  }
  const store = opened.value;
  try {
    const leaving: OutboxEntry[] = [];
    const writes: TrackerWrite[] = [];
    const context: Context = {
      ...project.context,
      store: { ...store, openCommands: () => [], addOutbox: (entries) => (leaving.push(...entries), store.addOutbox(entries)) },
      keys: overlaid(project.context.keys),
      tracker: lookingOnly(project.trackerOver(store), writes),
      transportOf: (connection) => readingOnly(project.context.transportOf(connection)),
    };
    await createEngine(context).pass();
    return {
      leaves: leaving.map((entry) => described(store, entry)),
      writes: writes.map(({ issue, action }) => ({ issue, key: store.issue(issue)?.key ?? null, action })),
      stays: await staysIn(project, store),
    };
  } finally {
    store.close();
    copy.remove();
  }
}

/** Issues read in one step. */
const STEP = 500;

async function staysIn(project: OpenProject, store: Store): Promise<DryRun["stays"]> {
  const shares = store.issueShares(null);
  const stays: DryRun["stays"][number][] = [];
  for (const connection of store.connections()) {
    const shared = shares.filter((share) => share.connection === connection.id).map(({ issue }) => issue);
    for (let at = 0; at < shared.length; at += STEP) {
      const ids = shared.slice(at, at + STEP);
      const found = new Map((await project.tracker.read(ids))?.map((issue) => [issue.id, issue]));
      for (const id of ids) {
        const [sync, issue] = [store.sync(connection.id, id), found.get(id)];
        if (!sync || sync.frozen || !sync.mine.shared) continue;
        const key = store.issue(id)?.key ?? id;
        const kept = (issue && keptHere(project, connection, sync, issue).stays) ?? sync.stays ?? {};
        stays.push(...Object.entries(kept).map(([part, failure]) => ({ connection: connection.name, key, part, failure })));
      }
    }
  }
  return stays;
}

/** Keys of which nothing is made or removed for good. */
function overlaid(keys: Keys): Keys {
  const made = new Map<string, KeyPair>();
  const secrets = new Map<string, Uint8Array>();
  return {
    get: (name) => made.get(name) ?? keys.get(name),
    put: (name, pair) => void made.set(name, pair),
    getSecret: (name) => secrets.get(name) ?? keys.getSecret(name),
    putSecret: (name, secret) => void secrets.set(name, secret),
    remove: () => undefined,
    epochKeys: (connection) => keys.epochKeys(connection),
  };
}

function lookingOnly(tracker: Tracker, writes: TrackerWrite[]): Tracker {
  return {
    ...tracker,
    changes: () => tracker.changes({ observeOnly: true }),
    write: async (wanted) => {
      writes.push(...wanted);
      return wanted.map(() => ({ kind: "later", because: "busy", afterMs: 0 }));
    },
    answer: () => refused("answer"),
    join: () => refused("join"),
  };
}

/** Only commands ask for this, and a dry run carries none out. */
function refused(what: string): never {
  throw new Impossible(`${what} in a dry run`);
}

function readingOnly(transport: Transport | null): Transport | null {
  return transport && { ...transport, maintain: async () => ({ written: 0, repaired: 0, withdrawn: 0, failure: null }) };
}

function described(store: Store, entry: OutboxEntry): DryRun["leaves"][number] {
  const connection = store.connection(entry.connection)?.name ?? entry.connection;
  const decoded = decodeBody(entry.body);
  if (decoded.kind !== "message") throw new Impossible("a message of our own that cannot be read");
  const { message } = decoded;
  if (message.kind !== "issue" && message.kind !== "confirmation")
    return { connection, kind: message.kind, issue: null, key: null, changes: null, overruled: [], message };
  return {
    connection,
    kind: message.kind,
    issue: message.issue,
    key: store.issue(message.issue)?.key ?? null,
    changes: message.changes ?? null,
    overruled: message.overruled,
    message,
  };
}
