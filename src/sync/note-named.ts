import type { IssueId } from "../model/document.ts";
import { type Context, audit } from "./context.ts";
import { noteForgotten } from "./forgotten.ts";

/** So many issues the partner may name at one Recover, several times what a project has; what it names beyond is as unknown as ever. */
export const MOST_NAMED = 100_000;

/** The partner names an issue that neither store nor tracker has. Bounded, and told once where it is too much. Inside a transaction. */
export function noteNamed(context: Context, id: string, issue: IssueId): void {
  const { store } = context;
  const connection = store.connection(id);
  const putBack = connection?.stream.putBack;
  const named = putBack?.named ?? 0;
  if (!connection || !putBack || named > MOST_NAMED) return;
  store.putConnection({ ...connection, stream: { ...connection.stream, putBack: { ...putBack, named: named + 1 } } });
  if (named < MOST_NAMED) noteForgotten(context, id, [issue]);
  else
    audit(context, { actor: `partner ${connection.partner?.name ?? ""}`, action: "too many named", connection: id, info: String(named) });
}
