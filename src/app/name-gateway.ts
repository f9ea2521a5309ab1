import { type Result, failed, ok } from "../model/failure.ts";
import type { GatewayView } from "../model/snapshot.ts";
import { type Gateway, gatewayFile, isGateway, isMoved, isUnnamedNow, setMoved, thisGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import type { BackedUp, BackupFailure, BackupParts } from "./backup.ts";

/**
 * Where no machine is named, as in a project from before that was done. One that has no connections has nothing to be named for, unless another
 * was named before: then this is how a person says that it is no more.
 */
export function nameGateway({ store, workspace, author, gateway }: OpenProject, parts: BackupParts): Result<GatewayView, BackupFailure> {
  const there = gateway();
  if (there.kind === "here") return ok(there);
  const forgotten = there.kind === "elsewhere" && isUnnamedNow(workspace, store);
  if (there.kind !== "unnamed" && !forgotten) return failed({ kind: "not gateway", gateway: there });
  if (store.connections().length === 0 && !forgotten) return failed({ kind: "no connections" });
  const named = thisGateway(store, author);
  const unwritten = nameHere(parts, workspace, named);
  if (unwritten !== null) return failed({ kind: "gateway unwritten", file: gatewayFile(workspace), detail: unwritten });
  return ok({ kind: "here", name: named.name, person: named.person });
}

/** The gateway was handed over by mistake, and the file was restored nowhere: this machine goes on. null: it was not handed over. */
export function takeBack(
  { store, workspace, author, gateway }: OpenProject,
  parts: BackupParts,
): Result<Pick<BackedUp, "unwritten">, BackupFailure> | null {
  if (!isMoved(store)) return null;
  setMoved(store, false);
  const unwritten = nameHere(parts, workspace, thisGateway(store, author));
  if (unwritten === null || isGateway(gateway())) return ok({ unwritten });
  // The file goes on saying that another one is.
  setMoved(store, true);
  return failed({ kind: "gateway unwritten", file: gatewayFile(workspace), detail: unwritten });
}

/** Why the file could not be written; null: it is. */
export function nameHere(parts: BackupParts, workspace: string, gateway: Gateway): string | null {
  try {
    parts.nameGateway(workspace, gateway);
    return null;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return String(error.code);
  }
}
