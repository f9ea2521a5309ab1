import { type ContractTerms, DEFAULT_TERMS } from "../../src/model/contract.ts";
import type { ConnectionView } from "../../src/model/snapshot.ts";
import type { AnyForm } from "../../src/view/form-model.ts";
import { type FormState, brokenForm, formPage, strangeForm } from "../../src/view/form-page.ts";

const CONNECTION: ConnectionView = {
  name: "nordwind",
  role: "primary",
  status: "running",
  running: true,
  partner: "Nordwind",
  verified: "verified",
  contract: 3,
  proposed: null,
  declined: null,
  queue: { out: 0, in: 0 },
  issues: { local: 128, pending: 0, held: 0, "up to date": 12, conflict: 0, error: 0 },
  lastSeen: "2026-11-20T09:30:00.000Z",
  askedAt: null,
  roundTripMs: null,
  exchange: "/exchange",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};

const STATUS = { name: "status", kind: "option", direction: "both", policy: "primary", values: ["New", "Done"] } as const;

export const TERMS: ContractTerms = {
  ...DEFAULT_TERMS,
  types: ["Bug", "Request"],
  fields: DEFAULT_TERMS.fields.map((field) => (field.name === "status" ? STATUS : field)),
  attachments: { largest: 5_000_000, mediaTypes: ["image/*"] },
};

/** As the text of a file reads. */
const WRITTEN = {
  share: "label:pump and status != Closed",
  forward: false,
  emails: false,
  fields: { due: "deadline" },
  values: {
    status: {
      send: { Open: "New", "In progress": "New", Closed: "Done", Secret: "refuse" },
      receive: { New: "Open", Done: "Closed" },
      otherwise: { send: "refuse", receive: "same" },
    },
    type: { send: { Task: "Request" }, receive: { Bug: "Task", Request: "Task" }, otherwise: "same" },
  },
  people: { send: { "Ada Marsh": "A. Marsh" }, receive: {}, otherwise: "same" },
  templates: { title: { receive: "[Nordwind] {title}" } },
  fixed: { labels: ["from-nordwind"] },
  contract: TERMS as unknown as FormState["written"],
} satisfies FormState["written"];

const PREVIEW: NonNullable<FormState["preview"]> = {
  own: 140,
  inScope: { issues: 12, keys: ["ACME-1", "ACME-4"] },
  adds: { issues: 2, keys: ["ACME-31", "ACME-32"] },
  drops: { issues: 1, keys: ["ACME-8"] },
  stuck: [{ field: "status", value: "Reopened", code: "NO_MAPPING", issues: 3, keys: ["ACME-31", "ACME-32", "ACME-40"] }],
};

export const STATE: FormState = {
  connection: CONNECTION,
  written: WRITTEN,
  terms: TERMS,
  inForce: TERMS,
  own: new Map([
    ["status", ["Closed", "In progress", "Open", "Reopened"]],
    ["type", ["Task"]],
    ["labels", ["pump", "valve"]],
    ["priority", ["high", "low"]],
    ["deadline", []],
  ]),
  people: ["Ada Marsh", "Bo Lind"],
  kinds: { status: "option", labels: "set", deadline: "date" },
  line: () => 1,
  check: { faults: [], flaws: [], lacks: [] },
  dirty: false,
  tried: null,
  preview: PREVIEW,
  counting: false,
};

export function formOf(changed: Partial<FormState>, connection: Partial<ConnectionView> = {}): AnyForm {
  return formPage({ ...STATE, ...changed, connection: { ...CONNECTION, ...connection } });
}

const OTHER_TERMS: ContractTerms = { ...TERMS, types: ["Bug"], comments: "none" };
const SECONDARY = { role: "secondary", name: "acme", partner: "Acme" } as const;
const NOTHING_WRITTEN = { written: { share: "marked" } };

/** Everything that the page can be. */
export const FORM_STATES: Readonly<Record<string, AnyForm>> = {
  "in force": formOf({}),
  "not published": formOf({ inForce: OTHER_TERMS, dirty: true }),
  waiting: formOf({ inForce: OTHER_TERMS }, { status: "waiting for secondary", proposed: { number: 4, note: "", terms: OTHER_TERMS } }),
  declined: formOf({ inForce: OTHER_TERMS }, { status: "declined", declined: { number: 4, reason: "no due dates, please" } }),
  "nobody joined": formOf({ inForce: null }, { partner: null, contract: null, status: "handshake", running: false }),
  faults: formOf({
    preview: null,
    check: {
      faults: [
        { line: 3, detail: 'values.status.otherwise: must be one of "same", "refuse"' },
        { line: 20, detail: "contract.fields.1.kind: must be one of scalar, text" },
        { line: 2, detail: 'share: "label:" is not understood: at character 7: after this a value is expected' },
        { line: 9, detail: "contracts: there is no such key; perhaps contract is meant" },
      ],
      flaws: [],
      lacks: [],
    },
  }),
  flaws: formOf({
    check: {
      faults: [],
      flaws: [
        {
          code: "COMES_BACK_OTHERWISE",
          path: ["values", "status", "send", "In progress"],
          field: "status",
          word: "In progress",
          one: "New",
          back: "Open",
          line: 7,
        },
        {
          code: "SENT_AS_ONE",
          path: ["values", "status", "send", "Open"],
          field: "status",
          words: ["Open", "In progress"],
          one: "New",
          back: "Open",
          twice: false,
          line: 6,
        },
        { code: "NO_OWN_FIELD", path: ["fields", "due"], field: "deadline", known: ["due"], line: 4 },
        { code: "UNKNOWN_FIELD", path: ["values", "statuss"], field: "statuss", known: ["status"], line: 5 },
      ],
      lacks: [{ field: "due", kind: "date", here: null }],
    },
  }),
  "a filter is tried": formOf({ tried: { share: "all", fault: null } }),
  "a broken filter is tried": formOf({
    tried: { share: "label:", fault: "at character 7: after this a value is expected" },
    preview: null,
  }),
  counting: formOf({ counting: true, preview: null }),
  unread: formOf({ preview: null }),
  "nothing written": formOf(NOTHING_WRITTEN),
  malformed: formOf({
    written: {
      share: ["x"],
      values: 3,
      people: "none",
      fixed: [],
      contract: { types: "Bug", fields: [3, { kind: {} }], comments: "some" },
    },
  }),
  "secondary, nothing yet": formOf({ ...NOTHING_WRITTEN, terms: DEFAULT_TERMS, inForce: null }, { ...SECONDARY, contract: null }),
  "secondary, proposed": formOf(
    { inForce: OTHER_TERMS },
    { ...SECONDARY, status: "update required", proposed: { number: 4, note: "adds due dates", terms: TERMS } },
  ),
  "secondary, in force": formOf({}, SECONDARY),
  revoked: formOf({}, { status: "revoked" }),
  broken: brokenForm("nordwind", [{ line: 4, detail: "Nested mappings are not allowed in compact mappings at line 4, column 8:" }]),
  strange: strangeForm("nordwind", false),
  restricted: strangeForm("nordwind", true),
};
