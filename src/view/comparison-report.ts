import type { Difference } from "../model/operation.ts";
import type { SyncStatus } from "../model/status.ts";
import { type Compared, comparisonLines, differenceKind } from "./operation-words.ts";
import { plainText } from "./plain-text.ts";

interface Told extends Compared {
  readonly statuses: Readonly<Record<string, SyncStatus>>;
}

/** What is said around a comparison. */
export const COMPARE = {
  waits: (partner: string): string => `Comparing with ${plainText(partner)}: the answer comes when their Issue Ferry runs.`,
  later: (partner: string): string => `${plainText(partner)} was asked. Run "Compare With Partner" again later: the answer is shown then.`,
  document: (partner: string): string => `Compared With ${plainText(partner).replaceAll(/[/\\]/g, "-")}`,
};

/** What each kind means, and how it ends. */
const MEANINGS: Readonly<Record<Difference["kind"], string>> = {
  "missing here": "It was agreed there and is not known here. The partner is asked for it.",
  "missing there": "It was agreed here and is not known there. The partner is told of it again.",
  different:
    "Both had agreed on it and have different values. Both say all they have; where values differ, the one that gives way is kept as a conflict.",
  "deleted here": "It is deleted here, by agreement, and the partner does not know that. Both say what they have.",
};

/** The result of a comparison as a text to read in an editor. `now`: milliseconds since 1970. */
export function comparisonReport(told: Told, now: number): string {
  const { last, partner, keys, statuses } = told;
  const lines = [
    `# ${plainText(partner)}`,
    "",
    ...comparisonLines(told, now, "editor").flatMap((line, at) => (at === 0 ? [line] : ["", line])),
  ];
  const differences = last?.comparison?.differences ?? [];
  for (const kind of Object.keys(MEANINGS) as Difference["kind"][]) {
    const these = differences.filter((difference) => difference.kind === kind);
    if (these.length === 0) continue;
    lines.push("", `## ${these.length} ${differenceKind(kind)}`, "", MEANINGS[kind], "");
    for (const { issue } of these) {
      const status = statuses[issue];
      lines.push(`- ${plainText(keys[issue] ?? issue)}${status === undefined ? "" : `, now ${status}`}`);
    }
  }
  const unlisted = (last?.comparison?.found ?? 0) - differences.length;
  if (unlisted > 0) lines.push("", `And ${unlisted} more: compare again when these are repaired.`);
  return `${lines.join("\n").trimEnd()}\n`;
}
