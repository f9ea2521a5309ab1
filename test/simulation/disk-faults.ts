import { readMessageName } from "../../src/model/message-name.ts";
import type { StoreTrouble } from "../../src/ports/store.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
const CODES = ["EPERM", "EBUSY", "EIO", "EMFILE"] as const;
const TROUBLES: readonly StoreTrouble[] = ["full", "busy", "io"];

/**
 * What disks, shares and clocks do to one machine: errors of the system, a place without room or without the right to write, a listing from
 * before, names without content, a file under other names; a store and a tracker whose disk fails; a clock that is a day off.
 */
export class DiskFaults {
  readonly #world: World;
  readonly #copies = new Set<string>();
  readonly #faults: readonly (readonly [string, (side: SimulatedProject) => string | void])[];

  constructor(world: World) {
    this.#world = world;
    const { folder } = world.exchange;
    const { random } = world;
    const toggled = (now: boolean, name: string): string => `${name} ${now ? "" : "no more "}`.trim();
    this.#faults = [
      [
        "errors",
        (side) => {
          const code = folder.isFailing(side.self) ? null : random.pick(CODES);
          folder.failing(side.self, code);
          return code ?? "no error";
        },
      ],
      [
        "full",
        () => {
          const full = !folder.isFull();
          folder.limit(full ? folder.size : Infinity);
          return toggled(full, "ENOSPC");
        },
      ],
      [
        "read-only",
        (side) => {
          const yes = !folder.isReadOnly(side.self);
          folder.readOnly(side.self, yes);
          return toggled(yes, "EROFS");
        },
      ],
      [
        "stale listing",
        (side) => {
          const stale = random.chance(0.5);
          folder.staleListing(side.self, stale);
          return toggled(stale, "a listing from before");
        },
      ],
      [
        "placeholder",
        (side) =>
          this.#onFile((path) => {
            folder.makePlaceholder(side.self, path);
            return true;
          }, "a placeholder"),
      ],
      ["duplicate", () => this.#onFile((path) => this.#copy(path, otherSequence(path)), "a file twice under two sequences")],
      ["other spelling", () => this.#onFile((path) => this.#copy(path, otherSpelling(path)), "a name in capitals")],
      ["decomposed", () => this.#onFile((path) => this.#copy(path, path.replace(/\.ferry$/, "e\u0301.ferry")), "a name in NFD")],
      [
        "clock",
        (side) => {
          side.clockOff = random.pick([-DAY_MS, 0, DAY_MS]);
          return `a clock off by ${side.clockOff / DAY_MS} days`;
        },
      ],
      [
        "store",
        (side) => {
          side.failCommits = { trouble: random.pick(TROUBLES), times: 1 + random.below(4) };
          return `a store that is ${side.failCommits.trouble}`;
        },
      ],
      [
        "tracker",
        (side) => {
          side.tracker.failing = !side.tracker.failing;
          return toggled(side.tracker.failing, "a tracker that cannot write");
        },
      ],
    ];
  }

  /** Where copies lie that no side wrote. */
  get copies(): ReadonlySet<string> {
    return this.#copies;
  }

  happen(): string {
    const { random, P, S } = this.#world;
    const side = random.pick([P, S]);
    const [, befall] = random.pick(this.#faults);
    return `${side.letter} has ${befall(side) ?? "nothing"}`;
  }

  #onFile(befall: (path: string) => boolean, what: string): string {
    const paths = this.#world.exchange.folder.paths();
    if (paths.length === 0) return "no file to harm";
    return befall(this.#world.random.pick(paths)) ? what : "no file to harm";
  }

  /** False: there is no such copy to make. */
  #copy(path: string, to: string): boolean {
    const { folder } = this.#world.exchange;
    const bytes = folder.bytes(path);
    if (bytes === null || to === path || folder.bytes(to) !== null) return false;
    folder.put(to, bytes);
    if (/\d+-\d+-/.test(to)) this.#copies.add(to);
    return true;
  }
}

/** The same bytes as the next of the stream; as another acknowledgement, where it is one. */
function otherSequence(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  if (readMessageName(name) === null) return path;
  const numbered = /^(\d+)-(\d+)-(.*)$/.exec(name);
  const other = numbered
    ? `${numbered[1]}-${Number(numbered[2]) + 1}-${numbered[3]}`
    : name.replace(/.(?=\.ferry$)/, (last) => (last === "0" ? "4" : "0"));
  return path.slice(0, path.length - name.length) + other;
}

function otherSpelling(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  return path.slice(0, path.length - name.length) + name.toUpperCase();
}
