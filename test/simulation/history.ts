import { createHash } from "node:crypto";
import { DEFAULT_TERMS, type ContractTerms } from "../../src/model/contract.ts";
import { Attacks } from "./attacks.ts";
import { busy, comeToRest } from "./come-to-rest.ts";
import { DiskFaults } from "./disk-faults.ts";
import { ExchangeFaults } from "./exchange-faults.ts";
import { checkMoment } from "./judge-moment.ts";
import { judgeComparison } from "./judge-comparison.ts";
import { judgeKeys, renewals } from "./judge-keys.ts";
import { judgeRest } from "./judge-rest.ts";
import { Ledger } from "./ledger.ts";
import { OtherProcess } from "./other-process.ts";
import { Restores } from "./restores.ts";
import { storesDirectory } from "./saved-side.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import { User } from "./user.ts";
import { Values } from "./values.ts";
import type { Variant } from "./variants.ts";
import { type World, connectedWorld } from "./world.ts";

export interface History {
  readonly problems: readonly string[];
  /** Hash of everything that was done and said: the same seed gives the same. */
  readonly trace: string;
  readonly lines: readonly string[];
  /** How often what happened: what never happens is not tested. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Wild: before each step either machine's clock may say any time of twenty years. Nothing else is drawn for that. */
export type Clocks = "right" | "wild";

const STEPS = 100;
const TWENTY_YEARS_MS = 20 * 365 * 86_400_000;
/** Where keys are renewed: after so many messages. */
const KEY_MESSAGES = 2;
/** A conversation about one issue after the last edit, in messages. */
const MOST_MESSAGES = 12;
/** Commits, writes and file changes of a pass, among which its process may end. */
const END_WITHIN = 14;

/** One random history: users, passes and faults in any order, then rest, then judgement. Never throws for what the project does wrong. */
export async function runHistory(seed: number, variant: Variant, clocks: Clocks = "right"): Promise<History> {
  const lines: string[] = [];
  const problems: string[] = [];
  const counts = new Map<string, number>();
  try {
    await live({ seed, variant, clocks }, lines, problems, counts);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack?.split("\n").slice(0, 6).join(" ") ?? error.message) : String(error));
  }
  return { problems, trace: createHash("sha256").update(lines.join("\n")).digest("hex"), lines, counts };
}

async function live(
  { seed, variant, clocks }: { readonly seed: number; readonly variant: Variant; readonly clocks: Clocks },
  lines: string[],
  problems: string[],
  counts: Map<string, number>,
): Promise<void> {
  const terms = termsOf(variant);
  const renews = variant.features.has("renewals");
  const stores = variant.features.has("restores") || variant.features.has("two processes") ? storesDirectory() : null;
  const world = await connectedWorld({
    seed,
    natures: variant.natures,
    terms,
    ...(stores && { stores: stores.path }),
    ...(renews && { keyMessages: KEY_MESSAGES }),
  });
  const { P, S, random, clock } = world;
  const ledger = new Ledger();
  const values = new Values(random.fork("values"), variant.small);
  const say = (line: string): void => {
    lines.push(line);
    const what = line.replaceAll(/[0-9a-z]{26}.*/g, "").trim();
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  for (const side of [P, S]) {
    side.settings = { ...side.settings, mapping: variant.mappings[side.letter] };
    side.onSaid = ({ body }) => {
      lines.push(`${side.letter} says ${body}`);
      for (const word of ["superseded", "left scope", "refused", "conflict", "base unknown"])
        if (body.includes(`"result":"${word}"`)) counts.set(`says ${word}`, (counts.get(`says ${word}`) ?? 0) + 1);
      const secret = ledger.secretIn(side.letter, body);
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
      }),
  );
  const editors = variant.editors.map((letter) => users[letter === "P" ? 0 : 1] as User);
  for (let i = 0; i < variant.issues; i++) random.pick(editors).addIssue(true);
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
  const restores = stores && variant.features.has("restores") ? new Restores(world, stores.path, ledger) : null;
  const others =
    stores && variant.features.has("two processes")
      ? [P, S].map((side) => {
          const chance = random.fork(`other process of ${side.letter}`);
          return new OtherProcess({ side, directory: stores.path, ledger, values, random: chance, now: () => clock.now, problems });
        })
      : [];
  const end = (): void => {
    for (const other of others) other.end();
    close(world);
    stores?.remove();
  };
  let judged = "";
  let shown = "";
  for (let step = 0; step < STEPS; step++) {
    clock.now += 1000;
    if (clocks === "wild") for (const side of [P, S]) side.clockOff = wild.below(TWENTY_YEARS_MS) - TWENTY_YEARS_MS / 2;
    const drawn = random.next();
    const side = random.chance(0.5) ? P : S;
    if (restores && random.chance(0.06)) say(await restores.happen());
    else if (others.length > 0 && random.chance(0.08)) say(random.pick(others).act());
    else if (drawn < 0.35) say(random.pick(editors).act());
    else if (drawn < 0.8) await passOnce(side, variant, world, say);
    else if (drawn < (variant.features.has("answers") ? 0.85 : 0.95)) say(befall());
    else await command(whoCommands(side, variant, world), variant, world, say);
    // Where nothing was written there is nothing new to judge.
    const changes = `${P.changes} ${S.changes}`;
    if (changes !== judged) {
      shown = `${statuses(P)} | ${statuses(S)}`;
      if (!restores?.happened) checkMoment(world, variant, problems);
    }
    judged = changes;
    lines.push(shown);
    if (problems.length > 0) return end();
  }
  for (const side of [P, S])
    for (const [where, times] of side.points.fired) counts.set(`ends ${where}`, (counts.get(`ends ${where}`) ?? 0) + times);
  const before = P.said.length + S.said.length;
  say("rest");
  disks?.end();
  attacks?.end();
  for (const other of others) other.rest();
  const rounds = await comeToRest(world, users, async () => restores?.answer());
  checkMoment(world, variant, problems);
  if (rounds === null) problems.push(`P6: never quiet: ${busy(world) ?? "passes always move something"}`);
  const messages = P.said.length + S.said.length - before;
  if (!restores?.happened && messages > MOST_MESSAGES * (ledger.introduced.size + 1))
    problems.push(`P6: ${messages} messages after the last edit`);
  judgeKeys(world, problems);
  counts.set("renews a key", renewals(world));
  for (const other of others) {
    other.judge();
    for (const [what, times] of other.counts) counts.set(what, times);
  }
  judgeRest({ world, ledger, variant, problems });
  if (problems.length === 0) await judgeComparison(world, problems);
  end();
}

async function passOnce(side: SimulatedProject, variant: Variant, { random }: World, say: (line: string) => void): Promise<void> {
  if (variant.features.has("crashes") && random.chance(0.15)) side.points.arm(1 + random.below(END_WITHIN));
  else if (variant.features.has("ends at writes") && random.chance(0.4)) side.points.arm(1 + random.below(2), "a tracker write");
  const report = await side.pass();
  side.points.disarm();
  say(`${side.letter} ${report === null ? "ends in a pass" : `passes${report.progress ? "" : " idly"}`}`);
}

/** Where contracts are to be answered, whoever is asked mostly speaks first. */
function whoCommands(side: SimulatedProject, variant: Variant, { random, S }: World): SimulatedProject {
  const asked = variant.features.has("answers") && S.connection().facts.contract === "update required";
  return asked && random.chance(0.7) ? S : side;
}

async function command(side: SimulatedProject, variant: Variant, { random, P, S }: World, say: (line: string) => void): Promise<void> {
  const options: (() => Promise<unknown>)[] = [];
  const { run, contract } = side.connection().facts;
  const author = side.letter;
  if (variant.features.has("stops"))
    options.push(() => side.command({ kind: run === "running" ? "stop" : "start", connection: CONNECTION, author }));
  if (variant.features.has("retries")) options.push(() => side.command({ kind: "retry", issue: null, author }));
  if (variant.features.has("contracts")) {
    if (side === P) {
      options.push(() => {
        side.settings = { ...side.settings, terms: otherTerms(side.settings.terms ?? DEFAULT_TERMS, random.below(4)) };
        return side.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author });
      });
    }
    if (contract === "update required") {
      const reviewed = S.connection().proposed?.contract.number ?? 0;
      options.push(() => S.command({ kind: "accept", connection: CONNECTION, contract: reviewed, note: "", unverified: true, author }));
      if (variant.features.has("answers") || random.chance(0.3))
        options.push(() => S.command({ kind: "decline", connection: CONNECTION, contract: reviewed, note: "", author }));
    }
  }
  side.restart();
  if (options.length > 0) await random.pick(options)();
  const now = side.connection().facts;
  say(`${author} commands: ${now.run}, ${now.contract} after ${contract}`);
}

function termsOf(variant: Variant): ContractTerms {
  return { ...DEFAULT_TERMS, fields: DEFAULT_TERMS.fields.map((field) => ({ ...field, policy: variant.policy })) };
}

/** Another contract: a field less, other policies, no comments, or everything again. */
function otherTerms(terms: ContractTerms, which: number): ContractTerms {
  switch (which) {
    case 0:
      return { ...terms, fields: terms.fields.filter((field) => field.name !== "due" && field.name !== "labels") };
    case 1:
      return { ...terms, comments: terms.comments === "none" ? "public" : "none" };
    case 2:
      return {
        ...terms,
        fields: terms.fields.map((field) => ({ ...field, policy: field.policy === "primary" ? "secondary" : "primary" })),
      };
    default:
      return DEFAULT_TERMS;
  }
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
