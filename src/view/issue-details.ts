import type { Failure } from "../model/failure.ts";
import type { LostValue, Refusals } from "../model/issue-sync.ts";
import type { IssueDetailsView } from "../model/snapshot.ts";
import type { Value } from "../model/value.ts";
import { relativeAge } from "./ages.ts";
import { fileLine, linkLine, stayLine } from "./file-words.ts";
import { explainFailure } from "./field-failures.ts";
import { heldSentence } from "./held-reasons.ts";
import { plainLines, plainText } from "./plain-text.ts";
import { partName, quoted, valueText } from "./value-text.ts";

type ConnectionPart = IssueDetailsView["connections"][number];

/** The line of a connection's file that decides about a failure; null: it is not decided there. */
type PlaceOf = (connection: string, failure: Failure) => { readonly file: string; readonly line: number } | null;

function lineText(place: ReturnType<PlaceOf>): string {
  return place === null ? "" : ` Line ${place.line} of ${plainText(place.file)}.`;
}

/** Everything about one issue, line by line. `now`: milliseconds since 1970. */
export function issueDetailLines(
  { issue, body, comments, attachments, links, connections }: IssueDetailsView,
  now: number,
  placeOf: PlaceOf = () => null,
): string[] {
  const key = plainText(issue.key);
  const lines = [`${key}  ${plainText(issue.title)}`, `sync: ${issue.syncStatus}`];
  if (issue.heldBecause !== undefined) lines.push(`  ${heldSentence(issue.heldBecause, key)}`);
  for (const [name, value] of Object.entries(issue.fields))
    if (name !== "title" && name !== "body") lines.push(`${plainText(name)}: ${valueText(value)}`);
  // One by one: a partner's text may have more lines than a call takes arguments.
  const add = (more: readonly string[]): void => more.forEach((line) => lines.push(line));
  if (body !== "") add(["", ...plainLines(body)]);
  for (const comment of comments) {
    const when = comment.created === null ? "" : `, ${relativeAge(comment.created, now)}`;
    lines.push("", `comment by ${plainText(comment.author)}${when}${comment.internal ? ", internal" : ""}`);
    add(indented(plainLines(comment.body)));
  }
  if (attachments.length + links.length > 0) lines.push("", ...attachments.map(fileLine), ...links.map(linkLine));
  for (const part of connections) {
    const view = issue.connections.find(({ name }) => name === part.name);
    lines.push(
      "",
      `${part.name}: ${view?.syncStatus ?? ""}${view?.partnerKey ? `, there ${plainText(view.partnerKey)}` : ""}, revision ${view?.revision ?? ""}`,
    );
    if (view?.syncStatus === "up to date" && part.status !== "running" && part.status !== "waiting for secondary")
      lines.push(`  The partner confirmed this; what they changed since is not taken: the connection is ${part.status}.`);
    if (view?.heldBecause !== undefined && issue.heldBecause === undefined) lines.push(`  ${heldSentence(view.heldBecause, key)}`);
    if (view?.failure) {
      const { cause, remedy } = explainFailure(view.failure, view.refusedBy, !view.retryIsIdle);
      lines.push(...indented([cause, remedy]));
    }
    add(indented(partLines(part, key, placeOf)));
  }
  return lines;
}

function partLines(part: ConnectionPart, key: string, placeOf: PlaceOf): string[] {
  const isHeldBack = neverLeft(part);
  const waits = part.answers
    ? "taken, and the partner is told; its last word is to come"
    : isHeldBack
      ? "has not left"
      : "not confirmed yet";
  // What was refused is said once, with why.
  const waiting = Object.entries(part.inFlight).filter(([field]) => !(field in part.refusedThere) && !(field in part.unsendable));
  const lines = isHeldBack ? ["Nothing of this issue has left: a new one with such a value stays here whole."] : [];
  lines.push(...waiting.map(([field, value]) => `${waits}: ${partName(field)} = ${quoted(value)}`));
  lines.push(
    ...refusalLines("refused here", part.refusedHere, "us"),
    ...refusalLines("refused by the partner", part.refusedThere, "partner"),
    ...refusalLines("the partner cannot hold", part.partnerRefuses, "partner"),
  );
  for (const [field, { value, failure }] of Object.entries(part.unsendable))
    lines.push(
      failure
        ? `not sent: ${partName(field)} = ${quoted(value)}: ${explainFailure(failure).cause}${lineText(placeOf(part.name, { ...failure, field }))}`
        : `stays here: ${partName(field)} = ${quoted(value)}`,
    );
  for (const [name, failure] of Object.entries(part.stays)) lines.push(stayLine(name, failure));
  const fields = part.aside?.fields ?? [];
  if (fields.length > 0)
    lines.push(`stays here: ${fields.map(plainText).join(", ")}: the contract does not name ${fields.length === 1 ? "it" : "them"}`);
  return [...lines, ...part.lost.filter((value) => !value.resolved).flatMap((value) => lostLines(value, key))];
}

/** A new issue of ours that stays here whole, for a value that cannot travel. */
function neverLeft({ introducedBy, agreedRevision, underway, unsendable }: ConnectionPart): boolean {
  const cannot = Object.values(unsendable).some(({ failure }) => failure !== null);
  return cannot && introducedBy === "us" && !underway && agreedRevision.endsWith(".0");
}

function refusalLines(what: string, refusals: Refusals, by: "us" | "partner"): string[] {
  return Object.entries(refusals).map(
    ([field, { value, failure }]) =>
      `${what}: ${partName(field)} = ${quoted(value)}: ${explainFailure({ ...failure, field, value }, by).cause}`,
  );
}

function lostLines({ field, value, winner }: LostValue, key: string): string[] {
  const resolve = `issue-ferry resolve ${key} --field ${plainText(field)}`;
  const isShort = [value, winner].every((one) => linesOf(one).length === 1 && (linesOf(one)[0] ?? "").length <= SHORT);
  const conflict = isShort
    ? [`conflict in ${partName(field)}: yours was ${quoted(value)}, theirs ${quoted(winner)} stands.`]
    : [`conflict in ${partName(field)}: yours was`, ...barred(value), "theirs stands:", ...barred(winner)];
  return [
    ...conflict,
    field.startsWith("comment:")
      ? `  Only its author changes a comment: say yours in one of your own, then \`${resolve} --take theirs\`.`
      : `  \`${resolve} --take mine\` brings yours back, \`--take theirs\` leaves it.`,
  ];
}

/** Of what is longer than a phrase nothing is cut where a person decides about it. */
const SHORT = 60;

function linesOf(value: Value): string[] {
  return typeof value === "string" ? plainLines(value) : [valueText(value)];
}

function barred(value: Value): string[] {
  return linesOf(value).map((line) => `  | ${line}`);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
