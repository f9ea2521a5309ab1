import type { ConnectionView } from "../model/snapshot.ts";
import type { Tone } from "./cell.ts";

/** What happens when a row is chosen: a command of package.json, after `issueFerry.`. */
export type RowAction =
  | "createConnection"
  | "joinConnection"
  | "resendInvitation"
  | "compareSafetyNumber"
  | "publishConfiguration"
  | "reviewUpdate"
  | "startConnection"
  | "editConfiguration"
  | "changeExchangeFolder"
  | "goOnHere"
  | "removeConnection"
  | "doctor"
  | "showCauses";

/** A row of the view Connections. `id` is stable as long as it means the same thing. */
export interface ConnectionTreeRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly tone: Tone | null;
  readonly tooltip: string;
  /** Words that `when` clauses of menus ask for. */
  readonly context: string;
  readonly action: RowAction | null;
  readonly children: readonly ConnectionTreeRow[];
}

/** Whether nothing goes on with it any more. */
export function isOver({ status }: ConnectionView): boolean {
  return status === "closed" || status === "revoked";
}

/** Not sent yet, or sent and not yet said to have arrived. */
export function outgoingText(messages: number): string {
  return `${messages} outgoing`;
}

/** A row below a connection. `part` names it there; what stands before a slash is its context. */
export function connectionPart(
  connection: ConnectionView,
  part: string,
  icon: string,
  label: string,
  more: Partial<Pick<ConnectionTreeRow, "description" | "tone" | "tooltip" | "action">> = {},
): ConnectionTreeRow {
  const description = more.description ?? "";
  return {
    id: `${connection.name}/${part}`,
    label,
    description,
    icon,
    tone: more.tone ?? null,
    tooltip: more.tooltip ?? [label, description].filter((text) => text !== "").join(": "),
    context: part.split("/")[0] ?? part,
    action: more.action ?? null,
    children: [],
  };
}
