import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Impossible } from "../model/failure.ts";
import type { Changes } from "../model/changes.ts";
import type { Overruled } from "../model/issue-sync.ts";
import type { OutboxEntry, Store } from "../ports/store.ts";
import type { Tracker, TrackerWrite } from "../ports/tracker.ts";
import type { Transport } from "../ports/transport.ts";
import { decodeBody } from "../protocol/codec.ts";
import { openStore } from "../store/sqlite-store.ts";
import type { Context } from "../sync/context.ts";
import { createEngine } from "../sync/engine.ts";
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
  }[];
  readonly writes: readonly { readonly issue: string; readonly key: string | null; readonly action: TrackerWrite["action"] }[];
}

/**
 * Makes the production pass on a copy of the store, with a tracker that only looks and a transport that only reads: what it would send
 * and write is what it says. The project, its store and the exchange folder stay as they are.
 */
export async function dryRun(project: OpenProject): Promise<DryRun> {
  const directory = mkdtempSync(join(project.stateDirectory, "dry-run-"));
  const file = join(directory, "store.sqlite");
  copyStore(join(project.stateDirectory, "store.sqlite"), file);
  const opened = openStore(file);
  if (!opened.ok) throw new Impossible(`a copied store that does not open: ${opened.failure.kind}`);
  const store = opened.value;
  try {
    const leaving: OutboxEntry[] = [];
    const writes: TrackerWrite[] = [];
    const context: Context = {
      ...project.context,
      store: { ...store, addOutbox: (entries) => (leaving.push(...entries), store.addOutbox(entries)) },
      tracker: lookingOnly(project.trackerOver(store), writes),
      transportOf: (connection) => readingOnly(project.context.transportOf(connection)),
    };
    await createEngine(context).pass();
    return {
      leaves: leaving.map((entry) => described(store, entry)),
      writes: writes.map(({ issue, action }) => ({ issue, key: store.issue(issue)?.key ?? null, action })),
    };
  } finally {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function copyStore(from: string, to: string): void {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    source.prepare("VACUUM INTO ?").run(to);
  } finally {
    source.close();
  }
}

function lookingOnly(tracker: Tracker, writes: TrackerWrite[]): Tracker {
  return {
    ...tracker,
    changes: () => tracker.changes({ observeOnly: true }),
    write: async (wanted) => {
      writes.push(...wanted);
      return wanted.map(() => ({ kind: "later", because: "busy", afterMs: 0 }));
    },
  };
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
    return { connection, kind: message.kind, issue: null, key: null, changes: null, overruled: [] };
  return {
    connection,
    kind: message.kind,
    issue: message.issue,
    key: store.issue(message.issue)?.key ?? null,
    changes: message.changes ?? null,
    overruled: message.overruled,
  };
}
