import { connectionNameFrom, hasOwnName } from "../app/connection-name.ts";
import type { LiveProject } from "../app/live-project.ts";
import { type UnfinishedSetup, unfinishedId } from "../view/unfinished-words.ts";
import type { Ferry } from "./ferry.ts";

type Places = Pick<Ferry, "context" | "folders">;

/** Where this window keeps what was answered; no secret is among it. */
const placeOf = (project: string): string => `issueFerry.unfinished:${project}`;

/** One of each kind with each partner. */
type Deed = Pick<UnfinishedSetup, "kind" | "partner">;
const among = (deeds: readonly Deed[], one: Deed): boolean => deeds.some((deed) => unfinishedId(deed) === unfinishedId(one));

/**
 * What was set aside for a project. What another version kept in another shape is passed over, and so is what was done in another way meanwhile: whoever
 * closes an old message after that has nothing to go on with.
 */
export function unfinishedSetups(ferry: Places, project: string): readonly UnfinishedSetup[] {
  return undone(ferry, project, stored(ferry, project));
}

function stored({ context }: Places, project: string): readonly UnfinishedSetup[] {
  return [context.workspaceState.get<unknown>(placeOf(project))].flat().filter(isSetup);
}

function undone({ folders }: Places, project: string, setups: readonly UnfinishedSetup[]): readonly UnfinishedSetup[] {
  const connections = folders.live.find((one) => one.project.file.id === project)?.project.store.connections() ?? [];
  const names = new Set(connections.map(({ name }) => name));
  return setups.filter(({ partner }) => !(hasOwnName(partner) && names.has(connectionNameFrom(partner))));
}

function isSetup(kept: unknown): kept is UnfinishedSetup {
  const { kind, at, because, partner, answers } = (kept ?? {}) as Partial<Record<keyof UnfinishedSetup, unknown>>;
  const texts = [because, partner, ...Object.values(answers ?? [null])];
  return (kind === "connect" || kind === "join") && typeof at === "number" && texts.every((text) => typeof text === "string");
}

/** The one whose row was chosen; null: another row, or none. */
export function chosenSetup(ferry: Places, given: unknown): { readonly live: LiveProject; readonly setup: UnfinishedSetup } | null {
  const { project, row } = (given ?? {}) as { readonly project?: unknown; readonly row?: { readonly id?: unknown } };
  const live = ferry.folders.live.find((one) => one.project.file.id === project);
  const setup = live && unfinishedSetups(ferry, live.project.file.id).find((one) => unfinishedId(one) === row?.id);
  return live && setup ? { live, setup } : null;
}

/** Keeps the answers of a deed whose message was closed, in place of those that it went on from. */
export function setAside(ferry: Places, project: string, setup: UnfinishedSetup, begun: Deed = setup): Promise<void> {
  return keep(ferry, project, [begun, setup], [setup]);
}

/** It was done, or is not wanted any more. */
export function drop(ferry: Places, project: string, deed: Deed, begun: Deed = deed): Promise<void> {
  return keep(ferry, project, [deed, begun], []);
}

async function keep(ferry: Places, project: string, without: readonly Deed[], added: readonly UnfinishedSetup[]): Promise<void> {
  const before = stored(ferry, project);
  // What is done goes for good: hidden only, it would come back should its connection be removed one day.
  const after = undone(ferry, project, [...before.filter((one) => !among(without, one)), ...added]);
  if (after.length === before.length && added.length === 0) return;
  await ferry.context.workspaceState.update(placeOf(project), after);
  ferry.folders.touch();
}
