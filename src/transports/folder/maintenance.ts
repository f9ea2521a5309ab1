import { join } from "node:path";
import { readMessageName } from "../../model/message-name.ts";
import type { Maintained, TransportFailure } from "../../ports/transport.ts";
import { ensureDirectory, namesIn, standing, unreachable } from "./directories.ts";
import { failureOf, isSystemError } from "./failures.ts";
import type { OwnPlace } from "./layout.ts";
import type { OwnPass, PassMemory } from "./own-pass.ts";
import { placeMessages } from "./placing.ts";
import type { Rotation } from "./selection.ts";
import { discard, remove, syncDirectory } from "./writing.ts";

const NOTHING: Maintained = { written: 0, repaired: 0, withdrawn: 0, failure: null };

/**
 * One pass over our own directory of one connection (docs/PROTOCOL.md 1): leftovers cleaned, offers put in place, the rest
 * withdrawn. Withdrawal also follows a failed write: it makes room on a full disk. Touches nothing of another writer; names
 * outside the grammar stay, since they are not ours.
 */
export async function maintain(place: OwnPlace, memory: PassMemory, pass: OwnPass): Promise<Maintained> {
  const missing = await unreachable(place.exchange);
  if (missing !== null) return { ...NOTHING, failure: missing };
  try {
    const needed = pass.offers.length > 0;
    if (!(await prepareWriter(place, needed))) return NOTHING;
    await cleanLeftovers(place, memory, pass.filesPerPass);
    if (!(await prepareOffers(place, needed))) return NOTHING;
    const placed = await placeMessages(place, memory, pass);
    const withdrawn = await withdraw(place, memory.rotation, pass);
    return { ...placed, withdrawn: withdrawn.count, failure: placed.failure ?? withdrawn.failure };
  } catch (error) {
    return { ...NOTHING, failure: failureOf(error, place.offers) };
  }
}

/** Makes our directory, durably, if anything is to be written; false when there is none to look after. Never follows a link. */
async function prepareWriter(place: OwnPlace, needed: boolean): Promise<boolean> {
  if (!needed && (await standing(place.writer)) === "missing") return false;
  const isNew = await ensureDirectory(place.writer);
  await ensureDirectory(place.preparing);
  if (isNew) await syncDirectory(place.exchange);
  return true;
}

/** The same for what is offered on one connection. */
async function prepareOffers(place: OwnPlace, needed: boolean): Promise<boolean> {
  if (!needed && (await standing(place.offers)) === "missing") return false;
  if (await ensureDirectory(place.offers)) await syncDirectory(place.writer);
  return true;
}

/** What a crash or a full disk left behind; a leftover that cannot be removed waits and hinders nothing. */
async function cleanLeftovers(place: OwnPlace, memory: PassMemory, count: number): Promise<void> {
  const leftovers = (await namesIn(place.preparing)).filter((name) => !memory.inHand.has(name));
  for (const name of memory.rotation.take(place.preparing, leftovers, count)) await discard(join(place.preparing, name));
}

async function withdraw(place: OwnPlace, rotation: Rotation, pass: OwnPass): Promise<{ count: number; failure: TransportFailure | null }> {
  const offered = new Set(pass.offers.map((offer) => offer.name));
  const old = (await namesIn(place.offers)).filter((name) => readMessageName(name) !== null && !offered.has(name));
  let count = 0;
  let failure: TransportFailure | null = null;
  for (const name of rotation.take(`withdraw ${place.offers}`, old.filter(pass.mayWithdraw), pass.filesPerPass)) {
    try {
      if (await remove(join(place.offers, name))) count += 1;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      failure ??= failureOf(error, place.offers);
    }
  }
  return { count, failure };
}
