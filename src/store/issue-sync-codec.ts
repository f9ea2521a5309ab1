import type { Document } from "../model/document.ts";
import type { IssueSync, Snapshot } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";

/**
 * An issue's state as one line of text. Equal documents are written once and come back as one object, because most states name the
 * same document four times and the engine compares by identity first. Only this program writes and reads the text.
 */
interface Stored {
  readonly documents: readonly Document[];
  readonly sync: Omit<IssueSync, "base" | "mine" | "shadow" | "sent" | "snapshots"> & {
    readonly base: Place;
    readonly mine: Place;
    readonly shadow: Place;
    readonly sent: Place | null;
    readonly snapshots: readonly { readonly revision: Revision; readonly document: Place }[];
  };
}

/** Index into `documents`. */
type Place = number;

export function encodeIssueSync(sync: IssueSync): string {
  const pool = new DocumentPool();
  const stored: Stored["sync"] = {
    ...sync,
    base: pool.place(sync.base),
    mine: pool.place(sync.mine),
    shadow: pool.place(sync.shadow),
    sent: sync.sent === null ? null : pool.place(sync.sent),
    snapshots: sync.snapshots.map(({ revision, document }) => ({ revision, document: pool.place(document) })),
  };
  return `{"documents":[${pool.texts.join(",")}],"sync":${JSON.stringify(stored)}}`;
}

/** `text` is what `encodeIssueSync` made. */
export function decodeIssueSync(text: string): IssueSync {
  const { documents, sync } = JSON.parse(text) as Stored;
  const at = (place: Place): Document => documents[place] as Document;
  return {
    ...sync,
    base: at(sync.base),
    mine: at(sync.mine),
    shadow: at(sync.shadow),
    sent: sync.sent === null ? null : at(sync.sent),
    snapshots: sync.snapshots.map(({ revision, document }): Snapshot => ({ revision, document: at(document) })),
  };
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
