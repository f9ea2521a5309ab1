import type { UnfinishedSetup } from "../view/unfinished-words.ts";
import type { Ferry } from "./ferry.ts";

/** Where this window keeps what was answered; no secret is among it. */
const placeOf = (project: string): string => `issueFerry.unfinished:${project}`;

/** What was set aside for a project; null: nothing. */
export function unfinishedSetup({ context }: Pick<Ferry, "context">, project: string): UnfinishedSetup | null {
  return context.workspaceState.get<UnfinishedSetup>(placeOf(project)) ?? null;
}

/** Keeps the answers of a deed whose message was closed, in place of earlier ones; null: nothing is left to go on with. */
export async function setAside(
  { context, folders }: Pick<Ferry, "context" | "folders">,
  project: string,
  setup: UnfinishedSetup | null,
): Promise<void> {
  if (setup === null && unfinishedSetup({ context }, project) === null) return;
  await context.workspaceState.update(placeOf(project), setup ?? undefined);
  folders.touch();
}
