import { difference, sameDocument } from "../../src/model/changes.ts";
import { type ContractField, type ContractTerms, type Role, maySend } from "../../src/model/contract.ts";
import { fieldOf } from "../../src/model/document.ts";
import { newId } from "../../src/model/ids.ts";
import { type Value, sameValue } from "../../src/model/value.ts";
import { AnyValues, FIELD_NAMES, anyTerms } from "./any-terms.ts";
import { busy, comeToRest } from "./come-to-rest.ts";
import { Ledger, mark, partsOf, textOf } from "./ledger.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { CONNECTION, type Letter, type SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { canonical, exact } from "./tracker-nature.ts";
import { type World, connectedWorld } from "./world.ts";

export interface TermsOptions {
  /** Who edits. */
  readonly editors: readonly Letter[];
  /** Contracts are published and answered in between. */
  readonly renegotiate: boolean;
  readonly crashes: boolean;
}

const STEPS = 70;
const MOST_ISSUES = 3;
const ROLES: Readonly<Record<Letter, Role>> = { P: "primary", S: "secondary" };

interface Life {
  readonly world: World;
  readonly random: SeededRandom;
  readonly options: TermsOptions;
  readonly ledger: Ledger;
  readonly values: AnyValues;
  /** Every contract that was ever published: what none of them lets a side say, it never says. */
  readonly published: ContractTerms[];
  /** Words by who typed them, and where: a field's name, `internal` or `comment`. */
  readonly words: { readonly who: Letter; readonly part: string; readonly word: string }[];
  readonly problems: string[];
}

/** One history under contracts drawn at random, with edits of fields of every kind. Gives what is wrong, in words that name the promise. */
export async function runTerms(seed: number, options: TermsOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  const first = await connectedWorld({ seed, natures: { P: exact, S: exact }, terms: drawn(seed) });
  const life: Life = {
    world: first,
    random: first.random.fork("terms"),
    options,
    ledger: new Ledger(),
    values: new AnyValues(first.random.fork("values")),
    published: [drawn(seed)],
    words: [],
    problems,
  };
  try {
    for (let step = 0; step < STEPS && problems.length === 0; step++) await act(life);
    if (problems.length === 0) await judge(life);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack?.split("\n").slice(0, 6).join(" ") ?? error.message) : String(error));
  }
  for (const side of [first.P, first.S]) side.close();
  return problems;
}

/** The same for a seed, wherever it is asked for. */
function drawn(seed: number): ContractTerms {
  let state = seed * 7919;
  const next = (): number => ((state = (state * 1_103_515_245 + 12_345) % 2_147_483_648), state / 2_147_483_648);
  for (let i = 0; i < 5; i++) next();
  const random = { next, below: (bound: number) => Math.floor(next() * bound), chance: (part: number) => next() < part };
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
  return anyTerms({ ...random, pick } as unknown as SeededRandom);
}

async function act(life: Life): Promise<void> {
  const { world, random, options } = life;
  world.clock.now += 1000;
  const side = random.chance(0.5) ? world.P : world.S;
  const what = random.next();
  if (what < 0.5) return edit(life, random.pick(options.editors) === "P" ? world.P : world.S);
  if (what < 0.56 && options.renegotiate) return negotiate(life);
  if (options.crashes && random.chance(0.2)) side.points.arm(1 + random.below(14));
  await side.pass();
  side.points.disarm();
}

async function negotiate({ world: { P, S }, random, published }: Life): Promise<void> {
  const asked = S.connection().proposed?.contract.number;
  if (asked !== undefined && random.chance(0.7)) {
    const kind = random.chance(0.75) ? "accept" : "decline";
    const decision = { connection: CONNECTION, contract: asked, note: "", author: "S" };
    await S.command(kind === "accept" ? { kind, ...decision, unverified: true } : { kind, ...decision });
    return;
  }
  const terms = anyTerms(random);
  published.push(terms);
  P.settings = { ...P.settings, terms };
  await P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "P" });
}

function edit(life: Life, side: SimulatedProject): void {
  const { random, world, values, ledger, words } = life;
  const ids = side.tracker.ids();
  if (ids.length === 0 || (ids.length < MOST_ISSUES && random.chance(0.1))) {
    const id = newId(world.clock.now, random.bytes(10));
    ledger.introduced.set(id, side.letter);
    side.tracker.add(id, { share: [CONNECTION] });
    type(life, side, id, "title", values.word("title"));
    for (const name of FIELD_NAMES) if (name !== "title" && random.chance(0.4)) type(life, side, id, name, values.next(name, null));
    return;
  }
  const id = random.pick(ids);
  const drawnAct = random.next();
  if (drawnAct < 0.75) {
    const name = random.pick(FIELD_NAMES);
    type(life, side, id, name, values.next(name, fieldIn(side.tracker.issue(id), name)));
  } else if (drawnAct < 0.96) {
    const internal = random.chance(0.4);
    const body = values.word(internal ? "internal" : "comment");
    words.push({ who: side.letter, part: internal ? "internal" : "comment", word: body });
    words.push({ who: side.letter, part: "mail", word: `ann@${side.letter}` });
    const comment = { id: newId(world.clock.now, random.bytes(10)), author: `Ann <ann@${side.letter}>`, created: null, body, internal };
    side.tracker.edit(id, { comments: [comment] });
    ledger.comments.set(comment.id, { who: side.letter, issue: id, id: comment.id, body, internal, removed: false });
  } else {
    ledger.replaceAll(id, side.tracker.issue(id)?.fields ?? {}, side.letter);
    for (const comment of ledger.comments.values()) if (comment.issue === id) comment.discarded = true;
    side.tracker.remove(id);
  }
}

function type({ ledger, words }: Life, side: SimulatedProject, id: string, name: string, value: Value): void {
  const before = fieldIn(side.tracker.issue(id), name);
  const after = fieldIn(side.tracker.edit(id, { fields: { [name]: value } }), name);
  // What a list or a boolean has is typed again and again: nobody can tell whose it was.
  if (isTold(before) && isTold(after)) ledger.edit(side.letter, id, name, before, after);
  else for (const part of partsOf(before)) ledger.replaced.add(mark(id, name, part));
  if (typeof value === "object" && value !== null && "email" in value)
    words.push({ who: side.letter, part: "mail", word: value.email ?? "" });
  for (const part of partsOf(after)) {
    if (partsOf(before).some((other) => sameValue(other, part))) continue;
    const word = typeof part === "object" && part !== null && "name" in part ? part.name : String(part);
    if (word.includes("~") || /^(?:1\d{6}|20[3-9]\d-)/.test(word)) words.push({ who: side.letter, part: name, word });
  }
}

function isTold(value: Value): boolean {
  return typeof value !== "boolean" && (typeof value !== "string" || /[~\d]/.test(value));
}

async function judge(life: Life): Promise<void> {
  const { world, problems, options, ledger } = life;
  if ((await comeToRest(world, [])) === null) {
    problems.push(`P6: never quiet: ${busy(world) ?? "passes always move something"}`);
    return;
  }
  judgeSecrets(life);
  for (const id of ledger.introduced.keys()) judgeIssue(life, id);
  judgeTyped(life);
  if (options.editors.length === 1 && !options.renegotiate) judgeAlone(life);
  await judgeSilence(life);
}

/** P12: what no contract lets a side say is in nothing that it ever sealed. */
function judgeSecrets({ world, words, published, problems }: Life): void {
  for (const side of [world.P, world.S]) {
    const said = side.said.map(({ body }) => body).join("\n");
    const role = ROLES[side.letter];
    const allowed = new Set(
      published.flatMap((terms) => [
        ...terms.fields.filter((field) => maySend(field, role)).map(({ name }) => name),
        ...(terms.comments === "none" ? [] : ["comment"]),
        ...(terms.comments === "all" ? ["internal"] : []),
      ]),
    );
    for (const { who, part, word } of words)
      if (who === side.letter && !allowed.has(part) && said.includes(word)) problems.push(`P12: ${who} said ${part} ${word}`);
    const lists = published.map(({ fields }) => fields.find(({ name }) => name === "x-team"));
    if (lists.every((field) => field === undefined || field.values) && said.includes('"x-team":"east"'))
      problems.push(`P12: ${side.letter} said a team that is not listed`);
  }
}

/** P6: both agree on the same, and both trackers show it, but where it is marked that one cannot. */
function judgeIssue({ world, problems }: Life, id: string): void {
  const [P, S] = [world.P.row(id), world.S.row(id)];
  const contract = world.P.connection().contract;
  if (!P || !S || !contract) return;
  for (const [side, row] of [
    [world.P, P],
    [world.S, S],
  ] as const) {
    if (row.sync.pendingWrite) problems.push(`P6: ${side.letter} still intends a write to ${id}`);
    if (row.status === "pending" || row.status === "held") problems.push(`P6: ${id} is ${row.status} at ${side.letter}`);
  }
  if (P.sync.frozen || S.sync.frozen || !P.sync.base.shared) return;
  if (!sameDocument(P.sync.base, S.sync.base))
    problems.push(`P6: agreed ${id} differs: ${JSON.stringify(difference(P.sync.base, S.sync.base))} ${P.status} ${S.status}`);
  const [here, there] = [world.P.tracker.issue(id), world.S.tracker.issue(id)];
  // Where deletions are kept, also one that was noted under another contract, the other side keeps its copy.
  const mayDiffer = contract.deletes === "keep" || P.sync.failure !== null || S.sync.failure !== null;
  if ((here === null) !== (there === null) && !mayDiffer) problems.push(`P6: ${id} is at one side only`);
  if (!here || !there) return;
  for (const field of contract.fields) {
    const { name } = field;
    const marked = [P.sync, S.sync].some((sync) =>
      [sync.refusedHere, sync.refusedThere, sync.partnerRefuses, sync.unsendable].some((marks) => Object.hasOwn(marks, name)),
    );
    // An edit of a field that went the other way then, or was not named: it waits for a contract that lets it go.
    const waits = ([world.P, world.S] as const).some((side) => {
      const sync = side.row(id)?.sync;
      return sync && !maySend(field, ROLES[side.letter]) && !sameValue(fieldOf(sync.mine, name), fieldOf(sync.base, name));
    });
    if (!marked && !waits && !sameValue(travelling(fieldIn(here, name)), travelling(fieldIn(there, name))))
      problems.push(`P6: ${name} of ${id} differs unmarked: ${textOf(fieldIn(here, name))} and ${textOf(fieldIn(there, name))}`);
  }
}

/** Not all that is typed may leave. */
function isPicky({ name, values, workflow }: ContractField): boolean {
  return name === "type" || values !== undefined || workflow !== undefined;
}

function travelling(value: Value): Value {
  const form = canonical(value);
  return form !== null && typeof form === "object" && "name" in form ? { name: form.name } : form;
}

/** P1: what was typed stands somewhere, was replaced by somebody who saw it, or is kept as lost at its author's side. */
function judgeTyped({ world, ledger, published, problems }: Life): void {
  for (const { who, issue, field, part } of ledger.typed.values()) {
    if (ledger.replaced.has(mark(issue, field, part))) continue;
    const [author, partner] = who === "P" ? [world.P, world.S] : [world.S, world.P];
    const has = (value: Value): boolean => partsOf(value).some((other) => sameValue(other, part));
    const stands = [author, partner].some((side) => {
      const sync = side.row(issue)?.sync;
      if (has(fieldIn(side.tracker.issue(issue), field))) return true;
      return side.tracker.issue(issue) !== null && sync !== undefined && (has(fieldOf(sync.base, field)) || has(fieldOf(sync.mine, field)));
    });
    const kept = author.row(issue)?.sync.lost.some((lost) => lost.field === field && has(lost.value));
    // What no contract let go goes with the issue that the partner deletes: into the trash, from where it comes back whole.
    const hidden = !published.every(({ fields }) => fields.some((one) => one.name === field && !isPicky(one) && maySend(one, ROLES[who])));
    if (hidden && author.tracker.trashed().includes(issue)) continue;
    if (!stands && !kept) problems.push(`P1: ${who}'s ${field} ${textOf(part)} of ${issue} vanished without a record at its author`);
  }
  if (published.length > 1) return;
  const [terms] = published;
  for (const { who, issue, id, body, internal, discarded } of ledger.comments.values()) {
    const [author, partner] = who === "P" ? [world.P, world.S] : [world.S, world.P];
    const bodyAt = (side: SimulatedProject) => side.tracker.issue(issue)?.comments.find((comment) => comment.id === id)?.body;
    const [a, b] = [author.row(issue)?.sync, partner.row(issue)?.sync];
    if (discarded || !a || !b || a.frozen || b.frozen || a.failure || b.failure) continue;
    const travels = terms?.comments === "all" || (terms?.comments === "public" && !internal);
    // With the issue in the trash, from where it comes back with it.
    if (!travels && author.tracker.issue(issue) === null) continue;
    if (bodyAt(author) !== body) problems.push(`P1: the comment ${body} is gone from ${who}`);
    if (travels && partner.tracker.issue(issue) && bodyAt(partner) !== body) problems.push(`P1: the comment ${body} did not come`);
    if (!travels && bodyAt(partner) !== undefined) problems.push(`P12: the comment ${body} came`);
  }
}

/** P8: nobody loses against himself, where nothing of his is refused. */
function judgeAlone({ world, ledger, published, problems }: Life): void {
  if (published.some(({ fields }) => fields.some(({ values, workflow }) => values ?? workflow))) return;
  for (const side of [world.P, world.S])
    for (const id of ledger.introduced.keys())
      for (const { field, value } of side.row(id)?.sync.lost ?? [])
        if (field !== "deleted") problems.push(`P8: one editor alone, and at ${side.letter} ${field} ${textOf(value)} lost`);
}

/** Whatever is looked at again, with nobody having edited it, says nothing and changes nothing. */
async function judgeSilence({ world, problems }: Life): Promise<void> {
  const contents = (): string =>
    JSON.stringify([world.P, world.S].map(({ tracker }) => tracker.ids().map((id) => ({ ...tracker.issue(id), version: "" }))));
  const [said, before] = [world.P.said.length + world.S.said.length, contents()];
  for (const { tracker } of [world.P, world.S]) for (const id of tracker.ids()) tracker.edit(id, {});
  for (let i = 0; i < 3; i++)
    for (const side of [world.P, world.S]) {
      world.clock.now += 1000;
      await side.pass();
    }
  const more = world.P.said.slice(-(world.P.said.length + world.S.said.length - said)).map(({ body }) => body);
  if (world.P.said.length + world.S.said.length !== said) problems.push(`P6: nobody edited anything, and it was said: ${more.join(" ")}`);
  if (contents() !== before) problems.push("P6: nobody edited anything, and an issue changed");
}
