import { counted } from "./ages.ts";
import { type FlawShown, flawSentence, isWarning } from "./mapping-flaws.ts";
import { type StayingShown, lackSentences, stayingSentence } from "./would-leave.ts";
import type { Value } from "../model/value.ts";
import { plainText, shortText } from "./plain-text.ts";
import { valueText } from "./value-text.ts";

interface Some {
  readonly issues: number;
  readonly keys: readonly string[];
}

/** As `app/settings-check.ts` finds it. */
export interface CheckShown {
  readonly faults: readonly { readonly line: number; readonly detail: string }[];
  readonly flaws: readonly (FlawShown & { readonly line: number })[];
  readonly lacks: readonly { readonly field: string; readonly kind: string | null; readonly here: string | null }[];
  readonly preview: {
    readonly own: number;
    readonly inScope: Some;
    readonly adds: Some;
    readonly drops: Some;
    readonly stuck: readonly (Some & { readonly field: string; readonly value: Value; readonly code: string })[];
    readonly files?: number;
    readonly links?: number;
    readonly stays?: StayingShown;
  } | null;
}

/** What the settings mean on the issues that are here, a line each. `file`: its name, before lines of it. */
export function checkLines({ faults, flaws, lacks, preview }: CheckShown, file: string): readonly string[] {
  return [
    ...faults.map(({ line, detail }) => `${line === 0 ? "--share" : `${plainText(file)}:${line}`}: ${plainText(detail)}`),
    ...(faults.length > 0 ? ["Nothing is exchanged or published until this is mended."] : []),
    ...flaws.map((flaw) => `${plainText(file)}:${flaw.line}: ${isWarning(flaw) ? "warning: " : ""}${flawSentence(flaw)}`),
    ...lackSentences(lacks),
    ...(preview ? previewLines(preview) : faults.length > 0 ? [] : ["The issues cannot be read now, so nothing is counted."]),
  ];
}

type Preview = NonNullable<CheckShown["preview"]>;

/** "12 of 140 issues in scope", and what would change with that. */
function previewLines(preview: Preview): readonly string[] {
  const { scope, adds, drops, beside, stays, stuck } = previewParts(preview);
  return [scope, ...[adds, drops, beside, stays].filter((line) => line !== null), ...stuck.map(({ text }) => text)];
}

/** The same apart; null: nothing of that. */
export function previewParts({ own, inScope, adds, drops, stuck, files = 0, links = 0, stays }: Preview): {
  readonly scope: string;
  readonly adds: string | null;
  readonly drops: string | null;
  /** Files and links that travel with the issues. */
  readonly beside: string | null;
  readonly stays: string | null;
  readonly stuck: readonly { readonly text: string; readonly field: string; readonly value: Value; readonly code: string }[];
} {
  return {
    scope: `${inScope.issues} of ${counted(own, "issue")} of this project ${inScope.issues === 1 ? "is" : "are"} in scope.`,
    adds:
      adds.issues > 0
        ? `${counted(adds.issues, "issue")} would be shared that ${adds.issues === 1 ? "is" : "are"} not now: ${keysOf(adds)}.`
        : null,
    drops:
      drops.issues > 0
        ? `${counted(drops.issues, "issue")} would no longer be shared: ${keysOf(drops)}. The partner keeps ${drops.issues === 1 ? "it as a local issue" : "them as local issues"}.`
        : null,
    beside:
      files + links === 0
        ? null
        : `${inScope.issues === 0 ? "With your edits of the partner's issues" : "With them"} ${files + links === 1 ? "goes" : "go"} ${besides(files, links)}.`,
    stays: stays ? stayingSentence(stays) : null,
    stuck: stuck.map(({ field, value, code, ...some }) => ({
      text: `${stuckCause({ field, value, code })}: ${counted(some.issues, "issue")} (${keysOf(some)}).`,
      field,
      value,
      code,
    })),
  };
}

function besides(files: number, links: number): string {
  return [...(files > 0 ? [counted(files, "file")] : []), ...(links > 0 ? [counted(links, "link")] : [])].join(" and ");
}

/** The same above the text in an editor. As long as that is not saved, it is the saved one that is counted, and says so. */
export function linesAboveShare(preview: NonNullable<CheckShown["preview"]>, isSaved: boolean): readonly string[] {
  return previewLines(preview).map((line, i) => (i > 0 || isSaved ? line : `As saved: ${line}`));
}

const CAUSES: ReadonlyMap<string, string> = new Map([
  ["NO_MAPPING", "has no mapping"],
  ["NOT_IN_CONTRACT", "is not in the contract"],
  ["VALUE_NOT_LISTED", "is not listed in the contract"],
  ["WRONG_TYPE", "does not fit the contract's kind of this field"],
]);

function stuckCause({ field, value, code }: { readonly field: string; readonly value: Value; readonly code: string }): string {
  if (code === "TOO_LONG") return `${plainText(field)} is too long to travel`;
  const said = value === null ? "" : ` "${shortText(valueText(value), 120)}"`;
  return `${plainText(field)}${said} ${CAUSES.get(code) ?? `cannot leave (${plainText(code)})`}`;
}

function keysOf({ issues, keys }: Some): string {
  return keys.map(plainText).join(", ") + (issues > keys.length ? `, and ${issues - keys.length} more` : "");
}
