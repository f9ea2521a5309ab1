import type { Connection } from "../../../src/model/connection.ts";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { NO_REVISION } from "../../../src/model/revision.ts";
import type { ArrivedMessage, OutboxEntry, SentFile } from "../../../src/ports/store.ts";

/** Complete records with nothing remarkable in them; a test names what it is about. */
export function sampleConnection(id: string, given: Partial<Connection> = {}): Connection {
  return {
    id,
    name: `name of ${id}`,
    role: "primary",
    facts: { link: "connected", run: "running", contract: "none" },
    partner: null,
    verified: "unverified",
    invitation: { id: "i", expires: "2026-12-01T00:00:00Z", hash: "h", spentBy: null, transcript: null, refused: null },
    stream: {
      generation: 0,
      next: 0,
      lastHash: "",
      floor: 0,
      acknowledgedHash: "",
      heard: false,
      epochKey: 0,
      received: { generation: 0, sequence: -1, hash: "" },
      waitingFor: null,
    },
    ping: { nonce: null, sentAt: null, roundTripMs: null, clockDifferenceMs: null },
    contract: null,
    proposed: null,
    declined: null,
    lastContract: 0,
    comparedUnder: "",
    lastSeen: null,
    troubles: {},
    ...given,
  };
}

export function sampleIssue(id: string, given: Partial<LocalIssue> = {}): Omit<LocalIssue, "stamp"> {
  return {
    id,
    key: `ACME-${id}`,
    version: "1",
    fields: { title: `Title of ${id}` },
    share: [],
    receivedOver: null,
    gone: null,
    heldBecause: null,
    syncStatus: "local",
    ...given,
  };
}

export function sampleDocument(title: string): Document {
  return { fields: { title }, comments: [], deleted: false, shared: true };
}

export function sampleSync(connection: string, issue: string, given: Partial<IssueSync> = {}): IssueSync {
  const document = sampleDocument(`Title of ${issue}`);
  return {
    connection,
    issue,
    introducedBy: "us",
    partnerKey: null,
    base: document,
    revision: NO_REVISION,
    mine: document,
    shadow: document,
    sent: null,
    sentOverruled: [],
    snapshots: [],
    agreed: NO_REVISION,
    reply: null,
    overruled: [],
    refusedHere: {},
    refusedThere: {},
    partnerRefuses: {},
    unsendable: {},
    toldRefused: "",
    lost: [],
    pendingWrite: null,
    failure: null,
    frozen: false,
    ...given,
  };
}

export function sampleOutbox(connection: string, number: number, given: Partial<OutboxEntry> = {}): OutboxEntry {
  return { connection, life: "life", number, body: `{"n":${number}}`, sequence: null, ...given };
}

export function sampleFile(connection: string, sequence: number): SentFile {
  return { connection, generation: 1, sequence, name: `1-${sequence}-h.ferry`, hash: "h", size: 3 };
}

export function sampleInbox(connection: string, number: number, given: Partial<ArrivedMessage> = {}): ArrivedMessage {
  return { connection, sequence: 0, life: "theirs", number, issue: null, body: `{"n":${number}}`, ...given };
}
