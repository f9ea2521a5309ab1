import { type Document, EMPTY_DOCUMENT } from "../model/document.ts";
import type { IssueSync, Snapshot } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";
import type { DocumentQueries, StoredDocuments } from "./documents.ts";

/**
 * An issue's state as one line of text, without its documents: it says which of them stands where. What is as in most states is left out: the
 * text is written again with every step of the issue. Only this program writes and reads it.
 */
interface Stored {
  /** Rows of its documents, those it names first come first, and those that are free for the next. */
  readonly documents: readonly number[];
  readonly spare?: readonly number[];
  readonly sync: Omit<IssueSync, keyof Usual | "base" | "mine" | "shadow" | "sent" | "snapshots"> &
    Partial<Usual> & {
      readonly base: Place;
      readonly mine: Place;
      readonly shadow: Place;
      readonly sent?: Place;
      readonly snapshots: readonly { readonly revision: Revision; readonly document: Place }[];
    };
}

/** Index into the state's documents; NOWHERE for the one before the first revision, which is kept nowhere. */
type Place = number;
const NOWHERE = -1;

/** Frozen: what a released version left out here means this for ever. */
const USUAL = {
  sentOverruled: [],
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
} as const satisfies Partial<IssueSync>;

type Usual = Pick<IssueSync, keyof typeof USUAL>;

const USUAL_NAMES = Object.keys(USUAL) as (keyof Usual)[];

/** The documents that a state names, each object once. */
export function documentsOf(sync: IssueSync): readonly Document[] {
  const named = [sync.base, sync.mine, sync.shadow, ...(sync.sent ? [sync.sent] : []), ...sync.snapshots.map(({ document }) => document)];
  return [...new Set(named)].filter((document) => !isEmpty(document));
}

/** `stored`: where all of `documentsOf` stand. */
export function encodeIssueSync(sync: IssueSync, stored: StoredDocuments): string {
  const ids = [...new Set(stored.named.map(({ id }) => id))];
  const place = (document: Document): Place => {
    const there = stored.named.find((one) => one.document === document);
    return there ? ids.indexOf(there.id) : NOWHERE;
  };
  const { base, mine, shadow, sent, snapshots, ...rest } = sync;
  const text: Stored = {
    documents: ids,
    ...(stored.spare.length > 0 && { spare: stored.spare }),
    sync: {
      ...withoutUsual(rest),
      base: place(base),
      mine: place(mine),
      shadow: place(shadow),
      ...(sent !== null && { sent: place(sent) }),
      snapshots: snapshots.map(({ revision, document }) => ({ revision, document: place(document) })),
    },
  };
  return JSON.stringify(text);
}

/** `text` is what `encodeIssueSync` made. Places that held one document hold one object again. */
export function decodeIssueSync(
  text: string,
  read: DocumentQueries["read"],
): { readonly sync: IssueSync; readonly stored: StoredDocuments } {
  const { documents, spare = [], sync } = JSON.parse(text) as Stored;
  const stored = read(documents, spare);
  const at = (place: Place): Document => stored.named[place]?.document ?? EMPTY_DOCUMENT;
  return {
    stored,
    sync: {
      ...USUAL,
      ...sync,
      base: at(sync.base),
      mine: at(sync.mine),
      shadow: at(sync.shadow),
      sent: sync.sent === undefined ? null : at(sync.sent),
      snapshots: sync.snapshots.map(({ revision, document }): Snapshot => ({ revision, document: at(document) })),
    },
  };
}

function isEmpty({ fields, comments, deleted, shared, attachments, links }: Document): boolean {
  return shared && !deleted && comments.length === 0 && !attachments && !links && Object.keys(fields).length === 0;
}

/** Left out of JSON are members that are `undefined`: cheaper than a smaller object. */
function withoutUsual<State extends Usual>(state: State): State {
  const kept: Record<string, unknown> = { ...state };
  for (const name of USUAL_NAMES) if (isUsual(name, state[name])) kept[name] = undefined;
  return kept as unknown as State;
}

function isUsual(name: keyof Usual, value: unknown): boolean {
  if (value === USUAL[name]) return true;
  if (typeof value !== "object" || value === null || USUAL[name] === null) return false;
  return Object.keys(value).length === 0;
}
