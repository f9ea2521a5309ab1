import { DEFAULT_TERMS } from "../../src/model/contract.ts";
import type { LostValue } from "../../src/model/issue-sync.ts";
import type { IssueConnectionView, IssueDetailsView, IssueEventView } from "../../src/model/snapshot.ts";
import type { SyncStatus } from "../../src/model/status.ts";
import type { Value } from "../../src/model/value.ts";

type Part = IssueDetailsView["connections"][number];

/** A state of an issue as the page is given it. */
export interface DetailsState {
  readonly view: IssueDetailsView;
  readonly events: readonly IssueEventView[];
}

const TITLE = "Valve sticks in cold weather";
const FIELDS: Readonly<Record<string, Value>> = {
  title: TITLE,
  type: "bug",
  status: "In progress",
  priority: "high",
  labels: ["pump", "winter"],
  assignee: { name: "Ada Marsh" },
};
const BODY =
  "Below -5 C the valve opens late.\n\nSeen at the harbour and in the *north* hall:\n\n- pump 3\n- pump 7, see [the log](https://example.org/log)\n\n<b>not bold</b> ![a picture](https://example.org/x.png)";
const MINUTE = 60_000;

/** Noon of a day, local time: so that the page says the same everywhere. */
const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();

export function part(changed: Partial<Part> = {}): Part {
  return {
    id: "c1",
    name: "nordwind",
    partner: "Nordwind",
    role: "secondary",
    status: "running",
    contract: 3,
    fields: DEFAULT_TERMS.fields,
    introducedBy: "us",
    underway: false,
    answers: false,
    agreedRevision: "0.8",
    sharing: "shared",
    agreed: { ...FIELDS, body: BODY },
    inFlight: {},
    agreedComments: 2,
    waitingComments: [],
    refusedHere: {},
    stays: {},
    refusedThere: {},
    partnerRefuses: {},
    unsendable: {},
    lost: [],
    ...changed,
  };
}

export function lost(field: string, value: Value, winner: Value, more: Partial<LostValue> = {}): LostValue {
  return { field, value, winner, revision: { era: 0, number: 8 }, resolved: false, ...more };
}

/** `status` is the issue's and, unless `connections` says otherwise, that of each part. */
export function issueState(
  status: SyncStatus,
  parts: readonly Part[],
  options: {
    heldBecause?: string;
    connections?: readonly Partial<IssueConnectionView>[];
    events?: readonly IssueEventView[];
    fields?: typeof FIELDS;
  } = {},
): DetailsState {
  const fields = { ...FIELDS, ...options.fields, body: BODY };
  return {
    view: {
      issue: {
        id: "06d9v3k8qxw7h9fb2m1t5r0c4e",
        key: "ACME-12",
        title: TITLE,
        status: "In progress",
        syncStatus: status,
        stamp: 7,
        fields,
        ...(options.heldBecause !== undefined && { heldBecause: options.heldBecause }),
        connections: parts.map(({ name, agreedRevision }, i) => ({
          name,
          partnerKey: name === "nordwind" ? "NW-7" : "HO-31",
          syncStatus: status,
          revision: agreedRevision,
          ...options.connections?.[i],
        })),
      },
      attachments: [],
      links: [],
      body: BODY,
      comments: [
        {
          author: "Bo Lind <bo@nordwind.example>",
          created: new Date(NOW - 90 * MINUTE).toISOString(),
          internal: false,
          body: "Seen again at the harbour.",
        },
        { author: "Ada Marsh", created: new Date(NOW - 60 * MINUTE).toISOString(), internal: true, body: "Do not tell them." },
        { author: "Ada Marsh", created: null, internal: false, body: "We send a `new` seal." },
      ],
      connections: parts,
    },
    events: options.events ?? trail(),
  };
}

/** A file in each state, and links. */
function withFiles({ view, events }: DetailsState): DetailsState {
  const file = {
    id: "f1",
    name: "pump at -5.png",
    size: 48_213,
    mediaType: "image/png",
    author: "Bo",
    created: null,
    here: true,
    theirs: true,
  };
  const attachments = [
    file,
    { ...file, id: "f2", name: "assembly drawing, second edition, with all parts.pdf", size: 3_400_000, here: false },
    { ...file, id: "f3", name: "valve.step", size: 120_000_000, here: false, coming: 34_500_000 },
    { ...file, id: "f4", name: "offer.txt", size: 3, here: false, theirs: false },
    { ...file, id: "f5", name: "harbour.iso", size: 700_000_000, theirs: false },
  ];
  const links = [
    { kind: "blocks", issue: "i9", key: "ACME-9", title: "Seal" },
    { kind: "is part of", issue: "06h0eb4d4hs3ffbssxgtpd2mwc", key: null, title: "" },
  ];
  return { view: { ...view, attachments, links }, events };
}

let sequence = 0;
function event(secondsAgo: number, action: string, more: Partial<IssueEventView> = {}): IssueEventView {
  return {
    sequence: ++sequence,
    time: NOW - secondsAgo * 1000,
    actor: "issue-ferry",
    action,
    connection: "c1",
    partner: "Nordwind",
    travelled: null,
    ...more,
  };
}

function trail(): IssueEventView[] {
  const partner = { actor: "partner Nordwind" };
  const life = "7q2m4x8kz1w0";
  return [
    event(86_500, "new issue", { actor: "Ada Marsh", info: "done", partner: null }),
    event(86_400, "shared"),
    event(86_399, "issue sent", { reference: `${life}.3`, info: "whole", travelled: file(40, 86_398, 86_395) }),
    event(86_390, "confirmation applied", { ...partner, reference: "k3.9", info: "applied", revision: "0.1" }),
    event(3600, "issue applied", { ...partner, reference: "k3.12", revision: "0.7", parts: ["status", "labels", "comment:x"] }),
    event(120, "edit issue", { actor: "Ada Marsh", info: "done", parts: ["title", "body", "priority"], partner: null }),
    event(119, "issue sent", { reference: `${life}.17`, parts: ["title", "body", "priority"], travelled: file(41, 118, 114) }),
    event(113, "confirmation applied", {
      ...partner,
      reference: "k3.14",
      info: "conflict",
      revision: "0.8",
      parts: ["title"],
      conflicts: ["title"],
      refused: ["priority"],
    }),
  ].toReversed();
}

function file(number: number, placed: number | null, taken: number | null): IssueEventView["travelled"] {
  const at = (seconds: number | null): number | null => (seconds === null ? null : NOW - seconds * 1000);
  return {
    name: `1-${number}-b71cx3f9a04m2k8w.ferry`,
    size: 6348,
    hash: "3f9ab71cx3f9a04m2k8wq0e5r7t9y1u3i5o7p9a1s3d5f7g9h1j3",
    besides: 14,
    placed: at(placed),
    taken: at(taken),
  };
}

const CONFLICT = lost("title", "Valve A sticks", "Valve sticks in cold weather");
const REFUSED = { priority: { value: "urgent", failure: { code: "NO_MAPPING" as const } } };
const OTHER = part({ id: "c2", name: "harbour", partner: "Harbour office", agreedRevision: "0.3", contract: 1, role: "primary" });

/** Each state that a person can meet, by name. */
export const DETAILS_STATES: Readonly<Record<string, DetailsState>> = {
  "up to date": issueState("up to date", [part()]),
  "files and links": withFiles(
    issueState("up to date", [
      part({
        stays: {
          "attachment:f5": { code: "NOT_IN_CONTRACT", value: "harbour.iso", detail: "largest" },
          "link:blocks x": { code: "LINK_NOT_KNOWN" },
        },
      }),
    ]),
  ),
  "pending, sent": issueState("pending", [
    part({
      underway: true,
      inFlight: { title: "Valve A sticks", labels: null, body: `${BODY}\nAnd one more line.` },
      waitingComments: ["x"],
    }),
  ]),
  "pending, first": issueState(
    "pending",
    [part({ agreedRevision: "0.0", agreed: {}, inFlight: { ...FIELDS, body: BODY }, agreedComments: 0, underway: true })],
    { connections: [{ partnerKey: null }] },
  ),
  "conflict in a title": issueState("conflict", [part({ lost: [CONFLICT] })]),
  "conflict in a text": issueState("conflict", [part({ lost: [lost("body", `${BODY}\nMine.`, BODY)] })]),
  "conflict in labels and more": issueState("conflict", [
    part({ lost: [lost("labels", ["pump"], ["pump", "winter"]), CONFLICT, lost("title", "Valve B", "Valve sticks in cold weather")] }),
  ]),
  "conflict in a comment": issueState("conflict", [part({ lost: [lost("comment:x", "I said this.", "They said that.")] })]),
  "conflict about a deletion": issueState("conflict", [part({ lost: [lost("deleted", true, false)] })]),
  "conflict settled": issueState("up to date", [
    part({
      lost: [
        { ...CONFLICT, resolved: true, settled: { id: "a", wrote: { before: "Valve sticks in cold weather", after: "Valve A sticks" } } },
        lost("labels", ["pump"], ["winter"], { resolved: true, settled: { id: "b" } }),
      ],
    }),
  ]),
  "conflict and refused": issueState("error", [part({ lost: [CONFLICT], refusedThere: REFUSED })]),
  "refused there": issueState("error", [part({ refusedThere: REFUSED })]),
  "refused here": issueState("error", [
    part({
      role: "primary",
      refusedHere: { status: { value: "Reopened", failure: { code: "NO_MAPPING" } } },
      partnerRefuses: { due: { value: "2026-12-01", failure: { code: "TRACKER_REFUSED" } } },
    }),
  ]),
  "not sent, stays here": issueState("error", [
    part({ unsendable: { status: { value: "Parked", failure: { code: "NO_MAPPING" } }, priority: { value: "low", failure: null } } }),
  ]),
  "failed as a whole": issueState("error", [part()], { connections: [{ failure: { code: "BASE_UNKNOWN" } }] }),
  "held: missing": issueState("held", [part()], { heldBecause: "missing" }),
  "held: older text": issueState("held", [part()], { heldBecause: "older text" }),
  "held: many deletions": issueState("held", [part()], { heldBecause: "many deletions" }),
  "held: unreadable": issueState("held", [part()], { heldBecause: "unreadable" }),
  "held: unsaved": issueState("held", [part({ inFlight: {} })], { connections: [{ heldBecause: "unsaved" }] }),
  "held: stopped": issueState("held", [part({ inFlight: { title: "Valve A sticks" } })], { connections: [{ heldBecause: "stopped" }] }),
  "held: update required": issueState("held", [part({ inFlight: { title: "Valve A sticks" } })], {
    connections: [{ heldBecause: "update required" }],
  }),
  "two connections": issueState("conflict", [part({ lost: [CONFLICT] }), { ...OTHER, inFlight: { status: "Done" }, underway: true }], {
    connections: [{}, { syncStatus: "pending" }],
  }),
  "held on one of two": issueState("held", [part(), { ...OTHER, inFlight: { status: "Done" } }], {
    connections: [{ syncStatus: "up to date" }, { heldBecause: "stopped" }],
  }),
  local: issueState("local", [], { events: [] }),
  "no longer shared": issueState("local", [part({ sharing: "kept", introducedBy: "partner" })]),
};
