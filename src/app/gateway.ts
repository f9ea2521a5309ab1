import { existsSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { isId, newId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { Store } from "../ports/store.ts";
import { nodeCrypto } from "../crypto/node-crypto.ts";
import { projectFolder, readYaml } from "./project-file.ts";
import { writeSettings } from "./settings-file.ts";

/** The one machine of a team that holds a project's keys and talks to partners, as `.issue-ferry/gateway.yaml` names it. */
export interface Gateway {
  /** Minted on that machine: a name alone could be another's, too. */
  readonly machine: string;
  readonly name: string;
  readonly person: string;
}

const line = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^\P{Cc}*$/u, "one line"));
const schema = z.strictObject({ machine: z.string().check(z.refine(isId, "a machine id of 26 characters")), name: line, person: line });

const HEAD = `# The machine that holds this project's keys and talks to its partners. Commit this file.
# Other machines show the issues and send nothing. To move it: issue-ferry gateway move FILE
`;

/** Name of the fact that keeps this machine's id. */
const MACHINE = "machine";
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
  return { machine, name: hostname() || "this machine", person };
}

export function writeGateway(workspace: string, gateway: Gateway): void {
  writeSettings(workspace, gatewayFile(workspace), HEAD + stringify(gateway));
}

/** Who the gateway is, read again when the file may have changed: it comes with the next pull. */
export function gatewayReader(workspace: string, store: Store): () => GatewayView {
  let known: {
    readonly mark: string;
    readonly view: Exclude<GatewayView, { readonly kind: "here" }> & { readonly machine?: string };
  } | null = null;
  return () => {
    const file = gatewayFile(workspace);
    const found = statSync(file, { throwIfNoEntry: false });
    const mark = found ? `${found.mtimeMs} ${found.size} ${found.ino}` : "missing";
    if (known?.mark !== mark) known = { mark, view: readGateway(file) };
    const { machine, ...view } = known.view;
    const moved = isMoved(store);
    if (view.kind === "broken") return view;
    if (moved) return view.kind === "elsewhere" && machine !== store.fact(MACHINE) ? view : { kind: "elsewhere", name: "", person: "" };
    if (view.kind === "elsewhere" && machine === store.fact(MACHINE)) return { kind: "here", name: view.name, person: view.person };
    return view;
  };
}

function readGateway(file: string): Exclude<GatewayView, { readonly kind: "here" }> & { readonly machine?: string } {
  if (!existsSync(file)) return { kind: "unnamed" };
  const parsed = readYaml(file, schema);
  return parsed.ok ? { kind: "elsewhere", ...parsed.value } : { kind: "broken", at: file, ...parsed.failure };
}

/** Whether this machine may send, write what partners sent, and give keys to issues. */
export function isGateway(view: GatewayView): boolean {
  return view.kind === "here" || view.kind === "unnamed";
}
