/** The tree: rows, their menus, and the titles of the views. */
export type Way = "tree" | "palette" | "cli";
export const WAYS: readonly Way[] = ["tree", "palette", "cli"];
/** What is about the list and the windows alone has no words on the command line. */
export const IN_WINDOWS = ["tree", "palette"] as const;

/** What people do in a day, and by which ways it can be done. */
const DEEDS = {
  "write an issue": WAYS,
  "share it": WAYS,
  "comment on it": WAYS,
  "change its status": WAYS,
  "change its priority": WAYS,
  "assign it": WAYS,
  "change its labels": WAYS,
  "see what the partner changed": WAYS,
  "see what became of it": WAYS,
  "see those that are meant alone": WAYS,
  "ask whether the partner is there": WAYS,
  "stop the connection": WAYS,
  "start the connection": WAYS,
  "look at the safety number": WAYS,
  "synchronise now": WAYS,
  "check everything": WAYS,
  "try again what failed": WAYS,
  "share it no longer": WAYS,
  "delete it": WAYS,
  "bring it back": WAYS,
  "open it": IN_WINDOWS,
  "show its file": IN_WINDOWS,
  "copy its key": IN_WINDOWS,
  "group the list": IN_WINDOWS,
  "sort the list": IN_WINDOWS,
  "see all again": IN_WINDOWS,
  pause: IN_WINDOWS,
  "go on": IN_WINDOWS,
} as const satisfies Readonly<Record<string, readonly Way[]>>;

type Deed = keyof typeof DEEDS;
const ALL = Object.keys(DEEDS) as Deed[];

/** Which deeds a walk through a day has done, by which ways. */
export class Walk {
  readonly #done = new Map<Deed, Set<Way>>();

  did(deed: Deed, ways: readonly Way[]): void {
    this.#done.set(deed, new Set([...(this.#done.get(deed) ?? []), ...ways]));
  }

  /** A row for each deed, a column for each way. */
  table(): Readonly<Record<string, Readonly<Record<string, string>>>> {
    return Object.fromEntries(ALL.map((deed) => [deed, Object.fromEntries(WAYS.map((way) => [way, this.#did(deed, way) ? "done" : "-"]))]));
  }

  /** Deed and way of what could be done and was not. */
  missing(): string[] {
    return ALL.flatMap((deed) => DEEDS[deed].filter((way) => !this.#did(deed, way)).map((way) => `${deed}: ${way}`));
  }

  /** How many deeds were done by all three. */
  byAllWays(): number {
    return ALL.filter((deed) => WAYS.every((way) => this.#did(deed, way))).length;
  }

  #did(deed: Deed, way: Way): boolean {
    return this.#done.get(deed)?.has(way) === true;
  }
}
