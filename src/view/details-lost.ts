import type { LostValue } from "../model/issue-sync.ts";
import type { IssueDetailsView } from "../model/snapshot.ts";
import { revisionText } from "../model/revision.ts";
import type { LostRow, PageButton } from "./details-model.ts";
import { openLosses, shownLost } from "./details-fields.ts";
import { BUTTONS, named, partLabel } from "./details-words.ts";
import { quoted, valueText } from "./value-text.ts";

type Part = IssueDetailsView["connections"][number];

/**
 * Values of this side that lost, newest first: nothing of them is forgotten when a conflict is settled. The newest that waits stands in the
 * table of fields already.
 */
export function lostRows(part: Part): LostRow[] {
  return part.lost.flatMap((lost, i) => (openLosses(part, lost.field).at(-1) === lost ? [] : [rowOf(part, lost, i)])).toReversed();
}

function rowOf(part: Part, lost: LostValue, at: number): LostRow {
  const label = partLabel(lost.field);
  const copy: PageButton = { label: BUTTONS.copy, spoken: `${BUTTONS.copy}: ${label}`, action: { do: "copy", text: copied(lost) } };
  const undo: PageButton = {
    label: BUTTONS.undo,
    spoken: `${BUTTONS.undo}: ${label}`,
    action: { do: "reopen", targets: [{ connection: part.id, part: lost.field, ...(lost.settled && { settled: lost.settled.id }) }] },
  };
  const buttons = lost.field === "deleted" ? [] : [copy];
  return {
    id: `${part.id} ${at}`,
    label,
    partner: named(part.partner),
    value: shownLost(lost) ?? { text: "(empty)" },
    state: `${settledText(part, lost)} (revision ${revisionText(lost.revision)})`,
    buttons: isLastSettled(part, lost) ? [undo, ...buttons] : buttons,
  };
}

function settledText(part: Part, lost: LostValue): string {
  if (!lost.resolved) return "Waits, and is settled together with the newer one";
  if (!lost.settled) return "Settled";
  const { wrote } = lost.settled;
  return wrote ? `Settled: ${quoted(wrote.after)} was written` : `Settled: ${named(part.partner)}'s stayed`;
}

/** Only the last settlement of a field can be taken back. */
function isLastSettled(part: Part, lost: LostValue): boolean {
  const last = part.lost.findLast((other) => other.field === lost.field && other.resolved && other.settled);
  return lost === last;
}

function copied({ value }: LostValue): string {
  return typeof value === "string" ? value : valueText(value);
}
