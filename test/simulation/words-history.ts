import { difference, sameDocument } from "../../src/model/changes.ts";
import { DEFAULT_TERMS } from "../../src/model/contract.ts";
import { type Document, fieldOf } from "../../src/model/document.ts";
import { newId } from "../../src/model/ids.ts";
import { DEFAULT_MAPPING, type Mapping, type ScopeChoice, type ValueTable, ownField } from "../../src/model/mapping.ts";
import { parseFilter } from "../../src/model/parse-filter.ts";
import { type Value, canonicalValue, isSet, sameValue } from "../../src/model/value.ts";
import { busy, comeToRest } from "./come-to-rest.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Letter, SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { exact } from "./tracker-nature.ts";
import { type World, connectedWorld } from "./world.ts";

const PHASES = 8;
const STEPS = 10;
const FIELDS = ["title", "status", "priority", "labels"] as const;
const WORDS = ["New", "Open", "Review", "Done"] as const;
/** What a mapping sets at arrival, and what the filter keeps back: neither ever leaves. */
const SECRET = "secret~";

interface Edit {
  readonly who: Letter;
  /** Something stood there that the user took away. */
  readonly takesAway: boolean;
}

interface Life {
  readonly world: World;
  readonly random: SeededRandom;
  readonly introducedBy: Map<string, Letter>;
  /** Of this phase, by issue and field. */
  readonly edits: Map<string, Edit[]>;
  /** Sides whose words changed in this phase. */
  readonly changed: Set<Letter>;
  /** Who said a field last, by issue and field; both, where it is not known. */
  readonly last: Map<string, Letter | "both">;
  readonly crashes: boolean;
}

/**
 * One history under mappings and filters drawn at random, which change while things run. In phases: some edits, some passes, perhaps other words,
 * then rest. What nobody edited in a phase is afterwards as it was before, but for what the words of an own issue say anew; what somebody
 * edited is agreed. Gives what is wrong.
 */
export async function runWords(seed: number, crashes: boolean): Promise<readonly string[]> {
  const world = await connectedWorld({ seed, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  const random = world.random.fork("words");
  const life: Life = { world, random, introducedBy: new Map(), edits: new Map(), changed: new Set(), last: new Map(), crashes };
  const problems: string[] = [];
  try {
    const first = (letter: Letter) => anyMapping(random, letter, letter === "S" ? anyTable(random) : undefined);
    for (const side of [world.P, world.S]) side.settings = { ...side.settings, mapping: first(side.letter), choice: filter(0) };
    for (let phase = 0; phase < PHASES && problems.length === 0; phase++) problems.push(...(await live(life)));
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack?.split("\n").slice(0, 6).join(" ") ?? error.message) : String(error));
  }
  for (const side of [world.P, world.S]) side.close();
  return problems;
}

function anyTable(random: SeededRandom): ValueTable {
  const some = () => Object.fromEntries(WORDS.filter(() => random.chance(0.3)).map((word) => [word, random.pick(WORDS)]));
  return { send: some(), receive: some(), otherwise: "same" };
}

/**
 * Nothing is refused, so that every edit can be agreed. What is fixed stays so, so that it can be told from what was typed, and so do the words of
 * lists: an entry that reads otherwise now goes with the next edit of its list.
 */
function anyMapping(random: SeededRandom, letter: Letter, labels: ValueTable | undefined): Mapping {
  const title = random.pick([
    {},
    { send: `[${letter}] {title}` },
    { receive: "{title} (theirs)" },
    { receive: "> {title}", send: "{title} <" },
  ]);
  return {
    ...DEFAULT_MAPPING,
    values: {
      ...(random.chance(0.6) && { status: anyTable(random) }),
      ...(labels && { labels }),
    },
    fields: random.pick<Record<string, string>>([{}, {}, { status: "state" }, { priority: "urgency" }]),
    templates: random.chance(0.5) ? { title } : {},
    ...(letter === "P" && { fixed: { labels: [`${SECRET}P`] } }),
  };
}

/** Three ways to say the same. */
function filter(number: number): ScopeChoice {
  const text = ["not x-area = secret", "x-area != secret and (title = Nothing or not title = Nothing)", "not (x-area in (secret))"][number];
  const query = parseFilter(text ?? "");
  if (!text || !query.ok) throw new Error("no filter");
  return { scope: { kind: "query", text, query: query.value }, forward: false };
}

async function live(life: Life): Promise<readonly string[]> {
  const { world, random, edits, changed } = life;
  edits.clear();
  changed.clear();
  const before = agreed(world);
  const settings = random.chance(0.6);
  for (let step = 0; step < STEPS; step++) {
    world.clock.now += 1000;
    const side = random.chance(0.5) ? world.P : world.S;
    const drawn = random.next();
    if (drawn < 0.4) edit(life, side);
    else if (drawn < 0.55 && settings) otherWords(life, side);
    else {
      if (life.crashes && random.chance(0.25)) side.points.arm(1 + random.below(10));
      await side.pass();
      side.points.disarm();
    }
  }
  if ((await comeToRest(world, [])) === null) return [`P6: never quiet: ${busy(world) ?? "passes always move something"}`];
  const problems = [...judgeSecrets(world), ...judgeAgreed(life, before)];
  const after = agreed(world);
  for (const [place, made] of edits) {
    const [id = "", field = ""] = place.split(" ");
    const [was, now] = [before.get(id), after.get(id)];
    // What was typed may say what is agreed already; and an own issue may have said its word anew since.
    const tells = was && now && changed.size === 0 && !sameValue(fieldOf(was, field), fieldOf(now, field));
    const [one] = made;
    life.last.set(place, tells && one && made.every(({ who }) => who === one.who) ? one.who : "both");
  }
  return problems;
}

function otherWords({ random, changed }: Life, side: SimulatedProject): void {
  const { mapping } = side.settings;
  const next = random.chance(0.8) ? anyMapping(random, side.letter, mapping.values["labels"]) : mapping;
  side.settings = { ...side.settings, mapping: next, choice: filter(random.below(3)) };
  changed.add(side.letter);
}

function edit({ world, random, introducedBy, edits }: Life, side: SimulatedProject): void {
  const ids = side.tracker.ids();
  if (ids.length === 0 || (ids.length < 5 && random.chance(0.15))) {
    const id = newId(world.clock.now, random.bytes(10));
    const hidden = random.chance(0.2);
    introducedBy.set(id, side.letter);
    side.tracker.add(id, { fields: { title: hidden ? `${SECRET}${id}` : `Title ${id.slice(-6)}`, ...(hidden && { "x-area": "secret" }) } });
    return;
  }
  const id = random.pick(ids);
  const field = random.pick(FIELDS);
  const own = ownField(side.settings.mapping, field);
  const present = fieldIn(side.tracker.issue(id), own);
  const value = next(random, field, present);
  if (sameValue(value, present)) return;
  side.tracker.edit(id, { fields: { [own]: value } });
  const takesAway = !isSet(present) || present.some((entry) => !isSet(value) || !value.includes(entry));
  const place = `${id} ${field}`;
  edits.set(place, [...(edits.get(place) ?? []), { who: side.letter, takesAway: present !== null && takesAway }]);
}

function next(random: SeededRandom, field: (typeof FIELDS)[number], present: Value): Value {
  if (field === "status") return random.pick(WORDS);
  if (field === "priority") return random.pick(["high", "low"]);
  if (field === "title") return typeof present === "string" ? present.replace(/e(\d*)/, () => `e${random.below(1000)}`) : "Title";
  const entries = isSet(present) ? present : [];
  const others = entries.filter((entry) => !entry.startsWith(SECRET));
  if (others.length > 0 && random.chance(0.3)) return canonicalValue(entries.filter((entry) => entry !== others[0]));
  return canonicalValue([...entries, random.pick(WORDS)]);
}

function agreed({ P, S }: World): Map<string, Document> {
  const both = [P, S].flatMap((side) => side.tracker.ids()).map((id) => [id, P.row(id)?.sync.base] as const);
  return new Map(both.flatMap(([id, base]) => (base ? [[id, base] as const] : [])));
}

function judgeSecrets({ P, S }: World): readonly string[] {
  return [P, S].flatMap((side) => {
    const found = side.said.find(({ body }) => body.includes(SECRET));
    return found ? [`P12: ${side.letter} said what stays here: ${found.body}`] : [];
  });
}

function judgeAgreed(
  { world: { P, S }, introducedBy, edits, changed, last }: Life,
  before: ReadonlyMap<string, Document>,
): readonly string[] {
  const problems: string[] = [];
  for (const [id, owner] of introducedBy) {
    const [ours, theirs] = [P.row(id)?.sync, S.row(id)?.sync];
    if (!ours || !theirs) continue;
    if (!sameDocument(ours.base, theirs.base))
      problems.push(`P6: agreed ${id} differs: ${JSON.stringify(difference(ours.base, theirs.base))}`);
    const was = before.get(id);
    if (!was || !was.shared) continue;
    for (const field of FIELDS) {
      const place = `${id} ${field}`;
      const made = edits.get(place) ?? [];
      const [old, now] = [fieldOf(was, field), fieldOf(ours.base, field)];
      // The words of an own issue are said anew, where they are not the partner's.
      const saidBy = last.get(place) ?? owner;
      if (changed.has(owner) && (saidBy === owner || saidBy === "both")) continue;
      if (made.length === 0 && !sameValue(old, now))
        problems.push(`P1: nobody edited ${field} of ${owner}'s ${id}, and ${JSON.stringify(old)} became ${JSON.stringify(now)}`);
      const gone = isSet(old) ? old.filter((entry) => !isSet(now) || !now.includes(entry)) : [];
      if (field === "labels" && gone.length > 0 && !made.some(({ takesAway }) => takesAway))
        problems.push(`P1: nobody took ${gone.join()} away from ${owner}'s ${id}: ${JSON.stringify(old)} became ${JSON.stringify(now)}`);
    }
  }
  return problems;
}
