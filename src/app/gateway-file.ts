import { existsSync, statSync } from "node:fs";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { isId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { Store } from "../ports/store.ts";
import { type Gateway, HANDED_OVER, MACHINE, gatewayFile, isMoved } from "./gateway.ts";
import { machineName } from "./machine-kind.ts";
import { readYaml } from "./yaml-file.ts";
import { writeSettings } from "./settings-file.ts";

const line = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^\P{Cc}*$/u, "one line"));
const schema = z.strictObject({ machine: z.string().check(z.refine(isId, "a machine id of 26 characters")), name: line, person: line });

const HEAD = `# The machine that holds this project's keys and talks to its partners. Commit this file.
# Other machines show the issues and send nothing. To move it: issue-ferry gateway move FILE
`;

/** Name of the fact that keeps the machine that the file named last. Without the file it still is that one: two would give out the same keys. */
const NAMED = "gateway named";

export function writeGateway(workspace: string, gateway: Gateway): void {
  writeSettings(workspace, gatewayFile(workspace), HEAD + stringify(gateway));
}

type ReadView = Exclude<GatewayView, { readonly kind: "here" }> & { readonly machine?: string };

/**
 * Who the gateway is, read again when the file may have changed: it comes with the next pull. `remember`: who is named now is, too, once the
 * file is gone. Outside of a transaction.
 */
export function gatewayReader(
  workspace: string,
  store: Store,
  here: { readonly person: string; readonly stateDirectory: string } = { person: "", stateDirectory: "" },
): { readonly look: () => GatewayView; readonly remember: () => void } {
  let known: { readonly mark: string; readonly view: ReadView } | null = null;
  const note = (text: string): void => {
    if (store.fact(NAMED) !== text) store.transaction(() => store.setFact(NAMED, text));
  };
  const look = (): GatewayView => {
    const file = gatewayFile(workspace);
    const found = statSync(file, { throwIfNoEntry: false });
    const mark = found ? `${found.mtimeMs} ${found.size} ${found.ino}` : "missing";
    if (known?.mark !== mark) known = { mark, view: readGateway(file) };
    const { machine, ...view } = known.view.kind === "unnamed" ? namedLast(store) : known.view;
    const moved = isMoved(store);
    if (view.kind === "broken") return view;
    if (moved)
      return view.kind === "elsewhere" && machine !== store.fact(MACHINE) ? taken(view) : { kind: "elsewhere", name: "", person: "" };
    if (view.kind === "elsewhere" && machine === store.fact(MACHINE)) return { kind: "here", name: view.name, person: view.person };
    if (view.kind === "elsewhere" && view.person === here.person && store.connections().length === 0 && view.name === machineName())
      return { ...view, lost: here.stateDirectory };
    return taken(view);
  };
  return {
    look,
    remember: () => {
      look();
      if (known?.view.kind === "elsewhere" && known.view.machine !== undefined)
        note(JSON.stringify({ machine: known.view.machine, name: known.view.name, person: known.view.person }));
    },
  };
}

/** Between a hand-over and its restore no machine has it. */
function taken<V extends GatewayView>(view: V): V {
  return view.kind === "elsewhere" && view.name === HANDED_OVER ? { ...view, name: "" } : view;
}

/** Where there is no file. This machine itself goes on. */
function namedLast(store: Store): ReadView {
  const text = store.fact(NAMED);
  const last = text === null ? null : schema.safeParse(JSON.parse(text));
  return last?.success && last.data.machine !== store.fact(MACHINE) ? { kind: "elsewhere", ...last.data } : { kind: "unnamed" };
}

function readGateway(file: string): ReadView {
  if (!existsSync(file)) return { kind: "unnamed" };
  const parsed = readYaml(file, schema);
  return parsed.ok ? { kind: "elsewhere", ...parsed.value } : { kind: "broken", at: file, ...parsed.failure };
}
