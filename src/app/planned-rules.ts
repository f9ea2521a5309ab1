import type { Connection } from "../model/connection.ts";
import type { ContractTerms } from "../model/contract.ts";
import type { Settings } from "../sync/context.ts";
import { selfOn } from "../sync/own-identity.ts";
import type { Rules } from "../sync/rules.ts";
import type { OpenProject } from "./open-project.ts";

/** What would hold on a connection under settings and terms that are only thought of. */
export function rulesUnder(
  { context }: OpenProject,
  connection: Pick<Connection, "role" | "partner" | "own">,
  { mapping, choice }: Settings,
  terms: ContractTerms,
): Rules {
  const { role, partner } = connection;
  const contract = { ...terms, number: 0 };
  const self = selfOn(context, connection);
  const { fields, holds } = context.tracker.limits;
  return { role, contract, mapping, choice, self, partner: partner?.id ?? "", held: fields, holds };
}
