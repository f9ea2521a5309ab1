import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Edit } from "./editor.ts";
import { type IssueText, readIssueText } from "./issue-text.ts";

/** What an issue must hold at both sides in the end, by the editors' own logs. */
interface Expected {
  title: string;
  body: string;
  readonly fields: Map<string, string>;
  readonly labels: Set<string>;
  readonly comments: Set<string>;
}

/** Everything that the files of a side lack, have twice or have besides. */
export function judge(side: string, issues: string, edits: readonly Edit[]): string[] {
  const expected = expectedOf(edits);
  const problems: string[] = [];
  const found = filesOf(issues);
  for (const { name, mark } of found) if (mark === null || !expected.has(mark)) problems.push(`${side}: ${name} is nobody's issue`);
  for (const [issue, wanted] of expected) {
    const files = found.filter(({ mark }) => mark === issue);
    if (files.length !== 1)
      problems.push(`${side}: issue ${issue} is there ${files.length} times: ${files.map(({ name }) => name).join(", ")}`);
    for (const { name, read } of files) problems.push(...compare(`${side}: ${name} (${issue})`, read, wanted));
  }
  return problems;
}

/** Ids by mark: the same at both sides. */
export function idsOf(issues: string): Record<string, string> {
  return Object.fromEntries(
    filesOf(issues)
      .map(({ mark, read }): [string, string] => [mark ?? "", read.id ?? ""])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function expectedOf(edits: readonly Edit[]): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const edit of edits) {
    if (edit.kind === "new") {
      expected.set(edit.issue, { title: edit.title, body: edit.body, fields: new Map(), labels: new Set(), comments: new Set() });
      continue;
    }
    const issue = expected.get(edit.issue);
    if (issue === undefined) throw new Error(`an edit of ${edit.issue}, which nobody made`);
    apply(issue, edit);
  }
  return expected;
}

function apply(issue: Expected, edit: Exclude<Edit, { kind: "new" }>): void {
  switch (edit.kind) {
    case "field":
      if (edit.name === "title" || edit.name === "body") issue[edit.name] = edit.value;
      else issue.fields.set(edit.name, edit.value);
      return;
    case "label":
      issue.labels.add(edit.value);
      if (edit.instead !== null) issue.labels.delete(edit.instead);
      return;
    case "comment":
      issue.comments.add(edit.body);
      return;
    case "comment again":
      issue.comments.delete(edit.old);
      issue.comments.add(edit.body);
      return;
  }
}

function filesOf(issues: string): { name: string; mark: string | null; read: IssueText }[] {
  return readdirSync(issues)
    .filter((name) => name.endsWith(".md"))
    .map((name) => {
      const read = readIssueText(readFileSync(join(issues, name), "utf8"));
      return { name, read, mark: /^mark ([^\s,]+)/.exec(read.body)?.[1] ?? null };
    });
}

function compare(where: string, read: IssueText, wanted: Expected): string[] {
  const problems: string[] = [];
  const differ = (what: string, found: string | undefined, value: string): void => {
    if (found !== value) problems.push(`${where}: ${what} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`);
  };
  differ("title", read.title, wanted.title);
  differ("body", read.body, wanted.body);
  for (const [name, value] of wanted.fields) differ(name, read.fields[name], value);
  problems.push(...multiset(where, "label", read.labels, wanted.labels));
  problems.push(
    ...multiset(
      where,
      "comment",
      read.comments.map((comment) => comment.body),
      wanted.comments,
    ),
  );
  return problems;
}

/** Every wanted one once, and nothing else. */
function multiset(where: string, what: string, found: readonly string[], wanted: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>();
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  const lost = [...wanted].filter((one) => !counts.has(one)).map((one) => `${where}: ${what} ${JSON.stringify(one)} is lost`);
  const extra = [...counts]
    .filter(([one, count]) => !wanted.has(one) || count > 1)
    .map(
      ([one, count]) =>
        `${where}: ${what} ${JSON.stringify(one)} is there ${count} times, ${wanted.has(one) ? "not once" : "though it was removed or changed"}`,
    );
  return [...lost, ...extra];
}
