import { createHash } from "node:crypto";
import { Attacks } from "./attacks.ts";
import { busy, comeToRest } from "./come-to-rest.ts";
import { DiskFaults } from "./disk-faults.ts";
import { ExchangeFaults } from "./exchange-faults.ts";
import { changeIdentity, command, termsOf, whoCommands } from "./history-commands.ts";
import { checkMoment } from "./judge-moment.ts";
import { judgeComparison } from "./judge-comparison.ts";
import { judgeKeys, renewals } from "./judge-keys.ts";
import { judgeRest } from "./judge-rest.ts";
import { Copies } from "./copies.ts";
import { Ledger } from "./ledger.ts";
import { answerAll } from "./lost-state.ts";
import { OtherProcess, commandsOnOne } from "./other-process.ts";
import { Restores } from "./restores.ts";
import { storesDirectory } from "./saved-side.ts";
import type { Chance } from "./seeded-random.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import { User } from "./user.ts";
import { Values } from "./values.ts";
import { FilesLife, LARGEST } from "./files-life.ts";
import type { Variant } from "./variants.ts";
import { type World, connectedWorld } from "./world.ts";

export interface History {
  readonly problems: readonly string[];
  /** Hash of everything that was done and said: the same seed gives the same. */
  readonly trace: string;
  readonly lines: readonly string[];
  /** How often what happened: what never happens is not tested. */
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: readonly Step[];
}

/** One step of a history, with all that it takes to do it again without those before it. */
export interface Step {
  readonly number: number;
  /** Where the streams of chance stood of which it drew, and how many words users had made. */
  readonly chance: Chance;
  readonly words: number;
  /** What happened in it. */
  readonly lines: readonly string[];
}

/** Wild: before each step either machine's clock may say any time of twenty years. Nothing else is drawn for that. */
export type Clocks = "right" | "wild";

const STEPS = 100;
const TWENTY_YEARS_MS = 20 * 365 * 86_400_000;
/** Where keys are renewed: after so many messages. */
const KEY_MESSAGES = 2;
/** A conversation about one issue after the last edit, in messages. */
const MOST_MESSAGES = 12;
/** Of a step, where sides may change their identity keys; and where one may be copied, or its copy work. */
const IDENTITY_CHANGES = 0.015;
const COPIES = 0.12;
/** Commits, writes and file changes of a pass, among which its process may end. */
const END_WITHIN = 14;

export interface HistoryOptions {
  readonly clocks?: Clocks;
  /** Sides tell each other no alarms: some of those are raised by the clock. */
  readonly silent?: true;
  /** These steps of a history with the same seed instead of a hundred. */
  readonly steps?: readonly Omit<Step, "lines">[];
}

interface Telling {
  readonly lines: string[];
  readonly problems: string[];
  readonly counts: Map<string, number>;
  readonly steps: Step[];
}

/** One random history: users, passes and faults in any order, then rest, then judgement. Never throws for what the project does wrong. */
export async function runHistory(seed: number, variant: Variant, options: HistoryOptions = {}): Promise<History> {
  const telling: Telling = { lines: [], problems: [], counts: new Map(), steps: [] };
  const needsFiles = (["restores", "copies", "two processes"] as const).some((feature) => variant.features.has(feature));
  const stores = needsFiles ? storesDirectory() : null;
  try {
    await live({ seed, variant, stores: stores?.path ?? null, ...options }, telling);
  } catch (error) {
    telling.problems.push(error instanceof Error ? (error.stack?.split("\n").slice(0, 6).join(" ") ?? error.message) : String(error));
  } finally {
    stores?.remove();
  }
  return { ...telling, trace: createHash("sha256").update(telling.lines.join("\n")).digest("hex") };
}

interface Given extends HistoryOptions {
  readonly seed: number;
  readonly variant: Variant;
  readonly stores: string | null;
}

async function live({ seed, variant, stores, clocks = "right", silent, steps: again }: Given, telling: Telling): Promise<void> {
  const { lines, problems, counts } = telling;
  const terms = termsOf(variant);
  const renews = variant.features.has("renewals");
  const world = await connectedWorld({
    seed,
    natures: variant.natures,
    terms,
    ...(stores !== null && { stores }),
    ...(renews && { keyMessages: KEY_MESSAGES }),
    ...(variant.features.has("files") && { largest: LARGEST }),
  });
  const { P, S, random, clock } = world;
  const ledger = new Ledger();
  const values = new Values(random.fork("values"), variant.small);
  const say = (line: string): void => {
    lines.push(line);
    const what = line.replaceAll(/[0-9a-z]{26}.*/g, "").trim();
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  const files = variant.features.has("files") ? new FilesLife({ world, variant, ledger, values, problems }) : null;
  for (const side of [P, S]) {
    const mapping = variant.mappings[side.letter];
    side.settings = { ...side.settings, mapping, ...(silent && { alarms: { send: [], receive: "all" } }) };
    side.onSaid = ({ body }) => {
      lines.push(`${side.letter} says ${body}`);
      for (const word of ["superseded", "left scope", "refused", "conflict", "base unknown"])
        if (body.includes(`"result":"${word}"`)) counts.set(`says ${word}`, (counts.get(`says ${word}`) ?? 0) + 1);
      const secret = ledger.secretIn(side.letter, body) ?? files?.leakIn(side, body) ?? null;
      if (secret !== null) problems.push(`P12: ${side.letter} says ${secret}: ${body}`);
    };
  }
  const users = [P, S].map(
    (side) =>
      new User({
        side,
        partner: side === P ? S : P,
        ledger,
        values,
        random: random.fork(`user ${side.letter}`),
        variant,
        now: () => clock.now,
        ...(files && { files: files.deedsOf(side) }),
      }),
  );
  const editors = variant.editors.map((letter) => users[letter === "P" ? 0 : 1] as User);
  for (let i = 0; i < variant.issues; i++) random.pick(editors).addIssue(true);
  files?.begin();
  for (const [side, user] of [
    [P, users[0]],
    [S, users[1]],
  ] as const)
    side.tracker.beforeWrite = () => {
      if (variant.features.has("races") && user && variant.editors.includes(side.letter) && random.chance(0.1)) user.editQuickly();
    };
  const faults = new ExchangeFaults(world, variant);
  const disks = variant.features.has("disk faults") ? new DiskFaults(world) : null;
  const attacks = variant.features.has("attacks") ? new Attacks(world) : null;
  const befall = (): string => {
    if (attacks && random.chance(0.5)) return attacks.happen();
    return disks && random.chance(0.6) ? disks.happen() : faults.happen();
  };
  const wild = random.fork("clocks");
  const identities = variant.features.has("identities") ? random.fork("identities") : null;
  const restores = stores !== null && variant.features.has("restores") ? new Restores(world, stores, ledger, files) : null;
  const copying = random.fork("copies");
  const copies = stores !== null && variant.features.has("copies") ? new Copies(world, stores, ledger, copying) : null;
  const others = !variant.features.has("two processes")
    ? []
    : [P, S].map((side) => {
        const chance = random.fork(`other process of ${side.letter}`);
        const mayFail = variant.features.has("disk faults");
        const desk = { side, random: chance, now: () => clock.now, problems };
        return new OtherProcess({
          ...desk,
          commands: [...commandsOnOne({ ...desk, ledger, values, mayFail }), ...(files?.commands(side) ?? [])],
        });
      });
  const end = (): void => {
    for (const other of others) other.end();
    close(world);
  };
  const isForgetful = (): boolean => restores?.happened === true || copies?.happened === true;
  const begun = clock.now;
  let judged = "";
  let shown = "";
  const act = async (): Promise<void> => {
    if (clocks === "wild") for (const side of [P, S]) side.clockOff = wild.below(TWENTY_YEARS_MS) - TWENTY_YEARS_MS / 2;
    if (identities?.chance(IDENTITY_CHANGES)) return say(await changeIdentity(identities.pick([P, S])));
    if (copies && copying.chance(COPIES)) return say(await copies.happen());
    const about = await files?.happen();
    if (about) return say(about);
    const drawn = random.next();
    const side = random.chance(0.5) ? P : S;
    if (restores && random.chance(0.06)) say(await restores.happen());
    else if (others.length > 0 && random.chance(0.08)) say(random.pick(others).act());
    else if (drawn < 0.35) say(random.pick(editors).act());
    else if (drawn < 0.8) await passOnce(side, variant, world, say);
    else if (drawn < (variant.features.has("answers") ? 0.85 : 0.95)) say(befall());
    else await command(whoCommands(side, variant, world), variant, world, say);
  };
  for (const step of again ?? Array.from({ length: STEPS }, (_, number) => ({ number, chance: {}, words: 0 }))) {
    clock.now = begun + 1000 * (step.number + 1);
    random.goTo(step.chance);
    values.skipTo(step.words);
    const [before, words, told] = [random.positions(), values.count, lines.length];
    await act();
    files?.watch();
    const chance = { ...step.chance, ...drawnFrom(before, random.positions()) };
    telling.steps.push({ number: step.number, chance, words, lines: lines.slice(told) });
    // Where nothing was written there is nothing new to judge.
    const changes = `${P.changes} ${S.changes}`;
    if (changes !== judged) {
      shown = `${statuses(P)} | ${statuses(S)}`;
      if (!isForgetful()) checkMoment(world, variant, problems);
    }
    judged = changes;
    lines.push(shown);
    if (problems.length > 0) return end();
  }
  for (const side of [P, S])
    for (const [where, times] of side.points.fired) counts.set(`ends ${where}`, (counts.get(`ends ${where}`) ?? 0) + times);
  const before = saidOfIssues(world);
  say("rest");
  files?.over();
  for (const other of others) other.rest();
  const foreign = new Set([...(attacks?.put ?? []), ...(disks?.copies ?? [])]);
  const rounds = await comeToRest(world, users, { answer: async () => (isForgetful() ? answerAll(world) : undefined), foreign });
  checkMoment(world, variant, problems);
  if (rounds === null) problems.push(`P6: never quiet: ${busy(world, foreign) ?? "passes always move something"}`);
  const messages = saidOfIssues(world) - before;
  if (!isForgetful() && messages > MOST_MESSAGES * (ledger.introduced.size + 1))
    problems.push(`P6: ${messages} messages after the last edit`);
  judgeKeys(world, problems);
  counts.set("renews a key", renewals(world));
  for (const other of others) {
    other.judge();
    for (const [what, times] of other.counts) counts.set(what, times);
  }
  copies?.settle();
  judgeRest({ world, ledger, variant, problems });
  await files?.judge();
  for (const [what, times] of files?.asking.counts ?? []) counts.set(what, times);
  if (problems.length === 0) await judgeComparison(world, problems);
  end();
}

async function passOnce(side: SimulatedProject, variant: Variant, { random }: World, say: (line: string) => void): Promise<void> {
  if (variant.features.has("crashes") && random.chance(0.15)) side.points.arm(1 + random.below(END_WITHIN));
  else if (variant.features.has("ends at writes") && random.chance(0.4)) side.points.arm(1 + random.below(2), "a tracker write");
  else if (variant.features.has("part faults") && random.chance(0.15)) side.points.arm(1 + random.below(3), "a change of a content");
  const report = await side.pass();
  side.points.disarm();
  say(`${side.letter} ${report === null ? "ends in a pass" : `passes${report.progress ? "" : " idly"}`}`);
}

/** Where the streams stood of which something was drawn. What keys are made of is drawn on: nothing depends on it, and no key may come twice. */
function drawnFrom(before: Chance, after: Chance): Chance {
  return Object.fromEntries(Object.entries(before).filter(([name, position]) => !name.startsWith("/crypto") && after[name] !== position));
}

/** Messages of both about issues; what people ask of each other has ends of its own. */
function saidOfIssues({ P, S }: World): number {
  return [...P.said, ...S.said].filter(({ body }) => !/"kind":"(?:identify|operation|alarm)/.test(body)).length;
}

function statuses(side: SimulatedProject): string {
  return side.store
    .issueIds(null, 10)
    .map((id) => side.row(id)?.status ?? "-")
    .join();
}

function close({ P, S }: World): void {
  P.close();
  S.close();
}
