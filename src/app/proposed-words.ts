import type { Connection } from "../model/connection.ts";
import { type FieldGap, contractGaps } from "../sync/field-gaps.ts";
import { type MappingFlaw, mappingFlaws } from "../sync/mapping-flaws.ts";
import type { OpenProject } from "./open-project.ts";

/** What a contract that is proposed means for this side's own words, before it is answered. */
export interface ProposedWords {
  readonly flaws: readonly MappingFlaw[];
  /** What of it this project has no place for. */
  readonly lacks: readonly FieldGap[];
}

/** `unreadable`: the connection's own file has a fault. null: nothing is proposed to this side. */
export function proposedWords({ context }: Pick<OpenProject, "context">, connection: Connection): ProposedWords | "unreadable" | null {
  const { proposed, role } = connection;
  if (proposed === null || role === "primary") return null;
  const settings = context.settingsOf(connection);
  if (!settings) return "unreadable";
  const { limits } = context.tracker;
  return {
    flaws: mappingFlaws(settings.mapping, proposed.contract, limits.fields),
    lacks: contractGaps(proposed.contract, limits, settings.mapping),
  };
}
