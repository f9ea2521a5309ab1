import { join } from "node:path";
import { type IssueSync, isOpenWrite } from "../../src/model/issue-sync.ts";
import type { FolderSnapshot } from "../support/memory-folder.ts";
import { fieldOf } from "../../src/model/document.ts";
import { sameValue } from "../../src/model/value.ts";
import { type Ledger, type Typed, mark, partsOf } from "./ledger.ts";
import { type PutBack, type SavedSide, saveSide } from "./saved-side.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { FIELDS } from "./values.ts";
import type { World } from "./world.ts";

interface Saved {
  readonly side: SimulatedProject;
  readonly saved: SavedSide;
  readonly folder: FolderSnapshot;
}

/**
 * Sides that are put back to an earlier state: the state directory alone, with the issues, with the exchange folder, or all three. What only the lost
 * state held is gone, as the design permits; all the rest is judged as ever.
 */
export class Restores {
  readonly #world: World;
  readonly #stores: string;
  readonly #ledger: Ledger;
  readonly #saved: Saved[] = [];
  #left: number;
  /** A side was put back: until rest nobody can know everywhere. */
  happened = false;

  constructor(world: World, stores: string, ledger: Ledger) {
    this.#world = world;
    this.#stores = stores;
    this.#ledger = ledger;
    this.#left = 1 + world.random.below(2);
  }

  async happen(): Promise<string> {
    const { random, P, S, exchange } = this.#world;
    const asked = [P, S].find((one) => one.connection().facts.link === "suspended");
    if (asked && random.chance(0.5)) {
      await this.answer();
      return `${asked.letter} is the real one`;
    }
    const side = random.pick([P, S]);
    const mine = this.#saved.filter((one) => one.side === side);
    if (mine.length === 0 || this.#left === 0 || random.chance(0.5)) {
      const copy = join(this.#stores, `copy-${this.#saved.length}`);
      this.#saved.push({ side, saved: saveSide(side, join(this.#stores, `${side.letter}.db`), copy), folder: exchange.folder.snapshot() });
      return `${side.letter} is saved`;
    }
    this.#left--;
    const { saved, folder } = random.pick(mine);
    if (random.chance(0.15)) return this.#issuesAlone(side, saved);
    const what: PutBack = random.chance(0.5) ? "state" : "state and issues";
    const before = this.#alive();
    saved.putBack(what);
    const withFolder = random.chance(0.4);
    if (withFolder) exchange.folder.restore(folder);
    this.happened = true;
    const alive = this.#alive();
    for (const [key, typed] of this.#ledger.typed)
      if (before.has(key) && !alive.has(key)) this.#ledger.replaced.add(mark(typed.issue, typed.field, typed.part));
    for (const comment of this.#ledger.comments.values()) {
      const found = [P, S].map((one) => one.tracker.issue(comment.issue)?.comments.find(({ id }) => id === comment.id));
      const stands = found.some((one) => one?.body.toLowerCase() === comment.body.toLowerCase());
      if (comment.removed ? found.some((one) => one !== undefined) : !stands) comment.discarded = true;
    }
    // What only its introducer had comes back from the partner as the partner's.
    for (const [issue, letter] of this.#ledger.introduced)
      if (letter === side.letter && side.tracker.issue(issue) === null) this.#ledger.comeBack(issue);
    return `${side.letter} is put back: ${what === "state" ? "state alone" : what}${withFolder ? ", and the folder" : ""}`;
  }

  /**
   * The issues of yesterday under today's store are texts that the store knows: a person is asked, and here says that he means them. So it is an edit that
   * has seen what it replaces; nothing new is typed.
   */
  #issuesAlone(side: SimulatedProject, saved: SavedSide): string {
    for (const [id, old] of saved.issues) {
      const now = side.tracker.issue(id);
      if (!now) continue;
      for (const field of FIELDS) {
        if (sameValue(fieldIn(now, field), fieldIn(old, field))) continue;
        this.#ledger.replaceAll(id, { [field]: fieldIn(now, field) });
        if (isOpenWrite(side.row(id)?.sync.pendingWrite ?? null)) this.#ledger.editedUnderWrite.add(id);
        side.tracker.edit(id, { fields: { [field]: fieldIn(old, field) } });
      }
    }
    return `${side.letter} is put back: issues alone`;
  }

  /** A person says that the copy which was put back is the one to go on. */
  async answer(): Promise<void> {
    for (const side of [this.#world.P, this.#world.S])
      if (side.connection().facts.link === "suspended") await side.command({ kind: "resume", connection: CONNECTION, author: side.letter });
  }

  /** What was typed and stands anywhere at all, or is kept as lost. */
  #alive(): ReadonlySet<string> {
    const { P, S } = this.#world;
    return new Set([...this.#ledger.typed].filter(([, typed]) => [P, S].some((side) => holds(side, typed))).map(([key]) => key));
  }
}

function holds(side: SimulatedProject, typed: Typed): boolean {
  const { issue, field } = typed;
  const sync = side.row(issue)?.sync;
  const values = [fieldIn(side.tracker.issue(issue), field), ...(sync ? valuesOf(sync, field, side.letter === typed.who) : [])];
  return values.some((value) => partsOf(value).some((part) => sameValue(part, typed.part)));
}

/** `isAuthor`: what lost was told to its author alone, and the record of it may go with the state in which it was. */
function valuesOf(sync: IssueSync, field: string, isAuthor: boolean) {
  const documents = [sync.base, sync.mine, ...(sync.sent ? [sync.sent] : []), ...sync.snapshots.map(({ document }) => document)];
  const told = [
    ...(isAuthor ? sync.lost : []),
    ...sync.overruled,
    ...sync.sentOverruled,
    ...(sync.reply?.overruled ?? []),
    ...(sync.reply?.conflicts ?? []),
  ];
  return [...documents.map((document) => fieldOf(document, field)), ...told.filter((one) => one.field === field).map(({ value }) => value)];
}
