import { toBase32 } from "../model/base32.ts";
import { changedFields } from "../model/changes.ts";
import type { Connection } from "../model/connection.ts";
import type { ContractField } from "../model/contract.ts";
import { type Document, fieldOf } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { type Mapping, ownField } from "../model/mapping.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue } from "../model/value.ts";
import type { Context } from "./context.ts";
import type { Rules } from "./rules.ts";
import { translateIn, translateOut } from "./translation.ts";

/** Facts of the store: the mapping of all states that name none, and the others by their names. */
const FIRST = "compared in the words of ";
const NAMED = "words of ";

/** The mapping that a state's `shadow` was last looked at under. */
export type Words = Pick<IssueSync, "words">;

/** Those in force. Inside a transaction: it notes them, so that they can be told from what comes after them. */
export function wordsNow({ store, crypto }: Context, connection: Connection, { mapping }: Rules): Words {
  const text = JSON.stringify(mapping);
  const first = store.fact(FIRST + connection.id);
  if (first === null) store.setFact(FIRST + connection.id, text);
  if (first === null || first === text) return {};
  const words = toBase32(crypto.sha256(new TextEncoder().encode(text)).subarray(0, 10));
  if (store.fact(factOf(connection.id, words)) === null) store.setFact(factOf(connection.id, words), text);
  return { words };
}

/** The connection goes. Inside a transaction. */
export function forgetWords({ store }: Context, connection: string): void {
  store.removeFacts(FIRST + connection);
  store.removeFacts(factOf(connection, ""));
}

function factOf(connection: string, words: string): string {
  return `${NAMED}${connection} ${words}`;
}

/** The state as what was seen last reads in the words in force, whenever that was: right before it is compared with what stands there. */
export function inWordsNow({ store }: Context, rules: Rules, now: Words, issue: TrackerIssue, sync: IssueSync): IssueSync {
  if (sync.words === now.words) return sync;
  const { words, ...rest } = sync;
  const text = store.fact(words === undefined ? FIRST + sync.connection : factOf(sync.connection, words));
  const before = text === null ? null : (JSON.parse(text) as Mapping);
  return { ...(before ? underNewWords(before, rules, issue, rest) : rest), ...now };
}

/**
 * An issue as it stood when it was last looked at, under another mapping: what reads otherwise now though nobody edited it is no edit. The partner's
 * issues stay as they are agreed, and the new words count from the next edit of the field on. An own issue says the new word for what its
 * user wrote, not for what the partner made of it; never one that would empty the field, and never for another text around it. What had no word before is sent now.
 */
function underNewWords(before: Mapping, rules: Rules, issue: TrackerIssue, sync: IssueSync): IssueSync {
  const fields = new Map(Object.entries(sync.shadow.fields));
  for (const field of rules.contract.fields) {
    const shadow = fieldOf(sync.shadow, field.name);
    const now = spoken(rules, field, issue);
    if (now === undefined || sameValue(now, shadow)) continue;
    // What stands under another name was not there to be edited.
    const isRenamed = ownField(before, field.name) !== ownField(rules.mapping, field.name);
    if (!isRenamed && !isUnedited({ ...rules, mapping: before }, field, issue, sync)) continue;
    if (isSaidAnew(before, rules, field, now, sync)) continue;
    if (now === null) fields.delete(field.name);
    else fields.set(field.name, now);
  }
  return { ...sync, shadow: { ...sync.shadow, fields: Object.fromEntries(fields) } };
}

/** What the tracker's value is in the contract's words; undefined: it has none. */
function spoken(rules: Rules, field: ContractField, issue: TrackerIssue): Value | undefined {
  const word = translateOut(rules, field, heldValue(rules, field, issue));
  return word.ok ? canonicalValue(word.value) : undefined;
}

function heldValue({ mapping }: Rules, { name }: ContractField, { fields }: TrackerIssue): Value {
  const own = ownField(mapping, name);
  return canonicalValue(Object.hasOwn(fields, own) ? fields[own] : null);
}

/** It shows what was seen there last, or what was written for a word that leads only this way. */
function isUnedited(rules: Rules, field: ContractField, issue: TrackerIssue, { shadow, mine }: IssueSync): boolean {
  const said = spoken(rules, field, issue);
  if (said !== undefined) return sameValue(said, fieldOf(shadow, field.name));
  return [shadow, mine].some((document) => {
    const ours = translateIn(rules, field, fieldOf(document, field.name));
    return ours.ok && sameValue(canonicalValue(ours.value), heldValue(rules, field, issue));
  });
}

/** Also what stands now under the name of a field of which nothing was said yet. */
function isSaidAnew(before: Mapping, { mapping }: Rules, { name }: ContractField, now: Value, sync: IssueSync): boolean {
  const said = fieldOf(sync.mine, name);
  const isTheirs = sync.introducedBy === "partner" || sync.theirs?.includes(name) === true;
  if (isTheirs || now === null || !sameValue(said, fieldOf(sync.shadow, name))) return false;
  const isText = [before, mapping].some(({ templates = {} }) => Object.hasOwn(templates, name));
  return said === null || (!isText && ownField(before, name) === ownField(mapping, name));
}

/** The state of an own issue with what the partner made of it: another mapping of ours does not say those words anew. */
export function withTheirs(before: Document, sync: IssueSync): IssueSync {
  const theirs = changedFields(before, sync.mine).filter((name) => !sync.theirs?.includes(name));
  return sync.introducedBy === "partner" || theirs.length === 0 ? sync : { ...sync, theirs: [...(sync.theirs ?? []), ...theirs] };
}

/** Nobody but our user says these now. */
export function withoutTheirs(edited: readonly string[], sync: IssueSync): IssueSync {
  if (!sync.theirs?.some((name) => edited.includes(name))) return sync;
  const { theirs, ...rest } = sync;
  const others = theirs.filter((name) => !edited.includes(name));
  return { ...rest, ...(others.length > 0 && { theirs: others }) };
}
