import type { Connection } from "../model/connection.ts";
import { maySend } from "../model/contract.ts";
import type { Failure } from "../model/failure.ts";
import { REFUSE, ownField } from "../model/mapping.ts";
import type { Value } from "../model/value.ts";
import { isMeantToStay, translateOut } from "../sync/translation.ts";
import type { OpenProject } from "./open-project.ts";
import { rulesUnder } from "./planned-rules.ts";

export interface RefusedValue {
  /** What people call the partner who does not get it. */
  readonly partner: string;
  readonly failure: Failure;
}

/** Of values that are given to an issue: those that stay here, since the mapping refuses them or has no word for them. Known before any pass. */
export function refusedValues(
  project: OpenProject,
  connections: readonly Connection[],
  fields: Readonly<Record<string, Value | undefined>>,
): readonly RefusedValue[] {
  return connections.flatMap((connection) => {
    const { contract, partner, name } = connection;
    const settings = project.context.settingsOf(connection);
    if (contract === null || settings === null) return [];
    const rules = rulesUnder(project, connection, settings, contract);
    return contract.fields.flatMap((field) => {
      const value = fields[ownField(settings.mapping, field.name)];
      if (value === undefined || !maySend(field, rules.role)) return [];
      const out = translateOut(rules, field, value);
      if (out.ok || out.failure.code !== "NO_MAPPING") return [];
      const isMeant = isMeantToStay(settings.mapping, out.failure);
      return [{ partner: partner?.name ?? name, failure: isMeant ? { ...out.failure, detail: REFUSE } : out.failure }];
    });
  });
}

/** The connections over which an issue is shared now. */
export function sharedOver({ store }: OpenProject, issue: string): readonly Connection[] {
  return store.syncsOf(issue).flatMap(({ sync }) => (sync.frozen || !sync.mine.shared ? [] : (store.connection(sync.connection) ?? [])));
}
