import { join } from "node:path";
import { isOpenWrite } from "../../src/model/issue-sync.ts";
import { presentIdentityName } from "../../src/sync/own-identity.ts";
import type { FilesLife } from "./files-life.ts";
import type { FolderSnapshot } from "../support/memory-folder.ts";
import { sameValue } from "../../src/model/value.ts";
import { answerAll, forget } from "./lost-state.ts";
import type { Ledger } from "./ledger.ts";
import { type PutBack, type SavedSide, saveSide } from "./saved-side.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { FIELDS } from "./values.ts";
import type { World } from "./world.ts";

interface Saved {
  readonly side: SimulatedProject;
  readonly saved: SavedSide;
  readonly folder: FolderSnapshot;
  /** Name of the identity key that it signs with. */
  readonly key: string;
}

/**
 * Sides that are put back to an earlier state: the state directory alone, with the issues, with the exchange folder, or all three. What only the lost
 * state held is gone, as the design permits; all the rest is judged as ever.
 */
export class Restores {
  readonly #world: World;
  readonly #stores: string;
  readonly #ledger: Ledger;
  readonly #files: FilesLife | null;
  readonly #saved: Saved[] = [];
  #left: number;
  /** A side was put back: until rest nobody can know everywhere. */
  happened = false;

  constructor(world: World, stores: string, ledger: Ledger, files: FilesLife | null) {
    this.#files = files;
    this.#world = world;
    this.#stores = stores;
    this.#ledger = ledger;
    this.#left = 1 + world.random.below(2);
  }

  async happen(): Promise<string> {
    const { random, P, S, exchange } = this.#world;
    const asked = [P, S].find((one) => one.connection().facts.link === "suspended");
    if (asked && random.chance(0.5)) {
      await answerAll(this.#world);
      return `${asked.letter} is the real one`;
    }
    const side = random.pick([P, S]);
    // A state without the key that its side signs with by now is of no use: it says so, and the connection is made anew (identity-change.test.ts).
    const mine = this.#saved.filter((one) => one.side === side && one.key === presentIdentityName(side.store));
    if (mine.length === 0 || this.#left === 0 || random.chance(0.5)) {
      const copy = join(this.#stores, `copy-${this.#saved.length}`);
      const saved = saveSide(side, join(this.#stores, `${side.letter}.db`), copy);
      this.#saved.push({ side, saved, folder: exchange.folder.snapshot(), key: presentIdentityName(side.store) });
      return `${side.letter} is saved`;
    }
    this.#left--;
    const { saved, folder } = random.pick(mine);
    if (random.chance(0.15)) return this.#issuesAlone(side, saved);
    const what: PutBack = random.chance(0.5) ? "state" : "state and issues";
    const withFolder = random.chance(0.4);
    const putBack = (): void => {
      saved.putBack(what);
      if (withFolder) exchange.folder.restore(folder);
    };
    forget(this.#world, this.#ledger, side, () => (this.#files ? this.#files.forget(putBack) : putBack()));
    this.happened = true;
    return `${side.letter} is put back: ${what === "state" ? "state alone" : what}${withFolder ? ", and the folder" : ""}`;
  }

  /**
   * The issues of yesterday under today's store are texts that the store knows: a person is asked, and here says that he means them. So it is an edit that
   * has seen what it replaces; nothing new is typed.
   */
  #issuesAlone(side: SimulatedProject, saved: SavedSide): string {
    let differed = false;
    for (const [id, old] of saved.issues) {
      const now = side.tracker.issue(id);
      if (!now) continue;
      for (const field of FIELDS) {
        if (sameValue(fieldIn(now, field), fieldIn(old, field))) continue;
        differed = true;
        this.#ledger.replaceAll(id, { [field]: fieldIn(now, field) });
        if (isOpenWrite(side.row(id)?.sync.pendingWrite ?? null)) this.#ledger.editedUnderWrite.add(id);
        side.tracker.edit(id, { fields: { [field]: fieldIn(old, field) } });
      }
      if (this.#files?.deedsOf(side).putBack(old, (key) => saved.contents.get(key))) differed = true;
    }
    return differed ? `${side.letter} is put back: issues alone` : `${side.letter} has those issues still`;
  }
}
