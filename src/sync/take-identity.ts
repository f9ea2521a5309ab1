import { fromBase32 } from "../model/base32.ts";
import type { Connection, OwnIdentity, Partner } from "../model/connection.ts";
import { type IdentityChange, readIdentityFile } from "../envelope/identity-file.ts";
import type { Transport } from "../ports/transport.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { DISPUTED, raise } from "./alarms.ts";
import { type Context, audit } from "./context.ts";
import { withKeyShown } from "./key-shown.ts";
import { MOST_CHANGES, followedBy, identityName, keepOthers, keyPair, ownOn, selfOn, setPresentIdentity } from "./own-identity.ts";

/** Why an identity file is not taken; the names are those of `troubles`. */
export type IdentityTrouble = "IDENTITY_NOT_TAKEN" | "IDENTITY_DISPUTED";

/**
 * The partner signs with other keys by now: taken one after the other, each only where the key that we know signed it, too. Two that follow on the same
 * key are both left: somebody else has that key. Shown, and the safety number is to be compared anew; nothing else changes.
 */
export async function takeIdentities(
  context: Context,
  id: string,
  transport: Transport,
  names: readonly string[],
  trouble: (name: string, code: IdentityTrouble) => void,
): Promise<void> {
  const { store } = context;
  const first = store.connection(id);
  if (!first?.partner) return;
  const found = await changesIn(context, first, transport, first.partner.id, names);
  for (;;) {
    const connection = store.connection(id);
    const partner = connection?.partner;
    const step = connection && stepLink(connection.role, connection.facts, "identity received");
    if (!connection || !partner || step?.kind !== "step") return;
    const formers = partner.changed?.formers ?? [];
    const next = found.filter(({ change }) => change?.from === partner.identityKey && change.number === formers.length + 1);
    const [only] = next;
    if (!only?.change || next.length > 1 || formers.length >= MOST_CHANGES) {
      for (const { name, change } of found)
        if (!partner.changed?.files.includes(name))
          trouble(name, change && isDisputed(partner, change, next.length) ? "IDENTITY_DISPUTED" : "IDENTITY_NOT_TAKEN");
      return;
    }
    const { from, to, generation, sequence } = only.change;
    store.transaction(() => {
      const now = store.connection(id);
      if (!now?.partner) return;
      const changed = {
        first: now.partner.changed?.first ?? from,
        formers: [...formers, { key: from, generation, before: sequence }],
        files: [...(partner.changed?.files ?? []), only.name],
      };
      const next = { ...now, facts: step.facts, partner: { ...now.partner, identityKey: to, changed } };
      store.putConnection(withKeyShown(next, { whose: "theirs", time: context.clock.now() }));
      store.addSigned({ connection: id, kind: "identity", name: only.name, key: from, time: context.clock.now(), bytes: only.bytes });
      audit(context, { actor: `partner ${now.partner.name}`, action: "identity changed", connection: id, reference: only.name });
    });
  }
}

/** Signed with a key that was followed by another one, or is followed by two now: somebody else has it. */
function isDisputed({ changed, identityKey }: Partner, { from, number }: IdentityChange, followers: number): boolean {
  return from === identityKey ? followers > 1 : changed?.formers[number - 1]?.key === from;
}

/** So many are remembered; beyond, who has the key only fills the place. */
const MOST_DISPUTED = 50;

interface Found {
  readonly name: string;
  readonly change: IdentityChange | null;
  readonly bytes: Uint8Array;
}

/** Identity files of this writer for this connection. What is not there yet is met again. */
async function changesIn(
  context: Context,
  connection: Connection,
  transport: Transport,
  writer: string,
  names: Iterable<string>,
): Promise<readonly Found[]> {
  const self = selfOn(context, connection);
  const addressee = writer === self ? connection.partner?.id : self;
  const found: Found[] = [];
  for (const name of names) {
    const fetched = await transport.fetch({ connection: connection.id, self }, writer, name);
    if (fetched.kind === "none") continue;
    const change = readIdentityFile(context.crypto, name, fetched.bytes);
    const isOurs = change?.connection === connection.id && change.sender === writer && change.addressee === addressee;
    found.push({ name, change: isOurs ? change : null, bytes: fetched.bytes });
  }
  return found.toSorted((a, b) => (a.change?.number ?? 0) - (b.change?.number ?? 0));
}

/** What lies in our own part of the exchange place and is a change of one of our keys, but none that the store knows. */
export interface OwnChanges {
  /** They follow on the key that the store knows, in order: where there are any, this side was put back to an earlier state. */
  readonly chain: readonly Found[];
  /** They follow on a key of ours that the store does not know here, and what led to it is not there, or not there yet. */
  readonly beyond: readonly Found[];
  /** Names of those that follow on a key which was followed by another one: somebody else has that key. */
  readonly disputed: readonly string[];
}

export async function ownChanges(
  context: Context,
  connection: Connection,
  transport: Transport,
  names: Iterable<string>,
): Promise<OwnChanges> {
  const found = await changesIn(context, connection, transport, selfOn(context, connection), names);
  const own = ownOn(context, connection);
  const formers = own.changed?.formers ?? [];
  const isHere = ({ change }: Found): boolean => change !== null && keyPair(context, change.to) !== null;
  const chain: Found[] = [];
  for (let key = own.key; chain.length < MOST_CHANGES;) {
    const all = found.filter(({ change }) => change?.from === key && change.number === formers.length + chain.length + 1);
    const next = all.find(isHere) ?? all[0];
    if (!next?.change) break;
    chain.push(next);
    key = next.change.to;
  }
  const others = found.filter((one) => one.change !== null && !chain.includes(one) && own.changed?.files.includes(one.name) !== true);
  const keys = [...formers.map(({ key }) => key), own.key];
  return {
    chain,
    beyond: others.filter(({ change }) => change !== null && !keys.includes(change.from) && keyPair(context, change.from) !== null),
    disputed: others.filter(({ change }) => change?.from === keys[(change?.number ?? 0) - 1]).map(({ name }) => name),
  };
}

/** Our own key is in other hands, and here is the proof: it stays, is on record, and the user is told to compare the safety number. */
export function noteDisputed(context: Context, id: string, names: readonly string[]): void {
  const { store } = context;
  store.transaction(() => {
    const connection = store.connection(id);
    if (!connection) return;
    const own = ownOn(context, connection);
    const known = own.disputed ?? [];
    const more = names.filter((name) => !known.includes(name)).slice(0, MOST_DISPUTED - known.length);
    if (more.length === 0) return;
    const next = { ...connection, own: { ...own, disputed: [...known, ...more] } };
    store.putConnection(withKeyShown(next, { whose: "ours", time: context.clock.now(), disputed: true }));
    for (const name of more)
      audit(context, { actor: "issue-ferry", action: "file not taken", connection: id, reference: name, info: "IDENTITY_DISPUTED" });
    raise(context, { ...DISPUTED, connection: id });
  });
}

/** Whether the keys of these changes are still here. Where they are not, nobody believes what is signed with the older one. */
export function canAdopt(context: Context, chain: readonly Found[]): boolean {
  return chain.every(({ change }) => change !== null && keyPair(context, change.to) !== null);
}

/** Takes up again what our store forgot of our own key. */
export function adoptChanges(context: Context, id: string, chain: readonly Found[]): void {
  const { store, crypto } = context;
  store.transaction(() => {
    const connection = store.connection(id);
    if (!connection) return;
    let own: OwnIdentity = ownOn(context, connection);
    for (const { name, change, bytes } of chain) if (change) own = followedBy(own, change, name, bytes);
    keepOthers(context);
    store.putConnection(withKeyShown({ ...connection, own }, { whose: "ours", time: context.clock.now() }));
    const key = fromBase32(own.key);
    if (key) setPresentIdentity(store, identityName(crypto, key));
    audit(context, { actor: "issue-ferry", action: "identity changed", connection: id, info: "adopted" });
  });
}
