import type { Command } from "../../src/model/command.ts";
import { newId } from "../../src/model/ids.ts";
import type { AskedOperation } from "../../src/model/operation.ts";
import type { FileLedger } from "./file-ledger.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { type SimulatedContents, sha256Of } from "./simulated-contents.ts";
import { CONNECTION, type Letter, type SimulatedProject } from "./simulated-project.ts";
import type { World } from "./world.ts";

type Contents = Readonly<Record<Letter, SimulatedContents>>;

/** What a side has read of its partner's list of issues and of its trail, page by page. */
interface Reading {
  since: number;
  numbering: string | undefined;
  issues: Set<string>;
  trail: number;
}

export interface AskingDesk {
  readonly world: World;
  readonly random: SeededRandom;
  readonly contents: Contents;
  readonly files: FileLedger;
  readonly problems: string[];
  /** Contents at the partner are replaced and taken back. */
  readonly replaces: boolean;
}

/** Few issues and events in one page: several are read. */
const PAGE = 2;
const TRAIL_PAGE = 7;
/** Of what is asked, so many to one of each other kind are contents. */
const CONTENTS = 8;
const OVER: ReadonlySet<string> = new Set(["completed", "failed"]);

/**
 * People who ask their partner for contents, lists, trails and comparisons at any moment, and what came of each: what it says to be done is done, what was
 * read page by page is whole.
 */
export class Asking {
  readonly counts = new Map<string, number>();
  readonly #desk: AskingDesk;
  /** Conversations that somebody began, by side. */
  readonly #begun = new Map<string, Letter>();
  readonly #told = new Set<string>();
  /** What makers asked to go at their partner: `letter issue attachment sha256`, where the partner has that letter. */
  readonly #unwanted = new Set<string>();
  readonly #readings: Readonly<Record<Letter, Reading>>;

  constructor(desk: AskingDesk) {
    this.#desk = desk;
    this.#readings = { P: newReading(), S: newReading() };
  }

  async happen(): Promise<string> {
    const { random, world } = this.#desk;
    const side = random.pick([world.P, world.S]);
    const command = random.pick(this.commands(side))();
    if (!command) return `${side.letter} asks for nothing`;
    const outcome = await side.command(command);
    const code = outcome === null ? "and ends" : outcome.kind === "done" ? "asked" : outcome.code;
    return `${side.letter} asks: ${command.kind}, ${code}`;
  }

  /** What a person of this side may ask for now; also through the other process. */
  commands(side: SimulatedProject): readonly (() => Command | null)[] {
    const author = side.letter;
    const about = { connection: CONNECTION, author };
    const contents = Array.from({ length: CONTENTS }, (_, i) => () => this.#file(side, i % 4 === 3 ? "put file" : "get file"));
    return [
      ...contents,
      () => this.#cancel(side),
      () => ({ kind: "ask status", id: this.#begin(side), ...about }),
      () => ({ kind: "reconcile", id: this.#begin(side), ...about }),
      () => this.list(side),
      () => ({
        kind: "ask trail",
        id: this.#begin(side),
        trail: { since: this.#readings[side.letter].trail, size: TRAIL_PAGE },
        ...about,
      }),
      ...(this.#desk.replaces
        ? (["put file", "take back file"] as const).flatMap((kind) => [0, 1, 2].map(() => () => this.#unwant(side, kind)))
        : []),
    ];
  }

  /** Whether the maker of this content asked for it to go from here. */
  isUnwanted(letter: Letter, key: string): boolean {
    return this.#unwanted.has(`${letter} ${key}`);
  }

  /** A content at the partner is to make room or to go: mostly the one that is there, else one that may have been. Where it has none yet it is handed one. */
  #unwant(side: SimulatedProject, kind: "put file" | "take back file"): Command | null {
    const { random, contents, files } = this.#desk;
    const partner = side.letter === "P" ? "S" : "P";
    const command = this.#file(side, "put file", (key) => contents[partner].whole.has(key));
    if (command === null) return this.#file(side, "put file");
    if (command.kind !== "put file") return null;
    const { issue, file } = command;
    const key = `${issue} ${file}`;
    const there = contents[partner].whole.get(key);
    const sums = files.versions.filter(({ id }) => id === file).map(({ sha256 }) => sha256);
    // What is taken back without a name is what was agreed.
    if (kind === "take back file" && random.chance(0.3)) {
      for (const sum of sums) this.#unwanted.add(`${partner} ${key} ${sum}`);
      return { ...command, kind };
    }
    const existing = there && random.chance(0.8) ? sha256Of(there) : random.pick(sums);
    this.#unwanted.add(`${partner} ${key} ${existing}`);
    return { ...command, kind, existing };
  }

  /** The next page of what the partner shares. */
  list(side: SimulatedProject, limit = PAGE): Command {
    const { since, numbering } = this.#readings[side.letter];
    const page = { since, limit, ...(numbering !== undefined && { numbering }) };
    return { kind: "list issues", id: this.#begin(side), page, connection: CONNECTION, author: side.letter };
  }

  /** What each side has read of its partner's issues, page after page. */
  read(side: SimulatedProject): ReadonlySet<string> {
    return this.#readings[side.letter].issues;
  }

  wasAsked(id: string): boolean {
    return this.#begun.has(id);
  }

  isRead(side: SimulatedProject): boolean {
    const newest = side.store.newestAsked(side.connection().id, "GetIssueIds", 1)[0];
    return newest?.list?.partial === false;
  }

  /** Looks at what has come to an end since. */
  watch(): void {
    const { P, S } = this.#desk.world;
    for (const [id, letter] of this.#begun) {
      if (this.#told.has(id)) continue;
      const side = letter === "P" ? P : S;
      const operation = side.store.asked(side.connection().id, id);
      if (!operation || !OVER.has(operation.state)) continue;
      this.#told.add(id);
      this.#ended(side, operation);
    }
  }

  #ended(side: SimulatedProject, operation: AskedOperation): void {
    const { problems, contents } = this.#desk;
    const { operation: name, state, code, content, comparison } = operation;
    this.#count(`${name} ${state === "completed" ? "completed" : (code ?? "")}`);
    if (state === "failed" && !code) problems.push(`P6: ${side.letter}'s ${name} failed and does not say why`);
    if (state !== "completed") return;
    if (content) {
      const { issue, id, sha256 } = content.file;
      const to = name === "GetFile" ? side.letter : side.letter === "P" ? "S" : "P";
      const key = `${issue} ${id}`;
      const isDone =
        name === "DeleteFile" ? contents[to].went.has(`${key} ${content.existing}`) : contents[to].came.has(`${key} ${sha256}`);
      if (!isDone) problems.push(`P11: ${side.letter}'s ${name} of ${key} is completed, and nothing happened at ${to}`);
      if (name !== "DeleteFile") this.#count(content.file.size <= 8192 ? "a content came inside a message" : "a content came in parts");
    }
    if (comparison && comparison.found > 0) problems.push(`P6: ${side.letter} finds ${JSON.stringify(comparison.differences)}`);
    this.#read(side, operation);
  }

  #read(side: SimulatedProject, { list, trail }: AskedOperation): void {
    const { problems } = this.#desk;
    const reading = this.#readings[side.letter];
    if (list) {
      if (list.since === 0 || list.numbering !== reading.numbering) reading.issues = new Set();
      for (const [id] of list.issues) reading.issues.add(id);
      for (const [id] of list.stubs) reading.issues.delete(id);
      reading.since = list.next;
      reading.numbering = list.numbering;
    }
    for (const { sequence } of trail?.events ?? []) {
      if (sequence !== reading.trail + 1) problems.push(`P6: of the trail ${side.letter} reads ${sequence} after ${reading.trail}`);
      reading.trail = sequence;
    }
  }

  #file(side: SimulatedProject, kind: "get file" | "put file", isMeant = (_key: string) => true): Command | null {
    const { random, files } = this.#desk;
    const issues = side.tracker.ids();
    if (issues.length === 0) return null;
    const issue = random.pick(issues);
    const agreed = side.row(issue)?.sync.base.attachments ?? [];
    const found = agreed.filter(
      ({ id, removed }) => !removed && (files.makerOf(id) === side.letter) === (kind === "put file") && isMeant(`${issue} ${id}`),
    );
    if (found.length === 0) return null;
    return { kind, issue, file: random.pick(found).id, id: this.#begin(side), author: side.letter };
  }

  #cancel(side: SimulatedProject): Command | null {
    const own = [...this.#begun].filter(([id, letter]) => letter === side.letter && !this.#told.has(id));
    const [id] = own.length === 0 ? [null] : this.#desk.random.pick(own);
    return id === null ? null : { kind: "cancel file", id, author: side.letter };
  }

  #begin(side: SimulatedProject): string {
    const { random, world } = this.#desk;
    const id = newId(world.clock.now, random.bytes(10));
    this.#begun.set(id, side.letter);
    return id;
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

function newReading(): Reading {
  return { since: 0, numbering: undefined, issues: new Set(), trail: 0 };
}
