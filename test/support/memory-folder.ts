export type FolderSnapshot = ReadonlyMap<string, Uint8Array>;

/**
 * A folder as sync clients show it: every machine has a view of its own, the newest version wins in the end. Paths are
 * `<writer>/<connection>/<name>`. Faults that name a path befall what everybody gets to see.
 */
export class MemoryFolder {
  readonly #random: () => number;
  readonly #latest = new Map<string, Uint8Array>();
  readonly #views = new Map<string, Map<string, Uint8Array>>();
  /** By machine, paths whose newest state it does not see yet. */
  readonly #unseen = new Map<string, Set<string>>();
  readonly #past = new Map<string, Uint8Array>();
  readonly #unreachable = new Set<string>();
  readonly #readOnly = new Set<string>();
  /** By machine, what the system answers now and then. */
  readonly #failing = new Map<string, string>();
  /** By machine, paths whose names are there and whose content is not. */
  readonly #placeholders = new Map<string, Set<string>>();
  /** By machine, the names that a listing from before goes on showing. */
  readonly #listings = new Map<string, readonly string[]>();
  readonly #watchers = new Map<string, Set<(path: string) => void>>();
  #delayed = false;
  #room = Infinity;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A machine that never looked before sees everything there is. */
  join(machine: string): void {
    if (this.#views.has(machine)) return;
    this.#views.set(machine, new Map(this.#latest));
    this.#unseen.set(machine, new Set());
    this.#watchers.set(machine, new Set());
  }

  view(machine: string): ReadonlyMap<string, Uint8Array> {
    return this.#viewOf(machine);
  }

  /** What a machine itself does: it sees that at once, the others now or at `deliver`. */
  change(machine: string, path: string, bytes: Uint8Array | null): void {
    this.#set(path, bytes);
    this.#show(machine, path);
    if (!this.#delayed) this.#showAll();
  }

  /** True: the others see a change only after `deliver`. */
  delay(delayed: boolean): void {
    this.#delayed = delayed;
    if (!delayed) this.deliver();
  }

  /** Each change that a machine (all without one) has not seen becomes visible there with this probability; gives their number. */
  deliver(machine?: string, probability = 1): number {
    const machines = machine === undefined ? [...this.#views.keys()] : [machine];
    for (const one of machines) this.#placeholders.delete(one);
    return machines.reduce((sum, one) => sum + this.#showSome(one, probability), 0);
  }

  /** Everything that stands there in the end, in order. */
  paths(): readonly string[] {
    return [...this.#latest.keys()].toSorted();
  }

  bytes(path: string): Uint8Array | null {
    return this.#latest.get(path) ?? null;
  }

  /** Any bytes anywhere: what an attacker without keys can do. */
  put(path: string, bytes: Uint8Array): void {
    this.#befall(path, bytes);
  }

  lose(path: string): void {
    this.#befall(path, null);
  }

  /** Same size, one bit other. */
  corrupt(path: string): void {
    const bytes = this.#standing(path).slice();
    const at = Math.floor(this.#random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    this.#befall(path, bytes);
  }

  cut(path: string, length = Math.floor(this.#random() * this.#standing(path).length)): void {
    this.#befall(path, this.#standing(path).slice(0, length));
  }

  /** What a sync client does with two versions: the name is outside the grammar. */
  conflictCopy(path: string): void {
    this.#befall(path.replace(/\.ferry$/, ".sync-conflict-1.ferry"), this.#standing(path));
  }

  /** A file that stood there once stands there again; false when there never was one or it is there now. */
  bringBack(path: string): boolean {
    const bytes = this.#past.get(path);
    if (bytes === undefined || this.bytes(path) !== null) return false;
    this.#befall(path, bytes);
    return true;
  }

  /** One machine sees what stood at the path before, until the next `deliver`; false when nothing else ever stood there. */
  showOld(machine: string, path: string): boolean {
    const bytes = this.#past.get(path);
    if (bytes === undefined || bytes === this.#latest.get(path)) return false;
    this.#viewOf(machine).set(path, bytes);
    this.#unseen.get(machine)?.add(path);
    return true;
  }

  /** One machine sees only the first bytes of what stands at the path, until the next `deliver`: the rest is still arriving. */
  showPart(machine: string, path: string, length: number): void {
    this.#viewOf(machine).set(path, this.#standing(path).slice(0, length));
    this.#unseen.get(machine)?.add(path);
  }

  /** Paths that `bringBack` knows. */
  gone(): readonly string[] {
    return [...this.#past.keys()].filter((path) => this.bytes(path) === null).toSorted();
  }

  unreachable(machine: string, yes: boolean): void {
    if (yes) this.#unreachable.add(machine);
    else this.#unreachable.delete(machine);
  }

  readOnly(machine: string, yes: boolean): void {
    if (yes) this.#readOnly.add(machine);
    else this.#readOnly.delete(machine);
  }

  /** Half of what this machine does is answered with this error of the system (EBUSY, EIO, EMFILE); null: no more. */
  failing(machine: string, code: string | null): void {
    if (code === null) this.#failing.delete(machine);
    else this.#failing.set(machine, code);
  }

  /** The error of one thing that the machine does now; null: it succeeds. */
  failureOf(machine: string): string | null {
    const code = this.#failing.get(machine);
    return code === undefined || this.#random() < 0.5 ? null : code;
  }

  isFailing(machine: string): boolean {
    return this.#failing.has(machine);
  }

  /** What a sync client does to save room: the machine sees the name and the size, and gets no content until the next `deliver`. */
  makePlaceholder(machine: string, path: string): void {
    const there = this.#placeholders.get(machine) ?? new Set();
    this.#placeholders.set(machine, there.add(path));
  }

  isPlaceholder(machine: string, path: string): boolean {
    return this.#placeholders.get(machine)?.has(path) ?? false;
  }

  /** The machine goes on seeing the names that stand there now, whatever happens to them, until it is over. */
  staleListing(machine: string, stale: boolean): void {
    if (stale) this.#listings.set(machine, [...this.#viewOf(machine).keys()]);
    else this.#listings.delete(machine);
  }

  listing(machine: string): readonly string[] {
    return this.#listings.get(machine) ?? [...this.#viewOf(machine).keys()];
  }

  /** No fault any more; what has been done to files stays done. */
  heal(): void {
    for (const faults of [this.#failing, this.#placeholders, this.#listings, this.#unreachable, this.#readOnly]) faults.clear();
    this.#room = Infinity;
    this.delay(false);
    this.deliver();
  }

  /** Bytes that may lie there together; Infinity: any number. */
  limit(bytes: number): void {
    this.#room = bytes;
  }

  isUnreachable(machine: string): boolean {
    return this.#unreachable.has(machine);
  }

  isReadOnly(machine: string): boolean {
    return this.#readOnly.has(machine);
  }

  hasRoomFor(size: number): boolean {
    return this.size + size <= this.#room;
  }

  isFull(): boolean {
    return this.#room < Infinity;
  }

  /** Bytes that lie there. */
  get size(): number {
    return [...this.#latest.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  }

  snapshot(): FolderSnapshot {
    return new Map(this.#latest);
  }

  /** The folder of yesterday, for everybody. */
  restore(old: FolderSnapshot): void {
    for (const path of new Set([...this.#latest.keys(), ...old.keys()])) this.#set(path, old.get(path) ?? null);
    this.deliver();
  }

  onVisible(machine: string, signal: AbortSignal, seen: (path: string) => void): void {
    if (signal.aborted) return;
    const watchers = this.#watchers.get(machine);
    watchers?.add(seen);
    signal.addEventListener("abort", () => watchers?.delete(seen), { once: true });
  }

  #showAll(): void {
    for (const machine of this.#views.keys()) this.#showSome(machine, 1);
  }

  #standing(path: string): Uint8Array {
    const bytes = this.bytes(path);
    if (bytes === null) throw new Error(`nothing stands at ${path}`);
    return bytes;
  }

  #befall(path: string, bytes: Uint8Array | null): void {
    this.#set(path, bytes);
    if (!this.#delayed) this.#showAll();
  }

  #set(path: string, bytes: Uint8Array | null): void {
    const before = this.#latest.get(path);
    if (before !== undefined) this.#past.set(path, before);
    if (bytes === null) this.#latest.delete(path);
    else this.#latest.set(path, bytes);
    for (const unseen of this.#unseen.values()) unseen.add(path);
  }

  #showSome(machine: string, probability: number): number {
    const chosen = [...(this.#unseen.get(machine) ?? [])].filter(() => probability >= 1 || this.#random() < probability);
    for (const path of chosen) this.#show(machine, path);
    return chosen.length;
  }

  #show(machine: string, path: string): void {
    const bytes = this.#latest.get(path);
    if (bytes === undefined) this.#viewOf(machine).delete(path);
    else this.#viewOf(machine).set(path, bytes);
    this.#unseen.get(machine)?.delete(path);
    for (const seen of this.#watchers.get(machine) ?? []) seen(path);
  }

  #viewOf(machine: string): Map<string, Uint8Array> {
    const view = this.#views.get(machine);
    if (view === undefined) throw new Error(`unknown machine ${machine}`);
    return view;
  }
}
