import type { IssueDetailsView } from "../model/snapshot.ts";
import type { PageAction, PageButton } from "./details-model.ts";
import { named } from "./details-words.ts";

/** Where an issue has several connections, a button that acts on one of them says whose it is to those who only hear it. */
export function inName(connections: IssueDetailsView["connections"]): (button: PageButton) => PageButton {
  if (connections.length < 2) return (button) => button;
  return (button) => {
    const which = connectionsOf(button.action);
    const [part, ...more] = connections.filter(({ id, name }) => which.ids.has(id) || which.name === name);
    return part && more.length === 0 ? { ...button, spoken: `${button.spoken ?? button.label}, ${named(part.partner)}` } : button;
  };
}

function connectionsOf(action: PageAction): { readonly ids: ReadonlySet<string>; readonly name: string | null } {
  const targets = "targets" in action ? action.targets : "target" in action ? [action.target] : [];
  return { ids: new Set(targets.map(({ connection }) => connection)), name: "connection" in action ? action.connection : null };
}
