import { basename } from "node:path";
import type { Connection } from "../model/connection.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import type { Store } from "../ports/store.ts";
import { nameBytes } from "../protocol/block-values.ts";
import { exchangeCalledFact, exchangeFact } from "./places.ts";

/** At the side that joined, until something of the partner has come: what the handshake file calls the exchange folder, where it has another name here. */
export function exchangeCalled(store: Pick<Store, "fact">, { id, facts, stream }: Connection): Pick<ConnectionView, "exchangeCalled"> {
  if (facts.link !== "handshake" || stream.received.sequence >= 0) return {};
  const theirs = store.fact(exchangeCalledFact(id));
  const place = store.fact(exchangeFact(id));
  if (theirs === null || place === null) return {};
  const ours = basename(place);
  return isCalledAlike(theirs, ours) ? {} : { exchangeCalled: { theirs, ours } };
}

/** Both cut as a handshake file cuts names, and in one form of their letters. A root has no name to be another. */
export function isCalledAlike(theirs: string, ours: string): boolean {
  return ours === "" || inOneForm(theirs) === inOneForm(ours);
}

function inOneForm(name: string): string {
  return new TextDecoder().decode(nameBytes(name.normalize("NFC")));
}
