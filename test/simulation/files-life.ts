import type { Command } from "../../src/model/command.ts";
import { linkText } from "../../src/model/link.ts";
import { OPEN_STATES } from "../../src/sync/operations-end.ts";
import { Asking } from "./asking.ts";
import { FileDeeds } from "./file-deeds.ts";
import { FileLedger } from "./file-ledger.ts";
import { judgeFiles } from "./judge-files.ts";
import type { Ledger } from "./ledger.ts";
import { PartFaults } from "./part-faults.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { SimulatedContents, sha256Of } from "./simulated-contents.ts";
import { CONNECTION, type Letter, type SimulatedProject } from "./simulated-project.ts";
import type { Values } from "./values.ts";
import type { Variant } from "./variants.ts";
import type { World } from "./world.ts";

/** Largest file in the exchange place where contents travel: one of some ten thousand bytes has several parts. */
export const LARGEST = 20_000;

export interface FilesGiven {
  readonly world: World;
  readonly variant: Variant;
  readonly ledger: Ledger;
  readonly values: Values;
  readonly problems: string[];
}

/** Of a step: somebody asks the partner for something; something befalls parts of contents. */
const ASKS = 0.2;
const FAULTS = 0.12;
/** Looks at what does not open yet are apart by less than that; so many of them, and the answers in between. */
const LOOK_MS = 60_000;
const LOOKS = 24;
/** Whoever asked and is not heard of is waited for a week (docs/PROTOCOL.md 6). */
const A_WEEK_AND_A_DAY_MS = 8 * 86_400_000;

/** Files, links and operations in a history: who does what with them, what befalls them, and what must hold. */
export class FilesLife {
  readonly asking: Asking;
  readonly #given: FilesGiven;
  readonly #files = new FileLedger();
  readonly #contents: Readonly<Record<Letter, SimulatedContents>>;
  readonly #deeds: Readonly<Record<Letter, FileDeeds>>;
  readonly #faults: PartFaults | null;
  readonly #random: SeededRandom;
  /** `letter issue`: this side had it at some time, and the other may think that it still has. */
  readonly #known = new Set<string>();

  constructor(given: FilesGiven) {
    this.#given = given;
    const { world, variant, ledger, values, problems } = given;
    const { P, S, random, clock } = world;
    this.#random = random.fork("files");
    this.#contents = { P: contentsOf(P), S: contentsOf(S) };
    const deedsOf = (side: SimulatedProject): FileDeeds =>
      new FileDeeds({
        side,
        contents: this.#contents[side.letter],
        files: this.#files,
        ledger,
        values,
        random: random.fork(`files of ${side.letter}`),
        now: () => clock.now,
        isHidden: (issue) => ledger.introduced.get(issue) === side.letter && !side.tracker.issue(issue)?.share.includes(CONNECTION),
        links: variant.features.has("links"),
        calm: variant.features.has("operations"),
        replaces: variant.features.has("replaces"),
      });
    this.#deeds = { P: deedsOf(P), S: deedsOf(S) };
    const all = Object.values(this.#contents);
    this.#faults = variant.features.has("part faults") ? new PartFaults(world, random.fork("part faults"), all) : null;
    this.asking = new Asking({
      world,
      problems,
      contents: this.#contents,
      files: this.#files,
      random: random.fork("asking"),
      replaces: variant.features.has("replaces"),
    });
    for (const side of [P, S]) this.#files.noteContract(side.letter, side.connection().contract);
  }

  deedsOf({ letter }: SimulatedProject): FileDeeds {
    return this.#deeds[letter];
  }

  /** The first issues are there. */
  begin(): void {
    const { features } = this.#given.variant;
    if (features.has("operations")) for (const deeds of Object.values(this.#deeds)) deeds.begin();
    if (features.has("replaces")) this.#handOver();
  }

  /** What was attached so far is at the partner, as if it had travelled before: there to be replaced and taken back. */
  #handOver(): void {
    const { P, S } = this.#contents;
    for (const [from, to] of [
      [new Map(P.whole), S],
      [new Map(S.whole), P],
    ] as const)
      for (const [key, bytes] of from) {
        to.whole.set(key, bytes);
        to.came.add(`${key} ${sha256Of(bytes)}`);
      }
  }

  /** What another window of the side may hand over. */
  commands(side: SimulatedProject): readonly (() => Command)[] {
    if (!this.#given.variant.features.has("operations")) return [];
    return this.asking.commands(side).map((command) => () => command() ?? { kind: "sync", author: side.letter });
  }

  /** null: this step is somebody else's. */
  async happen(): Promise<string | null> {
    const drawn = this.#random.next();
    if (drawn < ASKS && this.#given.variant.features.has("operations")) return this.asking.happen();
    return this.#faults && drawn > 1 - FAULTS ? this.#faults.happen() : null;
  }

  /** After each step. */
  watch(): void {
    this.asking.watch();
    const { P, S } = this.#given.world;
    for (const side of [P, S]) for (const issue of side.tracker.ids()) this.#known.add(`${side.letter} ${issue}`);
  }

  /** A side loses what it has in `change`: files and links that nothing holds after that, and something held before, are gone as the design permits. */
  forget(change: () => void): void {
    const before = this.#alive();
    change();
    const after = this.#alive();
    for (const { id } of this.#files.versions) if (before.has(id) && !after.has(id)) this.#files.removed.add(id);
    for (const [key, known] of this.#files.links) if (before.has(key) && !after.has(key)) known.removed = true;
  }

  /** Files, and links with the issue that has them, that stand anywhere at all. */
  #alive(): ReadonlySet<string> {
    const { P, S } = this.#given.world;
    const alive = new Set<string>();
    for (const side of [P, S])
      for (const issue of this.#given.ledger.introduced.keys()) {
        const sync = side.row(issue)?.sync;
        const kept = sync
          ? [sync.base, sync.mine, ...(sync.sent ? [sync.sent] : []), ...sync.snapshots.map(({ document }) => document)]
          : [];
        for (const { attachments = [], links = [] } of [side.tracker.issue(issue) ?? {}, ...kept]) {
          for (const file of attachments) if (!("removed" in file)) alive.add(file.id);
          for (const link of links) alive.add(`${issue} ${linkText(link)}`);
        }
      }
    return alive;
  }

  /** P12: what is in a message of this side, and no contract lets out. */
  leakIn(side: SimulatedProject, body: string): string | null {
    const { P, S } = this.#given.world;
    const partner = side === P ? S : P;
    this.#files.noteContract(side.letter, side.connection().contract);
    return this.#files.leakIn(
      side.letter,
      body,
      (issue) => this.#known.has(`${partner.letter} ${issue}`) || partner.row(issue) !== null || partner.tracker.issue(issue) !== null,
    );
  }

  /** The last fault is over. */
  over(): void {
    this.#faults?.over();
  }

  async judge(): Promise<void> {
    const { world, ledger, problems } = this.#given;
    await this.#settle();
    const foreign = this.#faults?.put ?? new Set<string>();
    judgeFiles({ world, ledger, files: this.#files, contents: this.#contents, asking: this.asking, foreign, problems });
    if (this.#given.variant.features.has("operations") && problems.length === 0) await this.#judgeReadings();
  }

  /** Conversations that wait for their next look at a part come to their end in a bounded number of those. */
  async #settle(): Promise<void> {
    const { P, S, clock } = this.#given.world;
    const isOpen = ({ store }: SimulatedProject): boolean => store.askedParts(null, OPEN_STATES).length > 0;
    this.watch();
    for (let look = 0; look < LOOKS && [P, S].some(isOpen); look++) {
      clock.now += LOOK_MS;
      for (let i = 0; i < 3; i++) for (const side of [P, S]) await side.pass();
      this.watch();
    }
  }

  /** What was read page by page is what both share; a week later nobody waits for anybody. */
  async #judgeReadings(): Promise<void> {
    const { world, problems } = this.#given;
    const { P, S, clock } = world;
    for (const side of [P, S]) {
      for (let page = 0; page === 0 || (!this.asking.isRead(side) && page < 10); page++) {
        const outcome = await side.command(this.asking.list(side));
        if (outcome?.kind !== "done") problems.push(`P6: ${side.letter} cannot list: ${JSON.stringify(outcome)}`);
        for (let i = 0; i < 4; i++) for (const one of [P, S]) await one.pass();
        this.watch();
      }
      const shared = side.store.issueIds(null, 100).filter((id) => {
        const sync = side.row(id)?.sync;
        // Whose partner was put back, and knows nothing of it any more, is told so.
        const isForgotten = this.#given.variant.features.has("restores") && sync?.failure?.code === "NOT_SHARED";
        return sync && !isForgotten && !sync.frozen && sync.base.shared && !sync.base.deleted && sync.revision.number > 0;
      });
      const [read, known] = [[...this.asking.read(side)].toSorted().join(), shared.toSorted().join()];
      if (read !== known) problems.push(`P6: ${side.letter} has read that ${read} are shared, and shares ${known}`);
    }
    clock.now += A_WEEK_AND_A_DAY_MS;
    for (let i = 0; i < 6; i++) for (const side of [P, S]) await side.pass();
    for (const side of [P, S])
      for (const { id, operation, state, content, until = 0 } of side.store.answeredIn(side.connection().id, ["identified", "working"]))
        // What comes by itself may have been asked for again meanwhile.
        if (content && until < clock.now) problems.push(`P6: after a week ${side.letter} still holds ${operation} ${id} as ${state}`);
  }
}

function contentsOf(side: SimulatedProject): SimulatedContents {
  const contents = new SimulatedContents(side);
  side.contents = contents;
  side.restart();
  return contents;
}
