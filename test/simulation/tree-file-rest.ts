import { readMessageName } from "../../src/model/message-name.ts";
import { OPEN_STATES } from "../../src/sync/operations-end.ts";
import type { FilesOfTree } from "./tree-files.ts";

/** Rounds until all must be quiet: see tree-history.ts. */
const ROUNDS = 200;
/** Looks at what does not open yet are apart by less than that. */
const LOOK_MS = 60_000;
const LOOKS = 24;
/** What comes by itself is tried again after so long at most (docs/PROTOCOL.md 6, "Contents"). */
const A_DAY_MS = 86_400_000;
/** Who asked and is not heard of is waited for a week, where a side was put back and knows nothing of it. */
const A_WEEK_AND_A_DAY_MS = 8 * A_DAY_MS;

/** How a history of files comes to rest: all is said, and all that was asked for came to its end. */
export class TreeFileRest {
  readonly #given: FilesOfTree;

  constructor(given: FilesOfTree) {
    this.#given = given;
  }

  async come(when: string): Promise<void> {
    const { tree, options, problems } = this.#given;
    const { clock, members } = tree;
    await this.#quiet(when);
    for (let look = 0; look < LOOKS && (this.#isAsked() || this.#isDue()); look++) {
      clock.now += this.#isAsked() ? LOOK_MS : A_DAY_MS;
      await this.#quiet(when);
    }
    if (options.restores && this.#isAsked()) {
      clock.now += A_WEEK_AND_A_DAY_MS;
      await this.#quiet(when);
    }
    for (const { letter, store } of members)
      for (const { operation, id, state, content } of store.askedParts(null, OPEN_STATES))
        problems.push(`P6: ${letter}'s ${operation} ${id} is still ${state} ${when}: ${JSON.stringify(content)}`);
  }

  /** All pass until nobody has anything to say or to do. */
  async #quiet(when: string): Promise<void> {
    const { clock, members } = this.#given.tree;
    await this.#answer();
    for (let round = 1, quiet = 0; round <= ROUNDS; round++) {
      clock.now += 1000;
      let moved = false;
      for (const member of members) {
        const report = await member.pass();
        moved ||= report === null || report.progress || report.unsettled;
      }
      quiet = moved || this.#isBusy() ? 0 : quiet + 1;
      if (quiet === 2) return;
    }
    this.#given.problems.push(`P6: never quiet ${when}`);
  }

  /** A person says of a side that was put back that it is the real one, where only the partner's word shows it (docs/PROTOCOL.md 2: copy suspected). */
  async #answer(): Promise<void> {
    for (const member of this.#given.options.restores ? this.#given.tree.members : [])
      for (const { name, facts } of member.store.connections())
        if (facts.link === "suspended") await member.command({ kind: "resume", connection: name, author: member.letter });
  }

  #isBusy(): boolean {
    const { members, exchange } = this.#given.tree;
    return members.some(({ store, self }) => {
      const connections = store.connections();
      const waits = connections.some(({ id }) => Object.values(store.queues(id)).some((number) => number > 0));
      const files = exchange.folder
        .paths()
        .filter((path) => path.startsWith(self) && readMessageName(path.split("/").at(-1) ?? "") !== null);
      return waits || files.length > connections.length;
    });
  }

  #isAsked(): boolean {
    return this.#given.tree.members.some(({ store }) => store.askedParts(null, OPEN_STATES).length > 0);
  }

  /** Something is to come by itself later. */
  #isDue(): boolean {
    return this.#given.tree.members.some(({ store }) =>
      store.connections().some(({ id }) => store.unaskedContents(id, ["waits", "left", "asked"], Infinity, 1).length > 0),
    );
  }
}
