import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type User, playground, user } from "./command-line.ts";

/** Two projects, an exchange folder between them, and what tests ask again and again. */
export interface TwoSides {
  readonly root: string;
  readonly exchange: string;
  /** The primary; its name for the connection is `nordwind`. */
  readonly ada: User;
  /** The secondary; its name for the connection is `acme`. */
  readonly bo: User;
  readonly handshakeFile: string;
  remove(): void;
}

export async function twoProjects(): Promise<TwoSides> {
  const { path: root, remove } = playground();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const ada = user(root, "Ada");
  const bo = user(root, "Bo");
  await ada.json(["init", "--name", "Acme Pumps", "--key", "ACME"], 0);
  await bo.json(["init", "--name", "Nordwind", "--key", "NW"], 0);
  return { root, exchange, ada, bo, handshakeFile: join(root, "handshake.txt"), remove };
}

/** Created and joined; no pass was made yet. */
async function joined(): Promise<TwoSides> {
  const sides = await twoProjects();
  const { ada, bo, exchange, handshakeFile } = sides;
  await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", handshakeFile], 0);
  await bo.json(["join", handshakeFile, "--exchange", exchange, "--name", "acme"], 0);
  return sides;
}

/** Table 3 of docs/PROTOCOL.md done. */
export async function connected(): Promise<TwoSides> {
  const sides = await joined();
  for (const side of [sides.bo, sides.ada, sides.bo, sides.ada]) await side.run(["sync"]);
  return sides;
}

/** A contract is agreed, both sides run, nothing is on its way. */
export async function running(): Promise<TwoSides> {
  const sides = await connected();
  const { ada, bo } = sides;
  await ada.json(["config", "publish", "nordwind", "--unverified"], 0);
  await ada.json(["start", "nordwind"], 0);
  await ada.run(["sync"]);
  await bo.run(["sync"]);
  await bo.json(["config", "accept", "acme", "--unverified"], 0);
  await bo.json(["start", "acme"], 0);
  await settle(sides);
  return sides;
}

/** Both sides as they stand now, to be brought back before each test: setting up takes many runs of the program. */
export async function saved(make: () => Promise<TwoSides>): Promise<{ readonly sides: TwoSides; restore(): void; remove(): void }> {
  const sides = await make();
  const copy = `${sides.root}-saved`;
  cpSync(sides.root, copy, { recursive: true, preserveTimestamps: true });
  return {
    sides,
    restore: () => {
      rmSync(sides.root, { recursive: true, force: true });
      cpSync(copy, sides.root, { recursive: true, preserveTimestamps: true });
    },
    remove: () => {
      rmSync(copy, { recursive: true, force: true });
      sides.remove();
    },
  };
}

/** Passes of both sides until neither has anything on its way. A bounded number: a conversation never takes long. */
export async function settle({ ada, bo }: Pick<TwoSides, "ada" | "bo">): Promise<void> {
  let quiet = 0;
  for (let pass = 0; pass < 20 && quiet < 2; pass++) {
    const { connections } = await (pass % 2 === 0 ? ada : bo).json(["sync", "--until-idle"]);
    const waits = connections.some(
      ({ queue }: { queue: { out: number; in: number; tooNew?: number } }) => queue.out + queue.in - (queue.tooNew ?? 0) > 0,
    );
    quiet = waits ? 0 : quiet + 1;
  }
  if (quiet < 2) throw new Error("the two sides do not come to rest");
}

/** The status of each side's one connection: primary, secondary. */
export async function statuses({ ada, bo }: Pick<TwoSides, "ada" | "bo">): Promise<string> {
  const views = await Promise.all([ada.json(["connections"], 0), bo.json(["connections"], 0)]);
  return views.map(({ connections }) => connections[0]?.status ?? "-").join(" | ");
}

/** The sync status of the issue with this title at each side: primary, secondary. */
export async function issueStatuses({ ada, bo }: Pick<TwoSides, "ada" | "bo">, title: string): Promise<string> {
  const views = await Promise.all([ada.json(["issues"]), bo.json(["issues"])]);
  return views.map(({ issues }) => issues.find((issue: { title: string }) => issue.title === title)?.syncStatus ?? "-").join(" | ");
}
