import type { IssueShare } from "../model/issue-share.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { News } from "../model/news.ts";
import type { SyncStatus } from "../model/status.ts";

/** A connection, as far as rows of issues speak of it. */
export interface PartnerWords {
  /** This side's name for the connection. */
  readonly connection: string;
  /** What people call the other side. */
  readonly title: string;
  /** The one word of docs/PROTOCOL.md 4. */
  readonly status: string;
  /** Which side is this one: the first, which invited, or the one that joined. */
  readonly role: "primary" | "secondary";
}

/** By id of the connection. */
export type Partners = ReadonlyMap<string, PartnerWords>;

/** An issue as trees, filters and groups look at it. */
export interface IssueItem {
  readonly issue: LocalIssue;
  /** Asked for when it is looked at: most rows of a long list never are. */
  readonly shares: readonly IssueShare[];
  /** What a partner did to it that nobody here looked at; null: nothing. */
  readonly news: News | null;
  /** The key in two parts, so that ACME-9 stands before ACME-10. */
  readonly prefix: string;
  readonly number: number;
  /** What words of a filter look in, in small letters. */
  readonly text: string;
}

/** What the row says first: a question is a `held` that only a person ends. */
export type Standing = SyncStatus | "question";

export function issueItem(
  issue: LocalIssue,
  sharesOf: (issue: string) => readonly IssueShare[],
  newsOf: (issue: string) => News | null = () => null,
): IssueItem {
  return new Item(issue, sharesOf, newsOf);
}

class Item implements IssueItem {
  readonly issue: LocalIssue;
  readonly prefix: string;
  readonly number: number;
  readonly #sharesOf: (issue: string) => readonly IssueShare[];
  readonly #newsOf: (issue: string) => News | null;
  #text: string | null = null;

  constructor(issue: LocalIssue, sharesOf: (issue: string) => readonly IssueShare[], newsOf: (issue: string) => News | null) {
    const { key } = issue;
    let digits = key.length;
    while (digits > 0 && isDigit(key.charCodeAt(digits - 1))) digits--;
    this.issue = issue;
    this.prefix = key.slice(0, digits);
    this.number = digits === key.length ? -1 : Number(key.slice(digits));
    this.#sharesOf = sharesOf;
    this.#newsOf = newsOf;
  }

  get shares(): readonly IssueShare[] {
    return this.#sharesOf(this.issue.id);
  }

  get news(): News | null {
    return this.#newsOf(this.issue.id);
  }

  get text(): string {
    const { issue } = this;
    this.#text ??= `${issue.key} ${titleOf(issue)} ${this.shares.map(({ partnerKey }) => partnerKey ?? "").join(" ")}`.toLowerCase();
    return this.#text;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** In order of key; ids decide where keys are equal. */
export function byKey(a: IssueItem, b: IssueItem): number {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix ? -1 : 1;
  if (a.number !== b.number) return a.number - b.number;
  return a.issue.id < b.issue.id ? -1 : a.issue.id > b.issue.id ? 1 : 0;
}

export function standingOf({ syncStatus, heldBecause }: Pick<LocalIssue, "syncStatus" | "heldBecause">): Standing {
  return syncStatus === "held" && heldBecause !== null ? "question" : syncStatus;
}

/** A person has to look at it; worst first. */
export const NEEDY: readonly Standing[] = ["error", "conflict", "question"];

/** What the file waits for a person to say; `unreadable` waits for the file to be put right. */
export function asks(because: string | null): boolean {
  return because !== null && because !== "unreadable";
}

export function titleOf({ fields }: Pick<LocalIssue, "fields">): string {
  return textOf(fields["title"]);
}

/** A field that holds one text; a person is their name. Empty where there is nothing. */
export function textOf(value: LocalIssue["fields"][string] | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "name" in value ? value.name : "";
}

export function labelsOf({ fields }: Pick<LocalIssue, "fields">): readonly string[] {
  const labels = fields["labels"];
  return Array.isArray(labels) ? (labels as readonly string[]) : [];
}
