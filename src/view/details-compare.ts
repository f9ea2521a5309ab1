import type { IssueDetailsView } from "../model/snapshot.ts";
import type { Value } from "../model/value.ts";
import { openLosses } from "./details-fields.ts";
import type { Target } from "./details-model.ts";
import { named, partLabel } from "./details-words.ts";
import { valueText } from "./value-text.ts";

export interface Comparison {
  readonly title: string;
  readonly left: { readonly name: string; readonly text: string };
  readonly right: { readonly name: string; readonly text: string };
  /** What lost of the issue's text, which can be taken over piece by piece from a file that still stands. */
  readonly lostBody: string | null;
}

/** Two texts side by side: what lost and what stands, or what is agreed and what waits. null: they are one now. */
export function comparisonOf({ issue, connections }: IssueDetailsView, { connection, part }: Target): Comparison | null {
  const of = connections.find(({ id }) => id === connection);
  if (!of) return null;
  const title = (left: string, right: string): string => `${issue.key} ${partLabel(part)}: ${left} - ${right}`;
  const lost = openLosses(of, part).at(-1);
  if (lost) {
    const [left, right] = ["yours that lost", `${named(of.partner)}'s`];
    return {
      title: title(left, right),
      left: { name: left, text: textOf(lost.value) },
      right: { name: right, text: textOf(of.agreed[part] ?? lost.winner) },
      lostBody: part === "body" ? textOf(lost.value) : null,
    };
  }
  if (!Object.hasOwn(of.inFlight, part)) return null;
  const [left, right] = ["agreed", "yours"];
  return {
    title: title(left, right),
    left: { name: left, text: textOf(of.agreed[part] ?? null) },
    right: { name: right, text: textOf(of.inFlight[part] ?? null) },
    lostBody: null,
  };
}

/** A file's text with another body in it; null where the body does not stand in it exactly once. */
export function withBody(file: string, body: string, other: string): string | null {
  const normal = file.replaceAll("\r\n", "\n");
  const at = body === "" ? -1 : normal.indexOf(body);
  if (at === -1 || normal.indexOf(body, at + 1) !== -1) return null;
  return normal.slice(0, at) + other + normal.slice(at + body.length);
}

function textOf(value: Value): string {
  return value === null ? "" : typeof value === "string" ? value : valueText(value);
}
