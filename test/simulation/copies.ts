import { join } from "node:path";
import type { Ledger, OwnComment } from "./ledger.ts";
import { forget } from "./lost-state.ts";
import { type SavedSide, saveSide } from "./saved-side.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { World } from "./world.ts";

interface Copy {
  readonly side: SimulatedProject;
  state: SavedSide;
}

/**
 * A side's state directory and issues, copied to a second machine, which works as well: both say that they are the same side. Sooner or later one of
 * them is asked, and a person says which is the real one. The other one says nothing any more.
 */
export class Copies {
  readonly #world: World;
  readonly #stores: string;
  readonly #ledger: Ledger;
  readonly #random: SeededRandom;
  #copy: Copy | null = null;
  /** Comments that both machines had, and the partner did not. */
  readonly #unsaid: OwnComment[] = [];
  #saved = 0;
  #left = 2;
  /** There were two of one side: until rest nobody can know everywhere. */
  happened = false;

  constructor(world: World, stores: string, ledger: Ledger, random: SeededRandom) {
    this.#world = world;
    this.#stores = stores;
    this.#ledger = ledger;
    this.#random = random;
  }

  async happen(): Promise<string> {
    const { P, S } = this.#world;
    if (this.#copy !== null) return this.#turn(this.#copy);
    if (this.#left === 0) return "nobody copies anything";
    this.#left--;
    const side = this.#random.pick([P, S]);
    this.#copy = { side, state: this.#save(side) };
    for (const comment of this.#ledger.comments.values())
      if (comment.who === side.letter && !isAgreed(side, comment)) this.#unsaid.push(comment);
    this.happened = true;
    return `${side.letter} is copied to a second machine`;
  }

  /** What the copy said first, nobody can have taken back on the other machine, which never said it: it is as if the partner had made it. */
  settle(): void {
    for (const comment of this.#unsaid) if (comment.removed) comment.discarded = true;
  }

  /** The copy works for a while; what the other machine has stays as it was meanwhile. */
  async #turn(copy: Copy): Promise<string> {
    const { side } = copy;
    const { letter } = side;
    if (this.#random.chance(0.1)) {
      this.#copy = null;
      return `${letter}'s second machine is switched off for good`;
    }
    const original = this.#save(side);
    copy.state.putBack("state and issues");
    await side.pass();
    const asked = side.connection().facts.link === "suspended";
    if (asked && this.#random.chance(0.4)) {
      await side.command({ kind: "resume", connection: CONNECTION, author: letter });
      const chosen = this.#save(side);
      original.putBack("state and issues");
      forget(this.#world, this.#ledger, side, () => chosen.putBack("state and issues"));
      this.#copy = null;
      return `${letter} goes on with its copy alone`;
    }
    if (asked) await side.command({ kind: "retire", connection: CONNECTION, author: letter });
    if (asked) await side.pass();
    copy.state = this.#save(side);
    original.putBack("state and issues");
    if (asked) this.#copy = null;
    return `${letter}'s copy ${asked ? "is retired" : "passes"}`;
  }

  #save(side: SimulatedProject): SavedSide {
    return saveSide(side, join(this.#stores, `${side.letter}.db`), join(this.#stores, `machine-${++this.#saved}`));
  }
}

function isAgreed(side: SimulatedProject, { issue, id }: OwnComment): boolean {
  return side.row(issue)?.sync.base.comments.some((comment) => comment.id === id) ?? false;
}
