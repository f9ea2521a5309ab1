import { DEFAULT_MAPPING } from "../../src/model/mapping.ts";
import { toBase32 } from "../../src/model/base32.ts";
import { type CommandOutcome } from "../../src/model/command.ts";
import type { Connection } from "../../src/model/connection.ts";
import { type IssueSyncRow, type OutboxEntry, type Store, StoreUnavailable, type StoreTrouble } from "../../src/ports/store.ts";
import type { Contents } from "../../src/ports/contents.ts";
import type { Crypto, KeyPair } from "../../src/ports/crypto.ts";
import type { Transport } from "../../src/ports/transport.ts";
import { participantId } from "../../src/envelope/participant.ts";
import { type SqliteStore, openStore } from "../../src/store/sqlite-store.ts";
import { carryOut } from "../../src/sync/commands.ts";
import type { Context, Settings } from "../../src/sync/context.ts";
import type { KeyLife } from "../../src/sync/key-renewal.ts";
import { type Engine, type PassReport, createEngine } from "../../src/sync/engine.ts";
import { FIRST_IDENTITY, presentIdentityName } from "../../src/sync/own-identity.ts";
import { memoryKeys } from "./memory-keys.ts";
import { EndPoints, ProcessEnd } from "./process-end.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { SimulatedTracker } from "./simulated-tracker.ts";
import type { TrackerNature } from "./tracker-nature.ts";

export type Letter = "P" | "S";

export interface ProjectOptions<Name extends string = Letter> {
  readonly letter: Name;
  readonly crypto: Crypto;
  readonly random: SeededRandom;
  readonly now: () => number;
  readonly nature: TrackerNature;
  readonly remembersWrites: boolean;
  /** Messages until the next epoch key is announced: as in earnest without. No clock does here, so that what happens is the same whatever it shows. */
  readonly keyMessages?: number;
  /** Where the store lies, so that it can be put back to an earlier state; in memory without. */
  readonly storeFile?: string;
}

/** One connection only, of this name on both sides. */
export const CONNECTION = "link";

/**
 * One side: the production engine and store over a simulated tracker. Store, tracker, keys and settings outlive the process; everything
 * else begins again when it ends. The store is SQLite in memory: that a commit survives a power cut is proved elsewhere.
 */
export class SimulatedProject<Name extends string = Letter> {
  readonly letter: Name;
  readonly points = new EndPoints();
  readonly tracker: SimulatedTracker;
  store: Store;
  readonly self: string;
  settings: Settings = { mapping: DEFAULT_MAPPING, choice: { scope: { kind: "marked" }, forward: false }, terms: null };
  /** Plaintext of every message this side ever made. */
  readonly said: OutboxEntry[] = [];
  /** Sees each message in the moment in which it is made. */
  onSaid: (entry: OutboxEntry) => void = () => undefined;
  /** What happens when the process ends in the middle of its work: it begins again, where no other one takes over. */
  onEnd: () => void = () => this.restart();
  connectTo: () => Transport = () => {
    throw new Error("no exchange yet");
  };
  /** Milliseconds by which this machine's clock is wrong. */
  clockOff = 0;
  /** Where contents of attachments are kept, from the next start of the process on; nowhere without. Outlives it. */
  contents: Contents | null = null;
  /** When the next epoch key is announced. */
  keyLife: KeyLife;
  /** Commits that fail, the next ones after some that succeed, and why. */
  failCommits: { trouble: StoreTrouble; times: number; after?: number } | null = null;
  /** Commits tried so far. */
  commits = 0;
  /** As often as what is stored may have become something else. */
  changes = 0;
  context: Context;
  readonly #options: ProjectOptions<Name>;
  #database: SqliteStore;
  readonly keys = memoryKeys();
  readonly #identity;
  #engine: Engine;

  constructor(options: ProjectOptions<Name>) {
    this.#options = options;
    this.letter = options.letter;
    this.keyLife = { messages: options.keyMessages ?? 1000, ms: Number.POSITIVE_INFINITY };
    this.#database = opened(options);
    this.store = this.#watched(this.#database);
    this.#identity = options.crypto.newIdentity();
    this.keys.put(FIRST_IDENTITY, this.#identity);
    this.self = participantId(options.crypto, this.#identity.publicKey);
    this.tracker = new SimulatedTracker({
      prefix: options.letter,
      nature: options.nature,
      memory: () => this.store,
      random: options.random.fork("tracker"),
      points: this.points,
      remembersWrites: options.remembersWrites,
    });
    this.context = this.#newContext();
    this.#engine = createEngine(this.context);
  }

  /** null: the process ended inside the pass, and runs again; or its store failed, which the process outlives. */
  async pass(): Promise<PassReport | null> {
    return this.#survive(() => this.#engine.pass());
  }

  async command(command: Parameters<typeof carryOut>[1]): Promise<CommandOutcome | null> {
    return this.#survive(() => carryOut(this.context, command));
  }

  restart(): void {
    this.context = this.#newContext();
    this.#engine = createEngine(this.context);
  }

  /** The process ends; what `change` does to the store's file, the next one finds. */
  outside(change: () => void): void {
    this.changes += 1;
    this.#database.close();
    change();
    this.#database = opened(this.#options);
    this.store = this.#watched(this.#database);
    this.restart();
  }

  /** The store as another process of the project has it. */
  openAgain(): SqliteStore {
    return opened(this.#options);
  }

  /** The process that worked is gone; from here on the one works that has this handle. */
  takeOver(store: SqliteStore): void {
    this.changes += 1;
    this.#database.close();
    this.#database = store;
    this.store = this.#watched(store);
    this.restart();
  }

  connection(): Connection {
    const [connection] = this.store.connections();
    if (!connection) throw new Error("no connection");
    return connection;
  }

  /** null: this side's store knows nothing of the issue on the connection. */
  row(issue: string): IssueSyncRow | null {
    return this.store.syncsOf(issue)[0] ?? null;
  }

  close(): void {
    this.#database.close();
  }

  async #survive<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreUnavailable) return null;
      if (!(error instanceof ProcessEnd)) throw error;
      this.onEnd();
      return null;
    }
  }

  #newContext(): Context {
    const { crypto, now, letter } = this.#options;
    const transport: { made: Transport | null } = { made: null };
    const present = (): KeyPair => this.keys.get(presentIdentityName(this.store)) ?? this.#identity;
    let number = 0;
    return {
      store: this.store,
      tracker: this.tracker,
      crypto,
      keys: this.keys,
      clock: { now: () => now() + this.clockOff },
      get identity() {
        return present();
      },
      get self() {
        return participantId(crypto, present().publicKey);
      },
      projectName: `Project ${letter}`,
      transportOf: () => (transport.made ??= this.connectTo()),
      settingsOf: () => this.settings,
      begin: () => undefined,
      life: toBase32(crypto.random(10)),
      nextNumber: () => ++number,
      keyLife: this.keyLife,
      ...(this.contents && { contents: this.contents }),
    };
  }

  #failCommit(): void {
    this.commits += 1;
    this.changes += 1;
    if (this.failCommits === null || this.failCommits.times <= 0) return;
    const { after = 0 } = this.failCommits;
    this.failCommits.after = after - 1;
    if (after > 0) return;
    this.failCommits.times -= 1;
    throw new StoreUnavailable(this.failCommits.trouble);
  }

  #watched(store: SqliteStore): Store {
    return {
      ...store,
      transaction: (work) => {
        const value = store.transaction(() => {
          const done = work();
          this.#failCommit();
          this.points.pass("before a commit");
          return done;
        });
        this.points.pass("after a commit");
        return value;
      },
      addOutbox: (entries) => {
        for (const entry of entries) {
          this.said.push(entry);
          this.onSaid(entry);
        }
        store.addOutbox(entries);
      },
    };
  }
}

function opened({ storeFile = ":memory:" }: Pick<ProjectOptions, "storeFile">): SqliteStore {
  const store = openStore(storeFile);
  if (!store.ok) throw new Error(store.failure.kind);
  return store.value;
}
