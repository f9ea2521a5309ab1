import type { Variant } from "./variants.ts";
import type { World } from "./world.ts";

/** A fault that finds nothing to befall is none. */
const NOTHING = "folder stays as it is";

/** What befalls the folder between the two, as sync clients, sticks and disks do it. Without the feature only delay. */
export class ExchangeFaults {
  readonly #world: World;
  readonly #all: boolean;
  #delayed = false;

  constructor(world: World, variant: Variant) {
    this.#world = world;
    this.#all = variant.features.has("exchange faults");
  }

  happen(): string {
    const { exchange, random, P, S } = this.#world;
    const { folder } = exchange;
    const paths = folder.paths();
    const victim = paths.length > 0 && this.#all ? random.pick(paths) : null;
    const fault = random.below(victim === null ? 3 : 10);
    switch (fault) {
      case 0:
        this.#delayed = !this.#delayed;
        folder.delay(this.#delayed);
        return `folder ${this.#delayed ? "delays" : "delivers at once"}`;
      case 1:
        folder.deliver();
        return "folder delivers";
      case 2: {
        const side = random.pick([P, S]);
        folder.deliver(side.self, 0.5);
        return `folder shows ${side.letter} some`;
      }
      case 3:
        if (victim) folder.lose(victim);
        return "folder loses a file";
      case 4:
        if (victim) folder.corrupt(victim);
        return "folder corrupts a file";
      case 5:
        if (victim) folder.cut(victim);
        return "folder cuts a file";
      case 6:
        if (victim) folder.conflictCopy(victim);
        return "folder makes a conflict copy";
      case 7: {
        const gone = folder.gone();
        return gone.length > 0 && folder.bringBack(random.pick(gone)) ? "folder brings a file back" : NOTHING;
      }
      case 8: {
        const side = random.pick([P, S]);
        return victim && folder.showOld(side.self, victim) ? `folder shows ${side.letter} an old file` : NOTHING;
      }
      default: {
        const side = random.pick([P, S]);
        folder.unreachable(side.self, !folder.isUnreachable(side.self));
        return `folder is ${folder.isUnreachable(side.self) ? "away" : "back"} for ${side.letter}`;
      }
    }
  }
}
