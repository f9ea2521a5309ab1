import { type ContractField, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { Message, MessageKind } from "../../../src/protocol/message.ts";
import type { ConfirmationMessage } from "../../../src/protocol/messages/confirmation.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";

export const ISSUE_ID = "06d9v3k8qxw7h9fb2m1t5r0c4c";
export const COMMENT_ID = "06d9v3m2s9z7d8nq4p6w1x0h58";
export const PARTICIPANT = "4g0q9v8z2m5k7x1c3b6n0p2r4w";
export const LIFE = "06d9v3p5t4y7kbrs2v8c3e1j0c";

export const ISSUE: IssueMessage = {
  kind: "issue",
  issue: ISSUE_ID,
  contract: 1,
  base: { era: 0, number: 0 },
  revision: { era: 0, number: 1 },
  key: "ACME-12",
  changes: {
    fields: {
      title: "Valve sticks",
      body: "Below -5 C\nit opens late.",
      labels: ["pump", "winter"],
      assignee: { name: "Ada Marsh" },
      due: null,
    },
    comments: [
      { id: COMMENT_ID, origin: PARTICIPANT, author: "Bo Lind", created: "2026-11-21T10:42Z", body: "Seen again." },
      {
        id: LIFE,
        origin: PARTICIPANT,
        author: "Ada Marsh",
        created: "2026-11-21",
        edited: "2026-11-22T08:00:01.5+01:00",
        body: "",
        internal: true,
        removed: true,
      },
    ],
    deleted: false,
    shared: true,
  },
  overruled: [{ field: "status", value: "Open", winner: "Closed", revision: { era: 0, number: 1 } }],
};

export const CONFIRMATION: ConfirmationMessage = {
  kind: "confirmation",
  issue: ISSUE_ID,
  contract: 1,
  key: "NW-7",
  result: "refused",
  revision: { era: 0, number: 2 },
  base: { era: 0, number: 1 },
  changes: { fields: { status: "Closed" }, deleted: false, shared: true },
  conflicts: [],
  refused: [{ field: "priority", value: "highest", failure: { code: "VALUE_NOT_LISTED", field: "priority", value: "highest" } }],
  overruled: [],
  failure: { code: "TRACKER_REFUSED", detail: "read-only" },
};

const SEVERITY: ContractField = { name: "severity", kind: "option", direction: "to-primary", policy: "secondary", values: ["low", "high"] };

const SALT = "0123456789abcdefghjkmnpqrs";
const FINGERPRINT = "0123456789abcdef";

const FILE = { issue: ISSUE_ID, id: ISSUE_ID, size: 9_000_000, sha256: "0123456789abcdef".repeat(4) };

/** One of every kind, with every optional member. */
export const SAMPLES: { readonly [K in MessageKind]: Extract<Message, { kind: K }> } = {
  handshake: { kind: "handshake", version: "1.0", speaks: ["1.0"], capabilities: ["files"], name: "Nordwind" },
  ping: { kind: "ping", nonce: LIFE, inReplyTo: ISSUE_ID, time: 1_795_255_445_000, version: "1.0", capabilities: [] },
  configuration: {
    kind: "configuration",
    contract: { number: 3, ...DEFAULT_TERMS, fields: [...DEFAULT_TERMS.fields, SEVERITY] },
    note: "adds due dates",
  },
  "configuration updated": { kind: "configuration updated", contract: 3 },
  "configuration declined": { kind: "configuration declined", contract: 3, reason: "no dates here" },
  issue: ISSUE,
  confirmation: CONFIRMATION,
  refused: { kind: "refused", sequence: 4, message: { life: LIFE, number: 9 }, code: "BAD_SHAPE", detail: "changes.fields" },
  closed: { kind: "closed", reason: "removed" },
  "identify request": { kind: "identify request", conversation: ISSUE_ID, operation: "GetStatus", file: FILE, existing: FILE.sha256 },
  "identify response": {
    kind: "identify response",
    conversation: ISSUE_ID,
    code: "IDENTIFICATION_POSITIVE",
    delivers: 250,
    holds: 9_000_000,
  },
  "operation request": {
    kind: "operation request",
    conversation: ISSUE_ID,
    operation: "GetChecksums",
    checksums: { salt: SALT, ranges: [[null, ISSUE_ID, FINGERPRINT]] },
    issues: { since: 7, numbering: SALT, limit: 100 },
    content: { got: 4_194_288, again: true },
    cancel: true,
    trail: { since: 0, from: 1_795_255_445_000, issue: ISSUE_ID, size: 500 },
  },
  "operation progress": {
    kind: "operation progress",
    conversation: ISSUE_ID,
    code: "OPERATION_PROGRESS",
    content: {
      got: 4_194_288,
      transfer: { id: ISSUE_ID, key: `${"0".repeat(51)}g`, from: 4_194_288, part: 4_194_288, parts: 2, ready: 1 },
      inline: "91jprv3f",
    },
    checksums: [
      { equal: true },
      {
        parts: [
          [ISSUE_ID, FINGERPRINT],
          [null, FINGERPRINT],
        ],
      },
    ],
    trail: { events: [{ sequence: 41, time: 1_795_255_445_000, actor: "program", action: "answer sent", issue: ISSUE_ID }], next: 57 },
  },
  "operation final": {
    kind: "operation final",
    conversation: ISSUE_ID,
    code: "OPERATION_COMPLETED",
    status: {
      status: "WARNING",
      causes: ["CONFLICTS"],
      version: "1.0",
      capabilities: ["operations"],
      out: 2,
      in: 0,
      issues: { pending: 2, conflict: 1 },
      lastTaken: 1_795_255_445_000,
    },
    checksums: [
      {
        items: [
          [ISSUE_ID, FINGERPRINT],
          [ISSUE_ID, FINGERPRINT, 1],
        ],
      },
    ],
    issues: {
      numbering: SALT,
      since: 7,
      issues: [[ISSUE_ID, "ACME-12", 9]],
      stubs: [[COMMENT_ID, "not shared", 11]],
      next: 11,
      partial: true,
    },
  },
  alarm: {
    kind: "alarm",
    code: "CHECKSUM_ALARM",
    time: 1_795_255_445_000,
    issue: ISSUE_ID,
    reference: ISSUE_ID,
    info: "EXISTING_FILE_CHECKSUM",
  },
};
