import { Buffer } from "node:buffer";
import { join } from "node:path";
import { Impossible } from "../../model/failure.ts";
import { readMessageName } from "../../model/message-name.ts";
import type { Offer, TransportFailure } from "../../ports/transport.ts";
import { standing } from "./directories.ts";
import { failureOf } from "./failures.ts";
import type { OwnPlace } from "./layout.ts";
import type { OwnPass, PassMemory } from "./own-pass.ts";
import { messageSize, readSettled } from "./reading.ts";
import { discard, giveName, moveAside, syncDirectory, temporaryName, writeAside } from "./writing.ts";

/** Names that are held may together be waited for so often in one pass; after that each gets one try. */
const PATIENCE = 5;

export interface Placed {
  readonly written: number;
  readonly repaired: number;
  /** The first one; what could be placed was placed all the same. */
  readonly failure: TransportFailure | null;
}

/** Where one try ended: `place` failures end the pass, `name` failures concern one offer. */
type Try = { readonly failed: "no" } | { readonly failed: "place" | "name"; readonly failure: TransportFailure };

/**
 * Puts each offer in place that is missing or damaged: written aside and synced, then named, and the directory synced once for all
 * names. Until that last step a crash may lose any of them; nothing is recorded as ready before it.
 */
export async function placeMessages(place: OwnPlace, memory: PassMemory, pass: OwnPass): Promise<Placed> {
  const wasReady = memory.ready.get(place.offers) ?? new Set<string>();
  const ready = new Set<string>();
  const written = new Set<string>();
  let repaired = 0;
  let failure: TransportFailure | null = null;
  /** On a full disk smaller ones may still fit: an acknowledgement lets the partner make room. */
  let tooLarge = Infinity;
  let patience = PATIENCE;
  for (const offer of pass.offers) {
    checkOffer(offer, pass.largest);
    const path = join(place.offers, offer.name);
    const found = await state(path, offer, pass.thorough);
    if (found === "good") {
      ready.add(offer.name);
      continue;
    }
    if (offer.size >= tooLarge) continue;
    const outcome = await placeOne(place, memory.inHand, offer, path, patience > 0);
    if (outcome.failed === "no") {
      written.add(offer.name);
      if (found === "damaged" || wasReady.has(offer.name)) repaired += 1;
      continue;
    }
    failure ??= outcome.failure;
    if (outcome.failed === "name") patience -= 1;
    else if (outcome.failure.kind === "full") tooLarge = offer.size;
    else break;
  }
  if (written.size > 0) await syncDirectory(place.offers);
  memory.ready.set(place.offers, new Set([...ready, ...written]));
  return { written: written.size, repaired, failure };
}

async function state(path: string, offer: Offer, thorough: boolean): Promise<"good" | "missing" | "damaged"> {
  const size = await messageSize(path, offer.size);
  if (size === null) return (await standing(path)) === "missing" ? "missing" : "damaged";
  if (size !== offer.size) return "damaged";
  if (!thorough) return "good";
  const bytes = await readSettled(path, offer.size);
  return bytes !== null && Buffer.compare(bytes, offer.bytes()) === 0 ? "good" : "damaged";
}

async function placeOne(place: OwnPlace, inHand: Set<string>, offer: Offer, path: string, patient: boolean): Promise<Try> {
  const bytes = offer.bytes();
  if (bytes.length !== offer.size) throw new Impossible(`${offer.name} has ${bytes.length} bytes, not ${offer.size}`);
  const temporary = temporaryName();
  const prepared = join(place.preparing, temporary);
  inHand.add(temporary);
  try {
    try {
      await writeAside(prepared, bytes);
    } catch (error) {
      return { failed: "place", failure: failureOf(error, place.exchange) };
    }
    try {
      if ((await standing(path)) === "directory") await moveAside(path, place.preparing);
      await giveName(prepared, path, patient);
      return { failed: "no" };
    } catch (error) {
      await discard(prepared);
      return { failed: "name", failure: failureOf(error, path) };
    }
  } finally {
    inHand.delete(temporary);
  }
}

function checkOffer(offer: Offer, largest: number): void {
  if (readMessageName(offer.name) === null) throw new Impossible(`not a message name: ${JSON.stringify(offer.name)}`);
  if (offer.size > largest) throw new Impossible(`${offer.name} has ${offer.size} bytes, ${largest} is the most`);
}
