import { onTestFinished } from "vitest";
import type { Attachment } from "../../../src/model/attachment.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { MemoryContents } from "../../support/memory-contents.ts";

/** Largest file in the exchange place of these scenes: parts are small, so that a content of some 100 kB has many. */
export const LARGEST = 20_000;

export interface Scene {
  readonly world: World;
  readonly P: SimulatedProject;
  readonly S: SimulatedProject;
  readonly issue: string;
  readonly contents: Readonly<Record<"P" | "S", MemoryContents>>;
}

/** Two whole projects that share an issue, each with a place for contents. */
export async function contentsScene(seed: number, largest = LARGEST, terms: ContractTerms = DEFAULT_TERMS): Promise<Scene> {
  const world = await connectedWorld({ seed, natures: { P: exact, S: exact }, terms, largest });
  const { P, S } = world;
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  const contents = { P: contentsOf(P), S: contentsOf(S) };
  const issue = newId(world.clock.now++, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  const scene = { world, P, S, issue, contents };
  await passes(scene, 4);
  return scene;
}

function contentsOf(side: SimulatedProject): MemoryContents {
  const contents = new MemoryContents({
    beforeChange: () => side.points.pass("before a change of a content"),
    torn: (length) => Math.floor(length / 3),
  });
  side.contents = contents;
  side.restart();
  return contents;
}

/** Milliseconds from one round of passes to the next. */
const ROUND_MS = 10_000;

export async function passes({ P, S, world }: Scene, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    world.clock.now += ROUND_MS;
    for (const side of [P, S]) await side.pass();
  }
}

/** Bytes without a pattern that two parts could share. */
export function bytesOf({ world }: Scene, length: number): Uint8Array {
  return world.random.bytes(length);
}

/** Both sides agreed on the attachment; its content is where `by` says. */
export function attached(scene: Scene, by: "P" | "S", bytes: Uint8Array, origin: "P" | "S" = by): WantedFile {
  const { world, issue, contents } = scene;
  const id = newId(world.clock.now++, world.random.bytes(10));
  const mark = contents[by].put(issue, id, bytes);
  const attachment: Attachment = {
    id,
    origin: scene[origin].self,
    name: "valve.png",
    ...mark,
    mediaType: "image/png",
    author: "Ada",
    created: "2026-11-21",
  };
  for (const side of [scene.P, scene.S]) agree(side, issue, (known) => [...known, attachment]);
  return { issue, id, ...mark };
}

/** What the side takes for agreed of the issue's files is another thing. */
export function agree(side: SimulatedProject, issue: string, change: (known: readonly Attachment[]) => readonly Attachment[]): void {
  const sync = side.store.sync(side.connection().id, issue);
  if (!sync) throw new Error("no state");
  const base: typeof sync.base & { attachments?: readonly Attachment[] } = sync.base;
  const document = { ...base, attachments: change(base.attachments ?? []) };
  const snapshots = sync.snapshots.map(({ revision }) => ({ revision, document }));
  side.store.transaction(() =>
    putSync(side.context, side.connection(), { ...sync, base: document, mine: document, shadow: document, snapshots }),
  );
}

export async function wanted(
  { world }: Scene,
  side: SimulatedProject,
  { issue, id: file }: WantedFile,
  kind: "get file" | "put file" = "get file",
): Promise<string> {
  const id = newId(world.clock.now++, world.random.bytes(10));
  const outcome = await side.command({ kind, issue, file, id, author: "Ada" });
  if (outcome?.kind !== "done") throw new Error(`not asked: ${JSON.stringify(outcome)}`);
  return id;
}

export function asked(side: SimulatedProject, id: string): AskedOperation {
  const operation = side.store.asked(side.connection().id, id);
  if (!operation) throw new Error("no operation");
  return operation;
}

export function hasWhole({ contents }: Scene, by: "P" | "S", { issue, id }: WantedFile, bytes: Uint8Array): boolean {
  const there = contents[by].whole.get(`${issue} ${id}`);
  return there !== undefined && Buffer.compare(there, bytes) === 0;
}

/** Files of contents that stand in the exchange place. */
export function standing({ world }: Scene): readonly string[] {
  return world.exchange.folder.paths().filter((path) => path.includes("/files/"));
}
