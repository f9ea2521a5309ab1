import { existsSync } from "node:fs";
import { join } from "node:path";
import { newId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { Store } from "../ports/store.ts";
import { nodeCrypto } from "../crypto/node-crypto.ts";
import { machineName } from "./machine-kind.ts";
import { projectFolder } from "./places.ts";

/** The one machine of a team that holds a project's keys and talks to partners, as `.issue-ferry/gateway.yaml` names it. */
export interface Gateway {
  /** Minted on that machine: a name alone could be another's, too. */
  readonly machine: string;
  readonly name: string;
  readonly person: string;
}

/** What the file names between a hand-over and its restore: no machine yet. */
export const HANDED_OVER = "handed over";
/** Name of the fact that keeps this machine's id. */
export const MACHINE = "machine";
/** Name of the fact that says that the gateway was handed over: whatever a file says then, this machine sends nothing. */
const MOVED = "gateway moved";

export function gatewayFile(workspace: string): string {
  return join(projectFolder(workspace), "gateway.yaml");
}

/** This machine's id for the project. */
function machineOf(store: Store): string {
  const there = store.fact(MACHINE);
  if (there !== null) return there;
  const made = newId(Date.now(), nodeCrypto().random(10));
  return store.transaction(() => {
    store.setFact(MACHINE, made);
    return made;
  });
}

/** After a restore, and where a hand-over named it already. */
export function becomeMachine(store: Store, machine: string): void {
  store.transaction(() => {
    store.setFact(MACHINE, machine);
    store.setFact(MOVED, "no");
  });
}

export function setMoved(store: Store, moved: boolean): void {
  store.transaction(() => store.setFact(MOVED, moved ? "yes" : "no"));
}

export function isMoved(store: Store): boolean {
  return store.fact(MOVED) === "yes";
}

export function thisGateway(store: Store, person: string, machine = machineOf(store)): Gateway {
  return { machine, name: machineName(), person };
}

/** Whether the file is gone that named another machine, and this one did not hand over. */
export function isUnnamedNow(workspace: string, store: Store): boolean {
  return !existsSync(gatewayFile(workspace)) && !isMoved(store);
}

/** Whether this machine may send, write what partners sent, and give keys to issues. */
export function isGateway(view: GatewayView): boolean {
  return view.kind === "here" || view.kind === "unnamed";
}
