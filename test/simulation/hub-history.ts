import { OPEN_STATES } from "../../src/sync/operations-end.ts";
import { isAtWork } from "../../src/sync/contents/partners.ts";
import { type HubScene, alarms, contentsOf, folderAway, get, hubScene, isHere, part } from "./hub-scene.ts";
import { isPart } from "./part-faults.ts";
import type { Member } from "./tree-world.ts";

const STEPS = 160;
const MINUTE = 60_000;
/** Until all must be over: an hour for each partner that is late, and looks at what does not open. */
const ROUNDS = 60;

export interface HubTold {
  readonly problems: readonly string[];
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * One random history of a hub that gets, loses and gets again a file which two or three partners have: they work now and then, lose it or have another
 * content under its name, folders are away, parts are lost, processes end, hours go by. Then all rest, and whoever has it gives it.
 */
export async function runHub(seed: number): Promise<HubTold> {
  const scene = await hubScene(seed, seed % 2 === 0 ? 2 : 3, 250_000);
  const life = new HubLife(scene);
  if (scene.tree.random.chance(0.6)) life.spoil(scene.tree.random.pick(scene.partners));
  for (let step = 0; step < STEPS; step++) {
    await life.step();
    life.watch();
  }
  await life.rest();
  return life;
}

class HubLife implements HubTold {
  readonly problems: string[] = [];
  readonly counts = new Map<string, number>();
  readonly #scene: HubScene;
  /** Who ever had another content under the name. */
  readonly #wrong = new Set<Member>();
  readonly #seen = new Set<string>();
  #asked: string | null = null;

  constructor(scene: HubScene) {
    this.#scene = scene;
  }

  async step(): Promise<void> {
    const { tree, hub, partners } = this.#scene;
    const { random, clock, exchange } = tree;
    clock.now += random.below(20_000);
    const partner = random.pick(partners);
    const drawn = random.next();
    if (drawn < 0.08) await this.#ask();
    else if (drawn < 0.72) await this.#pass(random.chance(0.5) ? hub : partner);
    else if (drawn < 0.8) clock.now += random.below(120) * MINUTE;
    else if (drawn < 0.86) folderAway(this.#scene, partner, random.chance(0.6));
    else if (drawn < 0.867) await this.#cancel();
    else if (drawn < 0.9) this.#befallPartner(partner);
    else if (drawn < 0.93) {
      const there = contentsOf(this.#scene, hub);
      there.failure = there.failure === null && random.chance(0.5) ? { kind: "full", place: "", detail: "ENOSPC" } : null;
      there.away = there.failure === null && random.chance(0.2);
    } else if (drawn < 0.97) {
      const parts = exchange.folder.paths().filter(isPart);
      if (parts.length > 0) exchange.folder[random.chance(0.5) ? "lose" : "corrupt"](random.pick(parts));
    } else exchange.folder.delay(random.chance(0.5));
    if (random.chance(0.1)) for (const member of tree.members) exchange.folder.deliver(member.self, 0.5);
  }

  /** At each moment one of several brings, and what is here is what was agreed. */
  watch(): void {
    const { hub, file, tree } = this.#scene;
    const open = hub.store.askedParts(null, OPEN_STATES);
    for (const id of new Set(open.map((row) => row.id))) {
      const bring = open.filter((row) => row.id === id && isAtWork(row) && !row.late && !row.awaited);
      if (bring.length > 1) this.problems.push(`P6: ${bring.length} partners bring the same at ${tree.clock.now}`);
    }
    for (const { connection, id, late, spare, state, content } of open) {
      if (late) this.#once(`late ${connection} ${id}`, "a partner is late");
      if (spare && state !== "identifying") this.#once(`rests ${connection} ${id}`, "a partner rests");
      if (content?.mixed) this.#once(`mixed ${connection} ${id}`, "one goes on with what another one brought");
    }
    const there = contentsOf(this.#scene, hub).whole.has(`${file.issue} ${file.id}`);
    if (there && !isHere(this.#scene)) this.problems.push("P1: the hub has a content that was not agreed");
  }

  /** Everything works again, and nothing waits for ever. */
  async rest(): Promise<void> {
    const { tree, hub, partners } = this.#scene;
    tree.exchange.folder.heal();
    for (const contents of this.#scene.contents.values()) Object.assign(contents, { failure: null, away: false });
    await this.#settle();
    const has = partners.filter((member) => !this.#wrong.has(member) && this.#has(member));
    if (!isHere(this.#scene) && has.length > 0) {
      const id = await get(this.#scene);
      await this.#settle();
      if (!isHere(this.#scene)) {
        const ends = partners.map((member) => `${member.letter} ${hub.store.connections().length} ${part(this.#scene, member, id).code}`);
        this.problems.push(`P1: ${has.map(({ letter }) => letter).join()} can give it, and it does not come: ${ends.join()}`);
      }
    }
    this.#count(isHere(this.#scene) ? "it is here in the end" : "nobody has it in the end");
    const wrong = new Set([...this.#wrong].map(({ letter }) => letter));
    for (const [code, info, letter = ""] of alarms(this.#scene)) {
      this.#count(`alarm ${code} ${info}`);
      if (info === "NEW_FILE_CHECKSUM" && !wrong.has(letter)) this.problems.push(`P6: ${letter} is named for what another one brought`);
    }
    const left = tree.exchange.folder.paths().filter(isPart);
    if (left.length > 0) this.problems.push(`P6: parts are left in the exchange folder: ${left.join()}`);
  }

  async #settle(): Promise<void> {
    const { tree, hub } = this.#scene;
    const isOver = (): boolean => hub.store.askedParts(null, OPEN_STATES).length === 0;
    for (let round = 0, quiet = 0; quiet < 2; round++) {
      if (round === ROUNDS) {
        const open = hub.store.askedParts(null, OPEN_STATES);
        this.problems.push(
          `P6: never over: ${JSON.stringify(open.map(({ state, spare, late, content }) => [state, spare, late, content]))}`,
        );
        return;
      }
      tree.clock.now += 10 * MINUTE;
      for (let i = 0; i < 4; i++) for (const member of tree.members) await member.pass();
      this.watch();
      quiet = isOver() ? quiet + 1 : 0;
    }
  }

  async #ask(): Promise<void> {
    const { hub, file, tree } = this.#scene;
    const open = hub.store.askedParts(null, OPEN_STATES)[0];
    // What came is lost again.
    if (!open) contentsOf(this.#scene, hub).whole.delete(`${file.issue} ${file.id}`);
    if (open || contentsOf(this.#scene, hub).away) return;
    if (tree.random.chance(0.2)) hub.points.arm(1 + tree.random.below(6));
    this.#asked = await get(this.#scene).catch(() => null);
    hub.points.disarm();
    this.#count("asks");
  }

  async #cancel(): Promise<void> {
    if (this.#asked === null) return;
    const outcome = await this.#scene.hub.command({ kind: "cancel file", id: this.#asked, author: "Ada" });
    if (outcome?.kind === "done") this.#count("gives up");
  }

  async #pass(member: Member): Promise<void> {
    const { random } = this.#scene.tree;
    if (random.chance(0.12)) member.points.arm(1 + random.below(12));
    await member.pass();
    member.points.disarm();
  }

  #befallPartner(partner: Member): void {
    const { tree, file, bytes } = this.#scene;
    const contents = contentsOf(this.#scene, partner);
    const what = tree.random.below(4);
    if (what === 0) contents.whole.delete(`${file.issue} ${file.id}`);
    else if (what === 1) contents.away = !contents.away;
    else if (what === 2 || this.#wrong.size === this.#scene.partners.length - 1) {
      // Who was wrong once is never trusted again here.
      if (!this.#wrong.has(partner)) contents.put(file.issue, file.id, bytes);
    } else this.spoil(partner);
  }

  /** It has another content under the name, and does not notice. */
  spoil(partner: Member): void {
    const { tree, file, bytes } = this.#scene;
    const contents = contentsOf(this.#scene, partner);
    const other = Uint8Array.from(bytes);
    // Early in it, so that who is at work first brings it.
    const at = tree.random.below(1 + Math.floor(other.length / 4));
    other[at] = (other[at] ?? 0) ^ 1;
    contents.put(file.issue, file.id, other);
    contents.trusts = true;
    this.#wrong.add(partner);
    this.#count("a partner has another content");
  }

  #has(member: Member): boolean {
    const { file } = this.#scene;
    return contentsOf(this.#scene, member).whole.has(`${file.issue} ${file.id}`);
  }

  #once(key: string, what: string): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#count(what);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
