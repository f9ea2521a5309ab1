import type { LostValue } from "../model/issue-sync.ts";
import { seenLosses } from "../model/seen-losses.ts";
import type { IssueDetailsView } from "../model/snapshot.ts";
import { type Value, isSet, sameValue } from "../model/value.ts";
import type { FieldRow, PageButton, Shown, Target } from "./details-model.ts";
import { type Refusal, refusedByPartner, refusedHere } from "./details-refusals.ts";
import { BUTTONS, named, partLabel } from "./details-words.ts";
import { shownValue, textChange } from "./shown-value.ts";
import { quoted, valueText } from "./value-text.ts";

type Part = IssueDetailsView["connections"][number];
type Local = IssueDetailsView["issue"]["fields"];

/**
 * The rows of "What the partner confirmed", in the contract's order; fields that are empty everywhere are left out. `asked`: the file holds an older text, and
 * nobody said yet what is meant: what it says is shown as what it is, and is no word for what was agreed.
 */
export function fieldRows(part: Part, local: Local, asked = false): FieldRow[] {
  const known = part.fields.map(({ name }) => name);
  const told = [part.agreed, part.inFlight, part.refusedHere, part.refusedThere, part.partnerRefuses, part.unsendable].flatMap(Object.keys);
  const lost = part.lost.filter(({ resolved }) => !resolved).map(({ field }) => field);
  const names = [...new Set([...known, ...told, ...lost])];
  return names.flatMap((name) => rowOf(part, name, local, asked) ?? []);
}

/** What settles the losses of a field, as they are shown now. */
export function lossTarget(part: Part, field: string): Target {
  const seen = seenLosses(part.lost, field);
  return { connection: part.id, part: field, ...(seen !== null && { seen }) };
}

/** The values of a field that lost and wait; the newest is the one that is settled. */
export function openLosses(part: Part, field: string): readonly LostValue[] {
  return part.lost.filter((value) => value.field === field && !value.resolved);
}

function rowOf(part: Part, field: string, local: Local, asked: boolean): FieldRow | null {
  const agreed = part.agreed[field] ?? null;
  const row = { part: field, label: partLabel(field), agreed: shownValue(agreed) };
  const lost = openLosses(part, field).at(-1);
  if (lost) return { ...row, ...conflict(part, lost, openLosses(part, field).length), agreed: shownValue(standing(part, lost)) };
  const there = part.refusedThere[field];
  if (there)
    return {
      ...row,
      ...refused(
        `not taken by ${named(part.partner)}`,
        shownValue(there.value),
        refusedByPartner(part, field, there.value, there.failure, true),
      ),
    };
  const here = part.refusedHere[field];
  if (here)
    return {
      ...row,
      ...refused(
        "not written here",
        shownValue(local[field] ?? null) ?? EMPTY,
        refusedHere(part, field, here.value, here.failure, "receive"),
      ),
    };
  const unable = part.partnerRefuses[field];
  if (unable)
    return {
      ...row,
      ...refused(`not held by ${named(part.partner)}`, null, refusedByPartner(part, field, unable.value, unable.failure, false)),
    };
  const own = part.unsendable[field];
  if (own?.failure)
    return { ...row, ...refused("not sent", shownValue(own.value), refusedHere(part, field, own.value, own.failure, "send")) };
  if (own)
    return {
      ...row,
      yours: shownValue(own.value) ?? EMPTY,
      state: "stays here",
      word: "stays here",
      result: "It does not travel, by the contract.",
      remedy: null,
      buttons: [],
    };
  if (Object.hasOwn(part.inFlight, field)) return { ...row, ...waiting(part, field, agreed, part.inFlight[field] ?? null) };
  if (agreed === null) return null;
  const another = confirmedAs(part, field, agreed, local);
  return {
    ...row,
    yours: asked && another !== "" ? shownValue(local[field] ?? null) : null,
    state: "confirmed",
    word: "confirmed",
    result: asked ? "" : another,
    remedy: null,
    buttons: [],
  };
}

type Rest = Omit<FieldRow, "part" | "label" | "agreed">;

const EMPTY: Shown = { text: "(empty)" };

function waiting(part: Part, field: string, agreed: Value, mine: Value): Rest {
  const shown = shownValue(mine) ?? EMPTY;
  const text = kindOf(part, field) === "text" && agreed !== null && mine !== null;
  const buttons: readonly PageButton[] = text ? [compareButton(part, field)] : [];
  return {
    yours: text ? { ...shown, note: textChange(agreed, mine) } : shown,
    state: "waiting",
    word: "waiting",
    result: part.underway ? `Not confirmed by ${named(part.partner)} yet.` : "Not sent yet.",
    remedy: null,
    buttons,
  };
}

function refused(word: string, yours: Shown | null, { cause, remedy, buttons }: Refusal): Rest {
  return { yours, state: "refused", word, result: cause, remedy, buttons };
}

/** What our tracker calls it, where that is another word. */
function confirmedAs(part: Part, field: string, agreed: Value, local: Local): string {
  const here = local[field] ?? null;
  if (here === null || sameValue(here, agreed) || kindOf(part, field) === "text") return "";
  const shownHere = typeof here === "object" && !isSet(here) ? here.name : valueText(here);
  const shownThere = typeof agreed === "object" && agreed !== null && !isSet(agreed) ? agreed.name : valueText(agreed);
  return shownHere === shownThere ? "" : `Here it is ${quoted(here)}.`;
}

function conflict(part: Part, lost: LostValue, count: number): Rest {
  const partner = named(part.partner);
  const older = count > 1 ? ` ${count - 1} older of yours ${count === 2 ? "waits" : "wait"} below.` : "";
  const yours: Shown = { ...(shownLost(lost) ?? EMPTY), lost: true };
  return {
    yours,
    state: "conflict",
    word: "conflict",
    result: conflictSentence(lost, partner) + older,
    remedy: null,
    buttons: conflictButtons(part, lost),
  };
}

function conflictSentence({ field }: LostValue, partner: string): string {
  if (field === "deleted") return `${partner} went on with the issue, so it is not deleted.`;
  if (field.startsWith("comment:")) return "Only its author changes a comment; what you wrote into it is kept until you decide.";
  return `${partner}'s stands by the contract; yours is kept until you decide.`;
}

export function shownLost({ field, value }: Pick<LostValue, "field" | "value">): Shown | null {
  return field === "deleted" ? { text: value === true ? "deleted" : "kept" } : shownValue(value);
}

/** What stands now: by what was agreed since, or else what won then. */
function standing(part: Part, { field, winner }: LostValue): Value {
  if (field === "deleted" || field.startsWith("comment:")) return typeof winner === "boolean" ? (winner ? "deleted" : "kept") : winner;
  return part.agreed[field] ?? winner;
}

function conflictButtons(part: Part, lost: LostValue): PageButton[] {
  const { field } = lost;
  const target = lossTarget(part, field);
  const about = partLabel(field).toLowerCase();
  const button = (label: string, action: PageButton["action"]): PageButton => ({ label, spoken: `${label}: ${about}`, action });
  const theirs = button(BUTTONS.takeTheirs(named(part.partner)), { do: "take theirs", targets: [target] });
  if (field === "deleted")
    return [
      button("Delete it all the same", { do: "keep mine", targets: [target] }),
      button("Keep the issue", { do: "take theirs", targets: [target] }),
    ];
  if (field.startsWith("comment:")) return [theirs, button(BUTTONS.compare, { do: "compare", target })];
  if (!part.fields.some(({ name }) => name === field)) return [theirs];
  const mine = button(BUTTONS.keepMine, { do: "keep mine", targets: [target] });
  const compare = button(BUTTONS.compare, { do: "compare", target });
  if (kindOf(part, field) === "text") return [mine, theirs, compare];
  const edit = button(BUTTONS.edit, { do: "edit", target, label: partLabel(field), text: editText(lost.value) });
  return typeof lost.value === "string" && lost.value.length > 40 ? [mine, theirs, edit, compare] : [mine, theirs, edit];
}

function compareButton(part: Part, field: string): PageButton {
  return {
    label: BUTTONS.compare,
    spoken: `${BUTTONS.compare}: ${field}`,
    action: { do: "compare", target: { connection: part.id, part: field } },
  };
}

/** As a person types it. */
function editText(value: Value): string {
  return value === null ? "" : valueText(value);
}

function kindOf(part: Part, field: string): string | undefined {
  return part.fields.find(({ name }) => name === field)?.kind;
}
