import type { ContractTerms } from "../model/contract.ts";
import { type Mapping, ownField } from "../model/mapping.ts";
import type { FieldKind } from "../model/value.ts";
import type { TrackerField, TrackerLimits } from "../ports/tracker.ts";

/** A field of a contract whose values our tracker cannot hold; or `attachments`, or `links`, that it has no place for. */
export interface FieldGap {
  readonly field: string;
  /** By the contract; null: it is no field. */
  readonly kind: FieldKind | null;
  /** The kind that the tracker's field of that name has; null: it has none. */
  readonly here: FieldKind | null;
}

/** What a person should know before a contract is in force: what comes in these parts is agreed and not written. */
export function contractGaps(
  terms: Pick<ContractTerms, "fields" | "attachments" | "links">,
  { fields, holds }: Pick<TrackerLimits, "fields" | "holds">,
  mapping: Mapping,
): FieldGap[] {
  const parts = (["attachments", "links"] as const).filter((part) => terms[part] !== "none" && !holds[part]);
  return [...fieldGaps(terms, fields, mapping), ...parts.map((field) => ({ field, kind: null, here: null }))];
}

function fieldGaps(
  { fields }: Pick<ContractTerms, "fields">,
  held: ReadonlyMap<string, TrackerField> | null,
  mapping: Mapping,
): FieldGap[] {
  if (held === null) return [];
  return fields.flatMap(({ name, kind }) => {
    const here = held.get(ownField(mapping, name));
    return here?.kinds.includes(kind) ? [] : [{ field: name, kind, here: here?.kinds[0] ?? null }];
  });
}
