import { toBase32 } from "../../src/model/base32.ts";
import { readMessageName } from "../../src/model/message-name.ts";
import type { FolderSnapshot } from "../support/memory-folder.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import type { World } from "./world.ts";

const JUNK = 100;

/**
 * What a power cut leaves of files in the exchange folder, a folder that is put back to yesterday, and somebody who may write there and has no key.
 * Nobody may take any of it for something that a side said, and what is damaged is put there again by its writer.
 */
export class Attacks {
  readonly #world: World;
  readonly #deeds: readonly ((side: SimulatedProject) => string)[];
  readonly #put = new Set<string>();
  /** Every message file that was seen, by where it stood. */
  readonly #seen = new Map<string, Uint8Array>();
  #yesterday: FolderSnapshot;

  constructor(world: World) {
    this.#world = world;
    const { folder } = world.exchange;
    const { random } = world;
    this.#yesterday = folder.snapshot();
    const bytesOf = (path: string): Uint8Array => folder.bytes(path) ?? new Uint8Array();
    this.#deeds = [
      (side) => this.#damage(side, "a file of zeros", (bytes) => new Uint8Array(bytes.length)),
      (side) => this.#damage(side, "a name without content", () => new Uint8Array()),
      (side) => this.#damage(side, "a file with more at its end", (bytes) => Uint8Array.from([...bytes, 0, 1, 2])),
      (side) => {
        const path = this.#pick(this.#partnerOf(side));
        if (path === null) return "nothing";
        const { length } = bytesOf(path);
        folder.showPart(side.self, path, random.below(length));
        return "a file of which half has arrived";
      },
      () => {
        const old = this.#yesterday;
        this.#yesterday = folder.snapshot();
        folder.restore(old);
        return "the folder of yesterday";
      },
      (side) => {
        const path = this.#pick(side);
        if (path === null) return "nothing";
        return this.#write(path.replace(side.self, this.#partnerOf(side).self), bytesOf(path), "a file reflected");
      },
      (side) => {
        const path = this.#pick(side);
        if (path === null) return "nothing";
        const name = path.split("/").at(-1) ?? "";
        const hash = /-([0-9a-z]+)\.ferry$/.exec(name)?.[1] ?? "";
        const other = name.startsWith("ack-") ? `${random.below(3)}-${random.below(9)}-${hash}.ferry` : `ack-${hash}.ferry`;
        return this.#write(path.replace(name, other), bytesOf(path), "a file under another kind's name");
      },
      (side) => {
        const path = this.#pick(side);
        if (path === null) return "nothing";
        const bytes = bytesOf(path).slice();
        const at = random.below(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        const name = path.split("/").at(-1) ?? "";
        const hash = toBase32(side.context.crypto.sha256(bytes));
        return this.#write(path.replace(name, name.replace(/[0-9a-z]+\.ferry$/, `${hash}.ferry`)), bytes, "a forged file");
      },
      (side) => {
        const old = [...this.#seen].filter(([path]) => path.startsWith(side.self) && /\/\d+-\d+-/.test(path));
        if (old.length === 0) return "nothing";
        const [path, bytes] = random.pick(old);
        const { generation, next } = side.connection().stream;
        const to = path.replace(/\/\d+-\d+-/, `/${generation}-${next + random.below(2)}-`);
        return this.#write(to, bytes, "an old file under the newest sequence");
      },
      (side) => {
        const place = `${side.self}/${side.connection().id}`;
        for (let i = 0; i < JUNK; i++)
          this.#write(`${place}/${random.below(4)}-${random.below(30)}-${toBase32(random.bytes(32))}.ferry`, random.bytes(20), "");
        return "a hundred junk names";
      },
      (side) => {
        const stranger = toBase32(random.bytes(16));
        const path = this.#pick(side);
        return path === null ? "nothing" : this.#write(path.replace(side.self, stranger), bytesOf(path), "a stranger's files");
      },
    ];
  }

  happen(): string {
    const { random, P, S, exchange } = this.#world;
    for (const path of exchange.folder.paths()) if (isMessage(path)) this.#seen.set(path, exchange.folder.bytes(path) ?? new Uint8Array());
    const side = random.pick([P, S]);
    return `${side.letter} has ${random.pick(this.#deeds)(side)}`;
  }

  /** Where something lies that no side wrote. It goes on lying there: nothing of it may keep anybody from coming to rest. */
  get put(): ReadonlySet<string> {
    return this.#put;
  }

  #damage(side: SimulatedProject, what: string, change: (bytes: Uint8Array) => Uint8Array): string {
    const path = this.#pick(side);
    if (path === null) return "nothing";
    this.#world.exchange.folder.put(path, change(this.#world.exchange.folder.bytes(path) ?? new Uint8Array()));
    return what;
  }

  #pick(side: SimulatedProject): string | null {
    const paths = this.#world.exchange.folder.paths().filter((path) => path.startsWith(side.self) && isMessage(path));
    return paths.length === 0 ? null : this.#world.random.pick(paths);
  }

  #partnerOf(side: SimulatedProject): SimulatedProject {
    return side === this.#world.P ? this.#world.S : this.#world.P;
  }

  /** What it was; nothing where something stands there already. */
  #write(path: string, bytes: Uint8Array, what: string): string {
    const { folder } = this.#world.exchange;
    if (folder.bytes(path) !== null) return "nothing";
    folder.put(path, bytes);
    this.#put.add(path);
    return what;
  }
}

function isMessage(path: string): boolean {
  return readMessageName(path.split("/").at(-1) ?? "") !== null;
}
