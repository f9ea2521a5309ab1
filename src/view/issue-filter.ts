import { type IssueItem, type Partners, labelsOf, standingOf, textOf } from "./issue-item.ts";

/** What of an issue a condition can ask for. */
export const CONDITIONS = ["label", "status", "assignee", "priority", "type", "sync", "connection", "is"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Words that must all be there, and conditions: one of the values of each name is enough. */
export interface IssueFilter {
  readonly words: readonly string[];
  readonly conditions: ReadonlyMap<Condition, readonly string[]>;
  /** Must not be there. */
  readonly without: readonly (readonly [Condition, string])[];
}

/** `pump label:winter status:"In progress" -label:later`. null: nothing is asked for. What is no condition is a word. */
export function parseFilter(text: string): IssueFilter | null {
  const words: string[] = [];
  const conditions = new Map<Condition, string[]>();
  const without: (readonly [Condition, string])[] = [];
  for (const { groups = {} } of text.matchAll(/(?:(?<not>-?)(?<name>[A-Za-z]+):)?(?:"(?<quoted>[^"]*)"?|(?<plain>\S+))/g)) {
    const value = groups["quoted"] ?? groups["plain"] ?? "";
    const name = CONDITIONS.find((condition) => condition === groups["name"]?.toLowerCase());
    if (name === undefined) words.push((groups["name"] === undefined ? value : `${groups["not"]}${groups["name"]}:${value}`).toLowerCase());
    else if (groups["not"] === "-") without.push([name, loose(value)]);
    else conditions.set(name, [...(conditions.get(name) ?? []), loose(value)]);
  }
  const wanted = words.filter((word) => word !== "");
  return wanted.length === 0 && conditions.size === 0 && without.length === 0 ? null : { words: wanted, conditions, without };
}

/** The filter without `is:`, which looking at an issue changes; null: it does not ask for that. */
export function withoutNews(filter: IssueFilter): IssueFilter | null {
  if (!filter.conditions.has("is")) return null;
  return { ...filter, conditions: new Map([...filter.conditions].filter(([name]) => name !== "is")) };
}

export function matches(item: IssueItem, filter: IssueFilter, partners: Partners): boolean {
  for (const [name, wanted] of filter.conditions) {
    const present = partsOf(item, name, partners);
    if (!wanted.some((value) => present.some((part) => fits(name, part, value)))) return false;
  }
  if (filter.without.some(([name, value]) => partsOf(item, name, partners).some((part) => fits(name, part, value)))) return false;
  return filter.words.length === 0 || filter.words.every((word) => item.text.includes(word));
}

/** A person is found by a part of the name; `none` finds what is not set. */
function fits(name: Condition, part: string, value: string): boolean {
  if (part === "") return value === "none";
  return name === "assignee" ? loose(part).includes(value) : loose(part) === value;
}

function partsOf(item: IssueItem, name: Condition, partners: Partners): readonly string[] {
  const { issue } = item;
  switch (name) {
    case "label":
      return orNone(labelsOf(issue));
    case "status":
    case "assignee":
    case "priority":
    case "type":
      return [textOf(issue.fields[name])];
    case "sync":
      return [...new Set([issue.syncStatus, standingOf(issue)])];
    case "is":
      return [item.news === null ? "" : "new"];
    case "connection":
      return orNone(
        item.shares.flatMap(({ connection, status }) => {
          const partner = status === "local" ? undefined : partners.get(connection);
          return partner ? [partner.connection, partner.title] : [];
        }),
      );
  }
}

function orNone(parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [""] : parts;
}

/** `in-progress` finds "In progress". */
function loose(text: string): string {
  return text.toLowerCase().replaceAll(/[-_\s]+/g, " ");
}
