import { readMessageName } from "../../model/message-name.ts";
import type { StreamPoint } from "../../ports/transport.ts";

/**
 * Takes a bounded part of too many names, and the following part next time: whoever fills a directory with junk makes neither the
 * work grow nor hides a name for ever. Remembers the last name it gave, not a position, so that names that come and go meanwhile
 * cannot make it skip others.
 */
export class Rotation {
  readonly #last = new Map<string, string>();

  /** At most `count` of the names; `key` says which list this is. */
  take(key: string, names: readonly string[], count: number): readonly string[] {
    if (names.length <= count) {
      this.#last.delete(key);
      return names;
    }
    const sorted = names.toSorted();
    const last = this.#last.get(key);
    const from =
      last === undefined
        ? 0
        : Math.max(
            0,
            sorted.findIndex((name) => name > last),
          );
    const taken = [...sorted.slice(from, from + count), ...sorted.slice(0, Math.max(0, from + count - sorted.length))];
    this.#last.set(key, taken.at(-1) ?? "");
    return taken;
  }
}

export interface Selection {
  /** Numbered ones in order, then the others; none twice. */
  readonly names: readonly string[];
  readonly foreign: readonly string[];
}

interface Numbered extends StreamPoint {
  readonly name: string;
}

const FROM_THE_START: StreamPoint = { generation: -1, sequence: -1 };
/** Messages that follow each other are read in one go: so many times the number of other kinds. */
const FOLLOWING = 4;

/**
 * What a reader at `after` may want of a directory's names: at most `perKind` acknowledgements, joins, refusals and others, first
 * and later messages of higher generations; of its present generation what follows, lowest sequence first. Several names that
 * claim one position take turns, too, so that a forged one does not stand before the real one for ever.
 */
export function select(
  names: Iterable<string>,
  rotation: Rotation,
  key: string,
  perKind: number,
  after: StreamPoint = FROM_THE_START,
): Selection {
  const foreign: string[] = [];
  const following: Numbered[] = [];
  const starts: Numbered[] = [];
  const later: Numbered[] = [];
  const unnumbered = { acknowledgement: [] as string[], join: [] as string[], refusal: [] as string[], other: [] as string[] };
  for (const name of names) {
    const read = readMessageName(name);
    if (read === null) foreign.push(name);
    else if (read.kind !== "numbered") unnumbered[read.kind].push(name);
    else {
      const { generation, sequence } = read;
      if (generation > after.generation) (sequence === 0 ? starts : later).push({ name, generation, sequence });
      else if (generation === after.generation && sequence > after.sequence) following.push({ name, generation, sequence });
    }
  }
  const some = (kind: string, list: readonly string[]) => rotation.take(`${key} ${kind}`, list, perKind);
  const someNumbered = (kind: string, list: readonly Numbered[]) => {
    const taken = new Set(
      some(
        kind,
        list.map((one) => one.name),
      ),
    );
    return list.filter((one) => taken.has(one.name)).toSorted(byPosition);
  };

  const next: Numbered[] = [];
  for (const claims of byClaim(following)) {
    next.push(...someNumbered("claims", claims));
    // Beyond a contested position nothing can be taken before it is settled.
    if (claims.length > perKind || next.length >= perKind * FOLLOWING) break;
  }
  const higher = [...someNumbered("starts", starts), ...someNumbered("later", later)].toSorted(byPosition);
  const others = Object.entries(unnumbered).flatMap(([kind, list]) => some(kind, list));
  return { names: [...[...next, ...higher].map((one) => one.name), ...others], foreign };
}

/** Names that claim the same position, lowest position first. */
function* byClaim(following: readonly Numbered[]): Generator<readonly Numbered[]> {
  const numbered = following.toSorted(byPosition);
  let from = 0;
  for (let i = 1; i <= numbered.length; i++) {
    if (i < numbered.length && numbered[i]?.sequence === numbered[from]?.sequence) continue;
    yield numbered.slice(from, i);
    from = i;
  }
}

function byPosition(a: Numbered, b: Numbered): number {
  return a.generation - b.generation || a.sequence - b.sequence || (a.name < b.name ? -1 : 1);
}
