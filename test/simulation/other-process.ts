import type { Command } from "../../src/model/command.ts";
import { newId } from "../../src/model/ids.ts";
import type { Store } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite-store.ts";
import type { Ledger } from "./ledger.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import type { Values } from "./values.ts";

interface Desk {
  readonly side: SimulatedProject<string>;
  readonly random: SeededRandom;
  readonly now: () => number;
  readonly problems: string[];
  /** What it may hand over. */
  readonly commands: readonly (() => Command)[];
}

interface OneConnection extends Omit<Desk, "commands"> {
  readonly side: SimulatedProject;
  readonly ledger: Ledger;
  readonly values: Values;
  /** Where the tracker cannot always write, nobody counts on a new issue. */
  readonly mayFail: boolean;
}

/** What a window hands over where there is one connection. */
export function commandsOnOne({ side, ledger, values, random, now, mayFail }: OneConnection): Desk["commands"] {
  const author = side.letter;
  const ordinary: Desk["commands"] = [
    () => ({ kind: "retry", issue: null, author }),
    () => ({ kind: "sync", author }),
    () => ({ kind: random.chance(0.3) ? "stop" : "start", connection: CONNECTION, author }),
  ];
  if (mayFail) return ordinary;
  return [
    ...ordinary,
    () => {
      const issue = newId(now(), random.bytes(10));
      const title = values.unique("title");
      ledger.introduced.set(issue, side.letter);
      ledger.edit(side.letter, issue, "title", null, title);
      return { kind: "new issue", issue, change: { fields: { title }, share: [CONNECTION] }, author };
    },
  ];
}

/**
 * The other process of one side's project: another window, with a handle of the store of its own. It follows while the worker works; hands commands over
 * through the store, also in the middle of the worker's pass; and works itself from the moment in which the other ends. Who may work is decided here:
 * that the lock lets only one is proved with real processes (test/unit/store/worker-lock.test.ts, test/scenarios/two-processes.test.ts).
 * P5: what was handed over is done whoever dies, and both show the same.
 */
export class OtherProcess {
  readonly #desk: Desk;
  readonly #handed: { readonly id: string; readonly command: Command }[] = [];
  readonly counts = new Map<string, number>();
  #store: SqliteStore;

  constructor(desk: Desk) {
    this.#desk = desk;
    const { side, random } = desk;
    this.#store = side.openAgain();
    side.onEnd = () => this.#takeOver("takes over after a kill");
    side.points.met = (where) => {
      // Inside a transaction nobody else can write, and waits.
      if (where !== "before a commit" && random.chance(0.02)) this.#interrupt();
    };
  }

  /** What it does between two passes, for the trace. */
  act(): string {
    const { side, random } = this.#desk;
    this.#look();
    const what = random.chance(0.25) ? this.#takeOver("takes over from a window that closes") : this.#handOver();
    return `${side.letter}'s other process ${what}`;
  }

  /** From here on it only looks. */
  rest(): void {
    this.#desk.side.points.met = () => undefined;
  }

  /** Once nothing moves: everything that was handed over has been answered, and both show the same. */
  judge(): void {
    const { side, problems } = this.#desk;
    this.#look();
    for (const { id, command } of this.#handed) {
      const outcome = this.#store.command(id)?.outcome ?? null;
      if (outcome !== null) this.#count(`${side.letter}'s other process hands over: ${command.kind}`);
      if (outcome === null) problems.push(`P5: ${side.letter} never answered ${command.kind}`);
      else if (command.kind === "new issue" && outcome.kind === "failed")
        problems.push(`P5: ${side.letter} ${command.kind}: ${outcome.code}`);
    }
  }

  end(): void {
    this.#store.close();
  }

  #interrupt(): void {
    this.#count(`${this.#desk.side.letter}'s other process hands a command over in the middle of a pass`);
    this.#handOver();
  }

  #handOver(): string {
    const { random, now, commands } = this.#desk;
    const id = newId(now(), random.bytes(10));
    const command = random.pick(commands)();
    this.#store.submit(id, command);
    this.#handed.push({ id, command });
    return "hands a command over";
  }

  #takeOver(why: string): string {
    const { side } = this.#desk;
    side.takeOver(this.#store);
    this.#store = side.openAgain();
    this.#count(`${side.letter}'s other process ${why}`);
    return why;
  }

  #look(): void {
    const { side, problems } = this.#desk;
    const [worker, follower] = [shown(side.store), shown(this.#store)];
    const at = [...worker].findIndex((letter, i) => letter !== follower[i]);
    const part = (text: string): string => text.slice(Math.max(0, at - 150), at + 150);
    if (worker !== follower) problems.push(`P5: ${side.letter}'s processes show ${part(worker)} and ${part(follower)}`);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** All that a window shows. */
function shown(store: Store): string {
  const connections = store.connections();
  const issues = store.issueIds(null, 100).map((id) => [store.issue(id), store.syncsOf(id)]);
  return JSON.stringify([connections, connections.map(({ id }) => store.queues(id)), issues], inOrder);
}

/** The names of an object have no order. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
