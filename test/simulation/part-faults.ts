import { newId } from "../../src/model/ids.ts";
import { readPartName } from "../../src/model/part-name.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimulatedContents } from "./simulated-contents.ts";
import type { World } from "./world.ts";

const NOTHING = "no part to harm";

/** What befalls parts of contents in the exchange folder, what somebody puts beside them, and places where contents are kept. */
export class PartFaults {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #contents: readonly SimulatedContents[];
  readonly #faults: readonly (() => string)[];
  /** Paths where somebody else wrote: they may stay. */
  readonly #put = new Set<string>();

  constructor(world: World, random: SeededRandom, contents: readonly SimulatedContents[]) {
    this.#world = world;
    this.#random = random;
    this.#contents = contents;
    const { folder } = world.exchange;
    this.#faults = [
      () => this.#on("a part is lost", (path) => folder.lose(path)),
      () => this.#on("a part is damaged", (path) => folder.corrupt(path)),
      () => this.#on("a part is cut", (path) => folder.cut(path)),
      () => this.#on("a part is doubled under another number", (path) => this.#copy(path, `${path}${random.below(10)}`)),
      () => this.#on("a part has a conflict copy", (path) => this.#copy(path, `${path} (conflict)`)),
      () => this.#on("a part stands in another's place", (path) => this.#exchange(path)),
      () => this.#on("of a part half has arrived", (path) => this.#half(path)),
      () => this.#on("of a part only the name has arrived", (path) => folder.makePlaceholder(this.#anyMachine(), path)),
      () => this.#late(),
      () => this.#foreign(),
      () => this.#kept(),
      () => this.#forget(),
    ];
  }

  get put(): ReadonlySet<string> {
    return this.#put;
  }

  /** null: there is no part to harm, and mostly nothing else happens either. */
  happen(): string | null {
    if (this.#contents.some(({ arriving }) => arriving.size > 0) && this.#random.chance(0.3)) return this.#forget();
    if (this.#paths().length === 0 && this.#random.chance(0.8)) return null;
    return this.#random.pick(this.#faults)();
  }

  over(): void {
    for (const contents of this.#contents) contents.failure = null;
  }

  #paths(): readonly string[] {
    return this.#world.exchange.folder.paths().filter(isPart);
  }

  #on(what: string, befall: (path: string) => void): string {
    const paths = this.#paths();
    if (paths.length === 0) return NOTHING;
    befall(this.#random.pick(paths));
    return what;
  }

  #copy(path: string, to: string): void {
    const { folder } = this.#world.exchange;
    const bytes = folder.bytes(path);
    if (bytes === null || folder.bytes(to) !== null) return;
    folder.put(to, bytes);
    this.#put.add(to);
  }

  #exchange(path: string): void {
    const { folder } = this.#world.exchange;
    const other = folder.bytes(this.#random.pick(this.#paths()));
    if (other) folder.put(path, other);
  }

  #half(path: string): void {
    const { folder } = this.#world.exchange;
    const length = folder.bytes(path)?.length ?? 0;
    folder.showPart(this.#anyMachine(), path, this.#random.below(length));
  }

  #anyMachine(): string {
    return this.#random.pick([this.#world.P, this.#world.S]).self;
  }

  /** A sync client brings back what had been taken away. */
  #late(): string {
    const { folder } = this.#world.exchange;
    const gone = folder.gone().filter(isPart);
    if (gone.length === 0) return NOTHING;
    const path = this.#random.pick(gone);
    folder.bringBack(path);
    this.#put.add(path);
    return "a part comes back that was taken away";
  }

  /** Names as parts have them, of nobody's transfer. */
  #foreign(): string {
    const { P, S, exchange } = this.#world;
    const side = this.#random.pick([P, S]);
    const transfer = newId(this.#world.clock.now, this.#random.bytes(10));
    const path = `${side.self}/${side.connection().id}/files/${transfer}.${this.#random.below(4)}`;
    exchange.folder.put(path, this.#random.bytes(40));
    this.#put.add(path);
    return "a part of nobody's transfer";
  }

  /** Its disk takes no contents, or does again. */
  #kept(): string {
    const contents = this.#random.pick(this.#contents);
    const kind = this.#random.pick(["full", "read only", "unreachable"] as const);
    contents.failure = contents.failure ? null : { kind, place: "memory", detail: "" };
    return contents.failure ? `a place for contents is ${kind}` : "a place for contents is well again";
  }

  /** What had arrived is gone: somebody cleaned up. */
  #forget(): string {
    const contents = this.#random.pick(this.#contents);
    if (contents.arriving.size === 0) return NOTHING;
    const name = this.#random.pick([...contents.arriving.keys()]);
    const bytes = contents.arriving.get(name) ?? new Uint8Array();
    if (this.#random.chance(0.5)) contents.arriving.delete(name);
    else contents.arriving.set(name, bytes.slice(0, this.#random.below(bytes.length + 1)));
    return "what had arrived is gone, or half of it";
  }
}

export function isPart(path: string): boolean {
  return path.includes("/files/") && readPartName(path.split("/").at(-1) ?? "") !== null;
}
