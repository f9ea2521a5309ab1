import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import type { Command, CommandOutcome } from "../../../src/model/command.ts";
import { newId } from "../../../src/model/ids.ts";
import { openedProject } from "./opened-project.ts";

type Asked<T> = T extends unknown ? Omit<T, "author"> : never;

export const NOW = { untilIdle: true, timeoutMs: 0 };

export function freshId(project: OpenProject): string {
  return newId(Date.now(), project.context.crypto.random(10));
}

/** Carries a command out, which must work. */
export async function ask(project: OpenProject, command: Asked<Command>): Promise<Extract<CommandOutcome, { readonly kind: "done" }>> {
  const outcome = await carryOutAnywhere(project, { ...command, author: "Ada" });
  expect(outcome).toMatchObject({ kind: "done" });
  if (outcome.kind !== "done") throw new Error(outcome.code);
  return outcome;
}

/** Two projects that exchange issues. Ada's is the primary; they call each other `nordwind` and `acme`. */
export async function runningSides(
  root: string,
): Promise<{ readonly ada: OpenProject; readonly bo: OpenProject; readonly exchange: string }> {
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const [ada, bo] = [openedProject(root, "Acme"), openedProject(root, "Nordwind")];
  const made = await connect(ada, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  for (const side of [bo, ada, bo, ada]) await sync(side, NOW);
  await ask(ada, { kind: "publish", connection: "nordwind", note: "", unverified: true });
  await ask(ada, { kind: "start", connection: "nordwind" });
  await sync(ada, NOW);
  await sync(bo, NOW);
  await ask(bo, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true });
  await ask(bo, { kind: "start", connection: "acme" });
  return { ada, bo, exchange };
}
