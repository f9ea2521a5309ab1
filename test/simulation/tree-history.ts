import { newId } from "../../src/model/ids.ts";
import type { Value } from "../../src/model/value.ts";
import { sameValue } from "../../src/model/value.ts";
import { readMessageName } from "../../src/model/message-name.ts";
import { OtherProcess } from "./other-process.ts";
import { storesDirectory } from "./saved-side.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { type Link, type Member, type Tree, connectedTree } from "./tree-world.ts";

/** A value that somebody typed, and whether somebody who saw it has put another in its place. */
interface Typed {
  readonly issue: string;
  readonly who: string;
  readonly field: string;
  readonly value: Value;
  replaced: boolean;
}

const STEPS = 80;
const MOST_ISSUES = 3;
const SCALARS = ["title", "status", "priority", "due"];
/** Rounds until all must be quiet: a value goes along three connections, and a file whose content is damaged is looked at every twenty passes. */
const ROUNDS = 150;

export interface TreeTold {
  readonly problems: readonly string[];
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * One random history of several projects, two processes on each: edits anywhere, passes, ends of processes, what befalls the folder; then rest. In a
 * ring each issue is offered to somebody who has it already.
 */
export async function runTree(seed: number, size: number, links: readonly Link[], isCycle: boolean): Promise<TreeTold> {
  const stores = storesDirectory();
  const tree = await connectedTree(seed, size, links, stores.path);
  const problems: string[] = [];
  const others = tree.members.map((side) => otherOf(side, tree, problems));
  const counts = new Map<string, number>();
  try {
    for (const member of tree.members)
      member.onSaid = ({ body }) => {
        for (const word of ["already shared", "left scope"])
          if (isCycle && body.includes(`"result":"${word}"`)) count(counts, `in a ring says ${word}`);
      };
    const typed = await live(tree, others);
    for (const other of others) other.rest();
    const rounds = await comeToRest(tree);
    if (rounds === null) problems.push("P6: never quiet");
    else problems.push(...judge(tree, typed, isCycle));
    for (const other of others) {
      other.judge();
      for (const [what, times] of other.counts) count(counts, `in a ${isCycle ? "ring" : "tree"}: ${what}`, times);
    }
    return { problems, counts };
  } finally {
    for (const other of others) other.end();
    for (const member of tree.members) member.close();
    stores.remove();
  }
}

function otherOf(side: Member, { clock, random }: Tree, problems: string[]): OtherProcess {
  const author = side.letter;
  const commands = [() => ({ kind: "retry", issue: null, author }) as const, () => ({ kind: "sync", author }) as const];
  return new OtherProcess({ side, random: random.fork(`other process of ${side.letter}`), now: () => clock.now, problems, commands });
}

function count(counts: Map<string, number>, what: string, times = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

async function live({ members, exchange, clock, random }: Tree, others: readonly OtherProcess[]): Promise<readonly Typed[]> {
  const typed: Typed[] = [];
  let issues = 0;
  let words = 0;
  const type = (member: Member, issue: string, field: string): void => {
    const before = fieldIn(member.tracker.issue(issue), field);
    const value = field === "due" ? `20${10 + (words % 80)}-01-01` : `${field} ${++words}`;
    if (field === "due") words++;
    for (const known of typed) if (known.issue === issue && known.field === field && sameValue(known.value, before)) known.replaced = true;
    member.tracker.edit(issue, { fields: { [field]: value } });
    typed.push({ issue, who: member.letter, field, value, replaced: false });
  };
  for (let step = 0; step < STEPS; step++) {
    clock.now += 1000;
    const member = random.pick(members);
    const drawn = random.next();
    if (issues === 0 || (drawn < 0.06 && issues < MOST_ISSUES)) {
      issues++;
      const id = newId(clock.now, random.bytes(10));
      member.tracker.add(id, {});
      type(member, id, "title");
    } else if (drawn < 0.35) {
      const ids = member.tracker.ids();
      if (ids.length > 0) type(member, random.pick(ids), random.pick(SCALARS));
    } else if (drawn < 0.42) {
      const ids = member.tracker.ids();
      if (ids.length > 0) {
        const comment = {
          id: newId(clock.now, random.bytes(10)),
          author: member.letter,
          created: null,
          body: `comment ${++words}`,
          internal: false,
        };
        member.tracker.edit(random.pick(ids), { comments: [comment] });
      }
    } else if (drawn < 0.9) {
      if (random.chance(0.1)) member.points.arm(1 + random.below(14));
      await member.pass();
      member.points.disarm();
    } else if (drawn < 0.94) random.pick(others).act();
    else befall(random.below(5), { members, exchange, clock, random });
  }
  return typed;
}

function befall(what: number, { exchange: { folder }, random, members }: Tree): void {
  const paths = folder.paths();
  const [victim, member] = [random.pick(paths), random.pick(members)];
  if (what === 0) folder.delay(random.chance(0.5));
  else if (what === 1) folder.deliver(member.self, 0.5);
  else if (what === 2) folder.lose(victim);
  else if (what === 3) folder.corrupt(victim);
  else folder.unreachable(member.self, !folder.isUnreachable(member.self));
}

async function comeToRest({ members, exchange, clock }: Tree): Promise<number | null> {
  exchange.folder.heal();
  for (let round = 1, quiet = 0; round <= ROUNDS; round++) {
    clock.now += 1000;
    let moved = false;
    for (const member of members) {
      const report = await member.pass();
      moved ||= report === null || report.progress || report.unsettled;
    }
    quiet = moved || isBusy({ members, exchange }) ? 0 : quiet + 1;
    if (quiet === 2) return round;
  }
  return null;
}

function isBusy({ members, exchange }: Pick<Tree, "members" | "exchange">): boolean {
  return members.some((member) => {
    const connections = member.store.connections();
    const waits = connections.some(({ id }) => Object.values(member.store.queues(id)).some((number) => number > 0));
    const files = exchange.folder
      .paths()
      .filter((path) => path.startsWith(member.self) && readMessageName(path.split("/").at(-1) ?? "") !== null);
    return waits || files.length > connections.length;
  });
}

function judge({ members }: Tree, typed: readonly Typed[], isCycle: boolean): readonly string[] {
  const problems: string[] = [];
  const [first] = members;
  if (!first) return ["nobody"];
  for (const issue of new Set(typed.map((known) => known.issue))) {
    const found = members.map((member) => [member.letter, contentOf(member, issue)] as const);
    const different = new Set(found.map(([, content]) => content));
    if (different.size > 1) problems.push(`P6: ${issue} is not the same everywhere: ${found.map((one) => one.join(" ")).join(" | ")}`);
    for (const member of members) {
      const rows = member.store.syncsOf(issue);
      for (const { sync, status } of rows) {
        const refused = isCycle && sync.failure?.code === "ALREADY_SHARED";
        if (status !== "up to date" && status !== "conflict" && status !== "local" && !refused)
          problems.push(`P6: ${issue} is ${status} at ${member.letter}: ${sync.failure?.code ?? ""}`);
      }
    }
  }
  for (const { issue, who, field, value, replaced } of typed) {
    const stands = members.some((member) => sameValue(fieldIn(member.tracker.issue(issue), field), value));
    const kept = members.some((member) =>
      member.store.syncsOf(issue).some(({ sync }) => sync.lost.some((lost) => sameValue(lost.value, value))),
    );
    if (!stands && !replaced && !kept)
      problems.push(`P1: ${who}'s ${field} ${JSON.stringify(value)} of ${issue} vanished without a record`);
  }
  return problems;
}

function contentOf({ tracker }: Member, id: string): string {
  const issue = tracker.issue(id);
  if (!issue) return "nothing";
  const comments = issue.comments.map(({ body }) => body).toSorted();
  return JSON.stringify([...SCALARS.map((field) => fieldIn(issue, field)), ...comments]);
}
