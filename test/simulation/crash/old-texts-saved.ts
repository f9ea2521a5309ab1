import { withComment, withCommentBody, withField } from "../../support/kill/issue-text.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { besideSteps, countSteps, killNext, stepsCounted } from "./counted-steps.ts";
import type { CrashWorld } from "./crash-world.ts";

/** What happens between which steps of both processes, and before which steps one of them is killed. */
export interface Story {
  readonly deeds: readonly (readonly [step: number, deed: Deed])[];
  readonly kills: readonly number[];
}

/** Bo corrects his comment and a field; Ada's editor reads the file, and saves what was typed into what it read. */
type Deed = "bo corrects" | "ada reads" | "ada saves";

const VALVE = "The valve sticks";
/** Two rounds of passes, in which the first of Bo's corrections comes and goes, have about so many steps. */
const STEPS = 160;

export async function readyForStories(world: CrashWorld): Promise<void> {
  world.bo.edit(VALVE, (text) => withField(withComment(text, "Bo", said(0)), "priority", priority(0)));
  await world.rest();
}

export function storyOf(random: SeededRandom): Story {
  const upTo = (most: number): number => 1 + Math.floor(random.next() * most);
  const corrected = Array.from({ length: upTo(3) }, (): [number, Deed] => [upTo(STEPS - 40), "bo corrects"]);
  // One file open at a time, and nothing saved over what this editor saved.
  const opened = Array.from({ length: 2 * (1 + upTo(3)) }, () => upTo(STEPS)).sort((a, b) => a - b);
  const saved = opened.map((at, i): [number, Deed] => [at, i % 2 === 0 ? "ada reads" : "ada saves"]);
  const deeds = [...corrected, ...saved].sort((a, b) => a[0] - b[0]);
  return { deeds, kills: Array.from({ length: upTo(3) - 1 }, () => upTo(STEPS + 20)).sort((a, b) => a - b) };
}

/** What is not as it must be once all is at rest, in words. */
export async function liveStory(world: CrashWorld, { deeds, kills }: Story): Promise<readonly string[]> {
  const persons = new Persons(world);
  const waiting = [...deeds];
  const ends = [...kills];
  const due = (step: number): void => {
    while ((waiting[0]?.[0] ?? Infinity) <= step) persons.act(waiting.shift()?.[1] ?? "ada reads");
  };
  countSteps(null);
  besideSteps((step) => {
    if (ends[0] !== undefined && ends[0] < step) ends.shift();
    if (ends[0] !== undefined) killNext(ends[0]);
    // The moment between the last look at a file and the rename over it is as short as it can be (`replace-file.ts`), and nobody hits it here.
    const now = stepsCounted().at(-1);
    if (now?.kind !== "rename" || !now.path.endsWith(".md")) due(step);
  });
  try {
    for (due(0); ; due(waiting[0][0])) {
      await world.rest();
      if (waiting[0] === undefined) break;
    }
  } finally {
    besideSteps(null);
    countSteps(null);
  }
  const lost = (await Promise.all(world.sides.map((side) => side.lost()))).flat();
  return [
    ...lost.map((one) => `P8: ${JSON.stringify(one)} is kept as lost, and nobody typed it over anything`),
    ...(await world.judge(2)),
    ...world.sides.flatMap((side) =>
      persons
        .missing()
        .flatMap((word) => (side.read(side.fileWith(VALVE)).split(word).length === 2 ? [] : [`P1: ${side.name} has not once ${word}`])),
    ),
  ];
}

/** Bo, who always edits what stands there, and Ada, who may have read it a while ago. */
class Persons {
  readonly #world: CrashWorld;
  #corrections = 0;
  #typed = 0;
  #open: string | null = null;

  constructor(world: CrashWorld) {
    this.#world = world;
  }

  act(deed: Deed): void {
    const { ada, bo } = this.#world;
    switch (deed) {
      case "bo corrects": {
        const [before, after] = [this.#corrections, ++this.#corrections];
        const name = fileOf(bo);
        bo.save(name, withField(withCommentBody(bo.read(name), said(before), said(after)), "priority", priority(after)));
        return;
      }
      case "ada reads":
        this.#open = ada.read(fileOf(ada));
        return;
      case "ada saves":
        if (this.#open === null) return;
        this.#typed += 1;
        ada.save(fileOf(ada), withField(withComment(this.#open, "Ada", typed(this.#typed)), "status", `Step ${this.#typed}`));
        this.#open = null;
    }
  }

  /** All that must stand there once. */
  missing(): readonly string[] {
    const remarks = Array.from({ length: this.#typed }, (_, i) => typed(i + 1));
    return [
      said(this.#corrections),
      `priority: ${priority(this.#corrections)}`,
      ...remarks,
      ...(this.#typed > 0 ? [`status: Step ${this.#typed}`] : []),
    ];
  }
}

function fileOf(side: CrashWorld["ada"]): string {
  const name = ["1", "2"].map((n) => `${side.name === "ada" ? "ACME" : "NW"}-${n}.md`).find((one) => side.read(one).includes(VALVE));
  if (name === undefined) throw new Error(`${side.name} has no file with ${VALVE}`);
  return name;
}

function said(n: number): string {
  return `Bo says ${n}.`;
}
function priority(n: number): string {
  return `P${n}`;
}
function typed(n: number): string {
  return `Ada typed ${n}.`;
}
