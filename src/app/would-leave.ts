import type { Connection } from "../model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import type { IssueId } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import { type Mapping, ownField } from "../model/mapping.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import type { Settings } from "../sync/context.ts";
import { type FieldGap, contractGaps } from "../sync/field-gaps.ts";
import { startSync } from "../sync/issue-sync-start.ts";
import { isFromPartner } from "../sync/observe.ts";
import { authorFor, personFor } from "../sync/people-words.ts";
import { leavingBeside } from "../sync/project-files.ts";
import { project } from "../sync/projection.ts";
import { rulesUnder } from "./planned-rules.ts";
import { type Rules, commentIdOf } from "../sync/rules.ts";
import { inScope, isExcluded } from "../sync/scope.ts";
import type { OpenProject } from "./open-project.ts";

/** What the partner would get to see of this side's issues under a contract: what a person decides about before the first publish or accept. */
export interface WouldLeave {
  /** The issues cannot be looked at now, as while another branch is checked out: what is counted here says nothing. */
  readonly unread?: true;
  /** No issue goes now, and all that come, or some of them, go without being marked. */
  readonly byItself?: "all" | "some";
  readonly issues: number;
  /** The first keys, at most 10. */
  readonly keys: readonly string[];
  readonly comments: number;
  /** Files and links of these issues that travel with them, and those that stay here, the first by name; absent: none. */
  readonly files?: number;
  readonly links?: number;
  readonly stays?: Staying;
  /** Names of assignees, of authors of comments and of those who attached files, in order. */
  readonly people: readonly string[];
  /** The partner's own issues that this side takes part in: their fields came from there, and what is edited or commented here goes back. */
  readonly theirs: number;
  /** Issues of which something cannot leave, such as a value without a word in the contract; a new one then stays as a whole. */
  readonly cannot: { readonly issues: number; readonly keys: readonly string[]; readonly fields: readonly string[] };
  /** Fields of the contract that this project cannot hold; absent: none. */
  readonly lacks?: readonly FieldGap[];
}

/** Files and links that do not travel. */
export interface Staying {
  readonly number: number;
  readonly shown: readonly { readonly key: string; readonly part: string; readonly failure: Failure }[];
}

const UNREAD: WouldLeave = {
  unread: true,
  issues: 0,
  keys: [],
  comments: 0,
  people: [],
  theirs: 0,
  cannot: { issues: 0, keys: [], fields: [] },
};

/** Issues read in one step. */
const STEP = 500;
const SHOWN_KEYS = 10;
const SHOWN_STAYS = 5;

/**
 * Walks the known issues. null: the connection's settings cannot be used, so nothing leaves. `deciding`: what the person is about to do;
 * null: they only look.
 */
export async function wouldLeave(
  opened: OpenProject,
  connection: Connection,
  deciding: "publish" | "accept" | null,
): Promise<WouldLeave | null> {
  const settings = opened.context.settingsOf(connection);
  return settings && leavingUnder(opened, connection, settings, termsOf(connection, settings, deciding));
}

/** What of a connection says what leaves. */
type Planned = Pick<Connection, "id" | "name" | "role" | "partner" | "own">;

/**
 * The same under settings and terms that are only thought of. `connection`: one that is not made yet has no id. `looksAt`: which issues are read, where
 * others cannot be among them. `signal`: ends the walk, unread.
 */
export async function leavingUnder(
  opened: OpenProject,
  connection: Planned,
  settings: Settings,
  terms: ContractTerms,
  looksAt: (issue: IssueId) => boolean = () => true,
  signal?: AbortSignal,
): Promise<WouldLeave> {
  const keys: string[] = [];
  const stuck = new Stuck(opened, connection, settings, terms);
  const people = new Set<string>();
  let issues = 0;
  let theirs = 0;
  let comments = 0;
  for (let after: string | null = null; ;) {
    const ids = opened.store.issueIds(after, STEP);
    if (ids.length === 0) break;
    if (signal?.aborted) return UNREAD;
    const found = await opened.tracker.read(ids.filter(looksAt));
    if (found === null) return UNREAD;
    for (const issue of found) {
      const row = opened.store.issue(issue.id);
      const elsewhere = row !== null && isFromPartner(opened.context, row);
      if (row?.receivedOver === connection.id) {
        if (opened.store.sync(connection.id, issue.id) !== null) theirs++;
        continue;
      }
      const isShared = opened.store.sync(connection.id, issue.id)?.mine.shared;
      if (!inScope(issue, settings.choice, connection.name, elsewhere, opened.tracker.limits.fields, isShared)) continue;
      issues++;
      if (keys.length < SHOWN_KEYS) keys.push(issue.key);
      comments += note(issue, terms, settings.mapping, people);
      stuck.look(issue, people);
    }
    after = ids.at(-1) ?? null;
  }
  const lacks = contractGaps(terms, opened.tracker.limits, settings.mapping);
  const { kind } = settings.choice.scope;
  return {
    ...(issues === 0 && kind !== "marked" && { byItself: kind === "all" ? ("all" as const) : ("some" as const) }),
    issues,
    keys,
    comments,
    theirs,
    people: [...people].sort(),
    cannot: stuck.found(),
    ...stuck.beside(),
    ...(lacks.length > 0 && { lacks }),
  };
}

/** What the partner would get to see of these issues, if they were shared, under what is agreed or comes next. null: settings cannot be used. */
export async function theseWouldLeave(opened: OpenProject, connection: Connection, ids: readonly IssueId[]): Promise<WouldLeave | null> {
  const settings = opened.context.settingsOf(connection);
  if (!settings) return null;
  const terms = connection.contract ?? termsOf(connection, settings, null);
  const people = new Set<string>();
  const found = await opened.tracker.read(ids);
  if (found === null) return UNREAD;
  const comments = found.reduce((sum, issue) => sum + note(issue, terms, settings.mapping, people), 0);
  const stuck = new Stuck(opened, connection, settings, terms);
  for (const issue of found) stuck.look(issue, people);
  const keys = found.slice(0, SHOWN_KEYS).map(({ key }) => key);
  return { issues: found.length, keys, comments, theirs: 0, people: [...people].sort(), cannot: stuck.found(), ...stuck.beside() };
}

/** Partners whom a connection that is connected shares an issue with, as its scope or the issue's own words say. What people call them. */
export function sharedByScope({ store, context }: OpenProject, id: IssueId): readonly string[] {
  const row = store.issue(id);
  if (!row || row.gone !== null) return [];
  return store.connections().flatMap((connection) => {
    const choice = connection.facts.link === "connected" ? context.settingsOf(connection)?.choice : undefined;
    // The row has not all of what a filter may ask for: what is shared now says it.
    const isKnown = choice?.scope.kind === "query" && !isExcluded(row, connection.name);
    const shared = isKnown
      ? store.sync(connection.id, id)?.mine.shared === true
      : choice !== undefined && inScope(row, choice, connection.name, isFromPartner(context, row));
    return shared ? [connection.partner?.name ?? connection.name] : [];
  });
}

/** Collects what has no way to the partner, and what goes beside the fields, as the projection of a pass would find it. */
class Stuck {
  readonly #opened: OpenProject;
  readonly #connection: string;
  readonly #rules: Rules;
  readonly #keys: string[] = [];
  readonly #fields = new Set<string>();
  readonly #stays: Staying["shown"][number][] = [];
  #files = 0;
  #links = 0;
  #staying = 0;

  constructor(opened: OpenProject, connection: Planned, settings: Settings, terms: ContractTerms) {
    this.#opened = opened;
    this.#connection = connection.id;
    this.#rules = rulesUnder(opened, connection, settings, terms);
  }

  /** `people`: takes the names that go with its files. */
  look(issue: TrackerIssue, people: Set<string>): void {
    const known = this.#opened.store.sync(this.#connection, issue.id) ?? startSync(this.#connection, issue.id, "us");
    const { unsendable, document, stays } = project(this.#rules, issue, known, null, "");
    const { files, links } = leavingBeside(this.#rules, document);
    this.#files += files.length;
    this.#links += links.length;
    for (const { author } of files) people.add(nameIn(author));
    for (const [part, failure] of Object.entries(stays)) {
      this.#staying++;
      if (this.#stays.length < SHOWN_STAYS) this.#stays.push({ key: issue.key, part, failure });
    }
    const parts = Object.keys(unsendable).filter((part) => unsendable[part]?.failure);
    if (parts.length > 0) this.#keys.push(issue.key);
    for (const part of parts) this.#fields.add(commentIdOf(part) === null ? part : "comments");
  }

  /** What goes beside the fields, and what does not. */
  beside(): Pick<WouldLeave, "files" | "links" | "stays"> {
    return {
      ...(this.#files > 0 && { files: this.#files }),
      ...(this.#links > 0 && { links: this.#links }),
      ...(this.#staying > 0 && { stays: { number: this.#staying, shown: this.#stays } }),
    };
  }

  found(): WouldLeave["cannot"] {
    return { issues: this.#keys.length, keys: this.#keys.slice(0, SHOWN_KEYS), fields: [...this.#fields].sort() };
  }
}

/** The terms that are being decided about; null: those that come next, as far as there are any. */
function termsOf(connection: Connection, settings: Settings, deciding: "publish" | "accept" | null): ContractTerms {
  const proposed = connection.proposed?.contract;
  const written = connection.role === "primary" ? settings.terms : connection.contract;
  return (deciding === "publish" ? settings.terms : (proposed ?? written)) ?? DEFAULT_TERMS;
}

function note(issue: TrackerIssue, terms: ContractTerms, mapping: Mapping, people: Set<string>): number {
  for (const field of terms.fields) {
    const own = ownField(mapping, field.name);
    const value = field.kind === "person" && Object.hasOwn(issue.fields, own) ? issue.fields[own] : null;
    const person =
      value !== null && value !== undefined && typeof value === "object" && "name" in value ? personFor(mapping, "send", value) : null;
    if (person) people.add(person.name);
  }
  if (terms.comments === "none") return 0;
  const travelling = issue.comments.filter(({ internal }) => !internal || terms.comments === "all");
  for (const { author } of travelling) people.add(nameIn(authorFor(mapping, "send", author)));
  return travelling.length;
}

/** The name of `Name <mail>`. */
function nameIn(author: string): string {
  return author.replace(/\s*<[^<>]*>\s*$/, "");
}
