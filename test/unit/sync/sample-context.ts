import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { DEFAULT_MAPPING } from "../../../src/model/mapping.ts";
import type { Keys } from "../../../src/ports/keys.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import type { Context } from "../../../src/sync/context.ts";
import { MemoryTracker, MemoryTrackerContent } from "../../support/memory-tracker.ts";

const NO_KEYS: Keys = {
  get: () => null,
  put: () => {},
  getSecret: () => null,
  putSecret: () => {},
  remove: () => {},
  epochKeys: () => [],
};

/** A project with a store in memory, a tracker in memory and no exchange place. */
export function contextInMemory(): Context {
  const opened = openStore(":memory:");
  if (!opened.ok) throw new Error(opened.failure.kind);
  const crypto = nobleCrypto();
  let now = 1_700_000_000_000;
  let number = 0;
  const store = opened.value;
  return {
    store,
    tracker: new MemoryTracker({
      content: new MemoryTrackerContent(),
      memory: store,
      prefix: "T",
      now: () => now++,
      random: (length) => crypto.random(length),
    }),
    crypto,
    keys: NO_KEYS,
    clock: { now: () => now++ },
    identity: crypto.newIdentity(),
    self: "self",
    projectName: "Test",
    transportOf: () => null,
    settingsOf: () => ({ mapping: DEFAULT_MAPPING, choice: { scope: { kind: "all" }, forward: true }, terms: null }),
    begin: () => {},
    life: "0123456789abcdef",
    nextNumber: () => ++number,
  };
}

/** A connection that runs under the default contract, put into the store. */
export function runningConnection(context: Context, id: string, name: string, role: Connection["role"]): Connection {
  const connection: Connection = {
    id,
    name,
    role,
    facts: { link: "connected", run: "running", contract: "agreed" },
    partner: {
      id: `partner of ${name}`,
      name,
      identityKey: "",
      epochKey: { number: 0, key: "" },
      version: "1.0",
      capabilities: [],
    },
    verified: "verified",
    invitation: { id: "", expires: "", hash: "", spentBy: null, transcript: null, refused: null },
    stream: {
      generation: 1,
      next: 1,
      lastHash: "",
      floor: 0,
      acknowledgedHash: "",
      heard: true,
      epochKey: 0,
      received: { generation: 1, sequence: 0, hash: "" },
      waitingFor: null,
    },
    ping: { nonce: null, sentAt: null, roundTripMs: null, clockDifferenceMs: null },
    contract: { ...DEFAULT_TERMS, number: 1 },
    proposed: null,
    declined: null,
    lastContract: 1,
    comparedUnder: "",
    lastSeen: null,
    troubles: {},
  };
  context.store.transaction(() => context.store.putConnection(connection));
  return connection;
}
