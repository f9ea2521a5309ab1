import type { Document } from "../model/document.ts";
import type { IssueSync, Snapshot } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";

/**
 * An issue's state as one line of text. Equal documents are written once and come back as one object, because most states name the
 * same document four times and the engine compares by identity first. What is as in most states is left out: the text is written again
 * with every step of the issue. Only this program writes and reads it.
 */
interface Stored {
  readonly documents: readonly Document[];
  readonly sync: Omit<IssueSync, keyof Usual | "base" | "mine" | "shadow" | "sent" | "snapshots"> &
    Partial<Usual> & {
      readonly base: Place;
      readonly mine: Place;
      readonly shadow: Place;
      readonly sent?: Place;
      readonly snapshots: readonly { readonly revision: Revision; readonly document: Place }[];
    };
}

/** Index into `documents`. */
type Place = number;

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

export function encodeIssueSync(sync: IssueSync): string {
  const pool = new DocumentPool();
  const { base, mine, shadow, sent, snapshots, ...rest } = sync;
  const stored: Stored["sync"] = {
    ...withoutUsual(rest),
    base: pool.place(base),
    mine: pool.place(mine),
    shadow: pool.place(shadow),
    ...(sent !== null && { sent: pool.place(sent) }),
    snapshots: snapshots.map(({ revision, document }) => ({ revision, document: pool.place(document) })),
  };
  return `{"documents":[${pool.texts.join(",")}],"sync":${JSON.stringify(stored)}}`;
}

/** `text` is what `encodeIssueSync` made. */
export function decodeIssueSync(text: string): IssueSync {
  const { documents, sync } = JSON.parse(text) as Stored;
  const at = (place: Place): Document => documents[place] as Document;
  return {
    ...USUAL,
    ...sync,
    base: at(sync.base),
    mine: at(sync.mine),
    shadow: at(sync.shadow),
    sent: sync.sent === undefined ? null : at(sync.sent),
    snapshots: sync.snapshots.map(({ revision, document }): Snapshot => ({ revision, document: at(document) })),
  };
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

class DocumentPool {
  readonly texts: string[] = [];
  readonly #byIdentity = new Map<Document, Place>();

  place(document: Document): Place {
    const known = this.#byIdentity.get(document);
    if (known !== undefined) return known;
    const text = JSON.stringify(document);
    const same = this.texts.indexOf(text);
    const place = same === -1 ? this.texts.push(text) - 1 : same;
    this.#byIdentity.set(document, place);
    return place;
  }
}
