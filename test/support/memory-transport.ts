import { Impossible } from "../../src/model/failure.ts";
import { isId } from "../../src/model/ids.ts";
import { readMessageName } from "../../src/model/message-name.ts";
import { type PartName, partFileName, readPartName } from "../../src/model/part-name.ts";
import type { Listing, Maintained, Offer, Parts, Route, Transport, TransportFailure } from "../../src/ports/transport.ts";
import { Rotation, select } from "../../src/transports/folder/selection.ts";
import { MemoryFolder } from "./memory-folder.ts";

const LARGEST = 16 * 1024 * 1024;
const FILES_PER_PASS = 50;

export interface MemoryExchangeOptions {
  /** Decides what `deliver` shows; the same numbers give the same history. */
  readonly random?: () => number;
  readonly filesPerPass?: number;
  readonly largest?: number;
  /** What is told of that, so that contents have several parts where messages go whole; the same without. */
  readonly told?: number;
  /** Called before each write and withdrawal; may throw: the process ends there. */
  readonly beforeChange?: (path: string) => void;
}

export interface MemoryExchange {
  /**
   * How `self` reaches the exchange from one machine. Two machines of one participant are a copied project; the same machine
   * again is a new process with the same view.
   */
  transport(self: string, machine?: string): Transport;
  readonly folder: MemoryFolder;
}

/** An exchange folder without a disk: deterministic, without timers, with the faults of `MemoryFolder`. */
export function memoryExchange(options: MemoryExchangeOptions = {}): MemoryExchange {
  const folder = new MemoryFolder(options.random ?? (() => 0));
  return { folder, transport: (self, machine = self) => new MemoryTransport(folder, machine, self, options) };
}

class MemoryTransport implements Transport {
  readonly largest: number;
  readonly #largest: number;
  readonly #folder: MemoryFolder;
  readonly #machine: string;
  readonly #self: string;
  readonly #options: MemoryExchangeOptions;
  readonly #filesPerPass: number;
  readonly #rotation = new Rotation();
  readonly #ready = new Set<string>();

  constructor(folder: MemoryFolder, machine: string, self: string, options: MemoryExchangeOptions) {
    this.#folder = folder;
    this.#machine = machine;
    this.#self = self;
    this.#options = options;
    this.#largest = options.largest ?? LARGEST;
    this.largest = options.told ?? this.#largest;
    this.#filesPerPass = options.filesPerPass ?? FILES_PER_PASS;
    folder.join(machine);
  }

  async check(): Promise<TransportFailure | null> {
    return this.#unreachable() ?? (this.#folder.isReadOnly(this.#machine) ? { kind: "read only", place: "memory", detail: "EROFS" } : null);
  }

  async writers(route: Route): Promise<readonly string[]> {
    if (this.#unreachable() !== null) return [];
    const ids = new Set<string>();
    for (const path of this.#folder.view(this.#machine).keys()) {
      const [writer = "", connection] = path.split("/");
      if (isId(writer) && writer !== route.self && connection === route.connection) ids.add(writer);
    }
    return this.#rotation.take(`writers ${route.connection}`, [...ids], this.#filesPerPass);
  }

  async list(route: Route, writer: string, after?: { generation: number; sequence: number }): Promise<Listing | TransportFailure> {
    const unreachable = this.#unreachable() ?? this.#fails();
    if (unreachable !== null) return unreachable;
    const prefix = directory(writer, route.connection);
    const selection = select(this.#names(prefix), this.#rotation, prefix, this.#filesPerPass, after);
    const sizes = selection.names.map((name) => ({ writer, name, size: this.#found(prefix + name)?.length ?? Infinity }));
    const foreign = [...selection.foreign, ...sizes.filter((one) => one.size > this.#largest).map((one) => one.name)];
    return { messages: sizes.filter((one) => one.size <= this.#largest), foreign: foreign.length, foreignNames: foreign.slice(0, 20) };
  }

  async fetch(route: Route, writer: string, name: string) {
    const path = directory(writer, route.connection) + name;
    const found = this.#found(path);
    const away = this.#unreachable() !== null || this.#folder.isPlaceholder(this.#machine, path) || this.#fails() !== null;
    const taken = !away && readMessageName(name) !== null && found !== undefined && found.length <= this.#largest;
    return taken ? { kind: "bytes" as const, bytes: found.slice() } : { kind: "none" as const };
  }

  async maintain(route: Route, offers: readonly Offer[], thorough: boolean, mayWithdraw = (_name: string) => true): Promise<Maintained> {
    if (route.self !== this.#self) throw new Impossible("writes for another participant");
    const unreachable = this.#unreachable();
    if (unreachable !== null) return { written: 0, repaired: 0, withdrawn: 0, failure: unreachable };
    const prefix = directory(route.self, route.connection);
    const placed = this.#place(prefix, offers, thorough);
    const offered = new Set(offers.map((offer) => offer.name));
    const old = this.#names(prefix).filter((name) => readMessageName(name) !== null && !offered.has(name) && mayWithdraw(name));
    const withdrawn = placed.failure?.kind === "read only" ? [] : this.#rotation.take(`withdraw ${prefix}`, old, this.#filesPerPass);
    for (const name of withdrawn) this.#change(prefix + name, null);
    return { ...placed, withdrawn: withdrawn.length };
  }

  readonly parts: Parts = {
    place: async (route, part, bytes) => {
      if (route.self !== this.#self) throw new Impossible("writes for another participant");
      const failure = this.#unreachable() ?? this.#fails();
      if (failure !== null) return failure;
      if (this.#folder.isReadOnly(this.#machine)) return { kind: "read only", place: "memory", detail: "EROFS" };
      if (!this.#folder.hasRoomFor(bytes.length)) return { kind: "full", place: "memory", detail: "ENOSPC" };
      this.#change(partPath(route.self, route.connection, part), bytes.slice());
      return null;
    },
    own: async (route) => {
      const failure = this.#unreachable() ?? this.#fails();
      if (failure !== null) return failure;
      const prefix = `${directory(route.self, route.connection)}files/`;
      const names = this.#folder
        .listing(this.#machine)
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length));
      const parts = names.flatMap((name) => {
        const part = readPartName(name);
        return part ? [{ ...part, size: this.#found(prefix + name)?.length ?? -1 }] : [];
      });
      return { parts, foreign: names.length - parts.length };
    },
    fetch: async (route, writer, part, size) => {
      const path = partPath(writer, route.connection, part);
      const found = this.#found(path);
      const away = this.#unreachable() !== null || this.#folder.isPlaceholder(this.#machine, path) || this.#fails() !== null;
      return !away && found?.length === size ? { kind: "bytes", bytes: found.slice() } : { kind: "none" };
    },
    withdraw: async (route, parts) => {
      const failure = this.#unreachable() ?? this.#fails();
      if (failure !== null) return failure;
      if (this.#folder.isReadOnly(this.#machine)) return { kind: "read only", place: "memory", detail: "EROFS" };
      for (const part of parts) {
        const path = partPath(route.self, route.connection, part);
        if (this.#found(path) !== undefined) this.#change(path, null);
      }
      return null;
    },
  };

  watch(route: Route, hint: () => void, signal: AbortSignal): void {
    this.#folder.onVisible(this.#machine, signal, (path) => {
      const [writer, connection] = path.split("/");
      if (writer !== route.self && connection === route.connection) hint();
    });
    queueMicrotask(() => {
      if (!signal.aborted) hint();
    });
  }

  #place(prefix: string, offers: readonly Offer[], thorough: boolean): Omit<Maintained, "withdrawn"> {
    let written = 0;
    let repaired = 0;
    let failure: TransportFailure | null = null;
    for (const offer of offers) {
      const path = prefix + offer.name;
      if (!this.#isGood(this.#found(path), offer, thorough)) {
        if (this.#folder.isReadOnly(this.#machine))
          return { written, repaired, failure: { kind: "read only", place: "memory", detail: "EROFS" } };
        const bytes = offer.bytes();
        if (bytes.length !== offer.size || offer.size > this.#largest || readMessageName(offer.name) === null)
          throw new Impossible(offer.name);
        // A name that is held: the others are placed all the same.
        const held = this.#fails();
        failure ??= held;
        if (held !== null) continue;
        if (!this.#folder.hasRoomFor(offer.size))
          return { written, repaired, failure: { kind: "full", place: "memory", detail: "ENOSPC" } };
        if (this.#found(path) !== undefined || this.#ready.has(path)) repaired += 1;
        this.#change(path, bytes.slice());
        written += 1;
      }
      this.#ready.add(path);
    }
    return { written, repaired, failure };
  }

  #isGood(found: Uint8Array | undefined, offer: Offer, thorough: boolean): boolean {
    if (found?.length !== offer.size) return false;
    if (!thorough) return true;
    const bytes = offer.bytes();
    return found.every((byte, i) => byte === bytes[i]);
  }

  #change(path: string, bytes: Uint8Array | null): void {
    this.#options.beforeChange?.(path);
    this.#folder.change(this.#machine, path, bytes);
  }

  #found(path: string): Uint8Array | undefined {
    return this.#folder.view(this.#machine).get(path);
  }

  #names(prefix: string): string[] {
    return this.#folder
      .listing(this.#machine)
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .filter((name) => !name.startsWith("files/"));
  }

  #fails(): TransportFailure | null {
    const detail = this.#folder.failureOf(this.#machine);
    return detail === null ? null : { kind: "unreachable", place: "memory", detail };
  }

  #unreachable(): TransportFailure | null {
    return this.#folder.isUnreachable(this.#machine) ? { kind: "unreachable", place: "memory", detail: "ENOENT" } : null;
  }
}

function directory(writer: string, connection: string): string {
  if (!isId(writer) || !isId(connection)) throw new Impossible(`not an id: ${writer}, ${connection}`);
  return `${writer}/${connection}/`;
}

function partPath(writer: string, connection: string, part: PartName): string {
  return `${directory(writer, connection)}files/${partFileName(part)}`;
}
