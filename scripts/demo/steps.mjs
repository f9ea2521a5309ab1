/**
 * What happens in the demo and what both sides must show afterwards. The expectations stand only here: every status that the demo prints is
 * read from `issue-ferry status --json` of a process of its own, and held against this table.
 *
 * @typedef {"acme" | "nordwind"} Name
 * @typedef {object} Expected
 * @property {string | null} connection  status of the connection in the words of docs/PROTOCOL.md 3 and 4; null: there is none
 * @property {Record<string, number>} [issues]  how many issues have which synchronisation status; statuses left out: none
 * @property {Record<string, string>} [fields]  "title / field" -> value, "title / sync" -> status of that one issue
 *
 * @typedef {object} Step
 * @property {string} says
 * @property {readonly (readonly [Name, ...string[]])[]} runs  command lines; `{invitation}`, `{exchange}` and `{key:title}` are filled in
 * @property {Expected} acme
 * @property {Expected} nordwind
 */

const LOCAL = { local: 25 };
const VALVE = "Valve sticks in cold weather";
const HORN = "Alarm horn does not stop after acknowledge";
const TASK = "Controller task overruns when logging is on";

/** @type {readonly Step[]} */
export const STEPS = [
  {
    says: "Acme, the customer, creates a connection and saves the handshake file",
    runs: [
      ["acme", "sync"],
      ["nordwind", "sync"],
      ["acme", "connect", "nordwind", "--exchange", "{exchange}", "--out", "{invitation}"],
    ],
    acme: { connection: "handshake", issues: LOCAL },
    nordwind: { connection: null, issues: LOCAL },
  },
  {
    says: "Nordwind, the contractor, joins with it and sends its Handshake",
    runs: [
      ["nordwind", "join", "{invitation}", "--exchange", "{exchange}", "--name", "acme"],
      ["nordwind", "sync"],
    ],
    acme: { connection: "handshake", issues: LOCAL },
    nordwind: { connection: "handshake", issues: LOCAL },
  },
  {
    says: "Acme takes it and sends a Ping",
    runs: [["acme", "sync"]],
    acme: { connection: "handshake", issues: LOCAL },
    nordwind: { connection: "handshake", issues: LOCAL },
  },
  {
    says: "Nordwind answers the Ping",
    runs: [["nordwind", "sync"]],
    acme: { connection: "handshake", issues: LOCAL },
    nordwind: { connection: "stopped", issues: LOCAL },
  },
  {
    says: "Acme receives the answer: connected",
    runs: [["acme", "sync"]],
    acme: { connection: "stopped", issues: LOCAL },
    nordwind: { connection: "stopped", issues: LOCAL },
  },
  {
    says: "Both compared the safety number on the phone; Acme publishes the contract",
    runs: [
      ["acme", "verify", "nordwind"],
      ["nordwind", "verify", "acme"],
      ["acme", "config", "publish", "nordwind", "--note", "As discussed on Monday"],
    ],
    acme: { connection: "waiting for secondary", issues: LOCAL },
    nordwind: { connection: "stopped", issues: LOCAL },
  },
  {
    says: "It reaches Nordwind",
    runs: [
      ["acme", "sync"],
      ["nordwind", "sync"],
    ],
    acme: { connection: "waiting for secondary", issues: LOCAL },
    nordwind: { connection: "update required", issues: LOCAL },
  },
  {
    says: "Nordwind reviews and accepts it",
    runs: [
      ["nordwind", "config", "accept", "acme"],
      ["nordwind", "sync"],
    ],
    acme: { connection: "waiting for secondary", issues: LOCAL },
    nordwind: { connection: "stopped", issues: { held: 10, local: 15 } },
  },
  {
    says: "Acme hears of it; both start",
    runs: [
      ["acme", "sync"],
      ["acme", "start", "nordwind"],
      ["nordwind", "start", "acme"],
    ],
    acme: { connection: "running", issues: { pending: 14, local: 11 } },
    nordwind: { connection: "running", issues: { pending: 10, local: 15 } },
  },
  {
    says: "Acme sends its 14 shared issues; the others stay at home",
    runs: [
      ["acme", "sync"],
      ["nordwind", "sync"],
    ],
    acme: { connection: "running", issues: { pending: 14, local: 11 } },
    nordwind: { connection: "running", issues: { "up to date": 14, pending: 10, local: 15 } },
  },
  {
    says: "Nordwind's confirmations arrive, with its own 10",
    runs: [["acme", "sync"]],
    acme: { connection: "running", issues: { "up to date": 14, pending: 10, local: 11 } },
    nordwind: { connection: "running", issues: { "up to date": 14, pending: 10, local: 15 } },
  },
  {
    says: "Acme's confirmations of those arrive, and are confirmed",
    runs: [
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 24, local: 11 } },
    nordwind: { connection: "running", issues: { "up to date": 24, local: 15 } },
  },
  {
    says: "Nordwind works on the valve: a new status and a comment",
    runs: [
      ["nordwind", "set", `{key:${VALVE}}`, "status=In progress"],
      ["nordwind", "comment", `{key:${VALVE}}`, "--text", "The seal shrinks. A softer one is on its way to you."],
      ["nordwind", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 24, local: 11 } },
    nordwind: {
      connection: "running",
      issues: { "up to date": 23, pending: 1, local: 15 },
      fields: { [`${VALVE} / status`]: "In progress", [`${VALVE} / sync`]: "pending" },
    },
  },
  {
    says: "Acme applies it and confirms",
    runs: [["acme", "sync"]],
    acme: {
      connection: "running",
      issues: { "up to date": 23, pending: 1, local: 11 },
      fields: { [`${VALVE} / status`]: "In progress", [`${VALVE} / sync`]: "pending" },
    },
    nordwind: { connection: "running", issues: { "up to date": 23, pending: 1, local: 15 } },
  },
  {
    says: "Nordwind receives the confirmation and answers it",
    runs: [
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: {
      connection: "running",
      issues: { "up to date": 24, local: 11 },
      fields: { [`${VALVE} / status`]: "In progress", [`${VALVE} / sync`]: "up to date" },
    },
    nordwind: { connection: "running", issues: { "up to date": 24, local: 15 } },
  },
  {
    says: "Both change the priority of the horn without knowing of each other",
    runs: [
      ["acme", "set", `{key:${HORN}}`, "priority=urgent"],
      ["nordwind", "set", `{key:${HORN}}`, "priority=low"],
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 23, pending: 1, local: 11 }, fields: { [`${HORN} / priority`]: "urgent" } },
    nordwind: { connection: "running", issues: { "up to date": 23, pending: 1, local: 15 }, fields: { [`${HORN} / priority`]: "low" } },
  },
  {
    says: "The contract says that Acme's value stands; Nordwind's is kept and shown as a conflict",
    runs: [
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 24, local: 11 }, fields: { [`${HORN} / priority`]: "urgent" } },
    nordwind: {
      connection: "running",
      issues: { "up to date": 23, conflict: 1, local: 15 },
      fields: { [`${HORN} / priority`]: "urgent", [`${HORN} / sync`]: "conflict" },
    },
  },
  {
    says: "Nordwind talks to Acme and brings its own value back",
    runs: [
      ["nordwind", "resolve", `{key:${HORN}}`, "--field", "priority", "--take", "mine"],
      ["nordwind", "sync"],
      ["acme", "sync"],
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 24, local: 11 }, fields: { [`${HORN} / priority`]: "low" } },
    nordwind: { connection: "running", issues: { "up to date": 24, local: 15 }, fields: { [`${HORN} / priority`]: "low" } },
  },
  {
    says: "Nordwind stops sharing one issue: Acme keeps its copy, on its own",
    runs: [
      ["nordwind", "unshare", `{key:${TASK}}`, "--with", "acme"],
      ["nordwind", "sync"],
      ["acme", "sync"],
      ["nordwind", "sync"],
      ["acme", "sync"],
    ],
    acme: { connection: "running", issues: { "up to date": 23, local: 12 } },
    nordwind: { connection: "running", issues: { "up to date": 23, local: 16 } },
  },
];
