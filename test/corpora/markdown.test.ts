import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TrackerComment, TrackerIssue } from "../../src/model/tracker-issue.ts";
import { MarkdownWorkspace, issuesOf } from "../support/markdown-workspace.ts";

interface Item {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly createdAt: string;
  readonly comments: readonly { readonly author: string; readonly body: string; readonly createdAt: string }[];
}

const file = join(process.env["FERRY_CORPORA"] ?? "", "mls-protocol.json");

/** The normal form as docs/PROTOCOL.md, "Text" says it, written a second time and differently. */
function expectedText(text: string): string {
  const lines: string[] = [];
  for (let line of text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n")) {
    const breaks = line.endsWith("  ");
    while (line.endsWith(" ") || line.endsWith("\t")) line = line.slice(0, -1);
    lines.push(line !== "" && breaks ? `${line}  ` : line);
  }
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  const last = lines.pop();
  return [...lines, ...(last === undefined ? [] : [last.endsWith("  ") ? last.slice(0, -2) : last])].join("\n");
}

describe("885 real issues", () => {
  let space: MarkdownWorkspace;
  beforeEach(() => {
    space = new MarkdownWorkspace("MLS");
  });
  afterEach(() => {
    space.close();
  });

  it("are read back as they were written, in normal form", async () => {
    const { issues, pulls } = JSON.parse(readFileSync(file, "utf8")) as { issues: Item[]; pulls: Item[] };
    const items = [...issues, ...pulls];
    expect(items).toHaveLength(885);
    const expected = new Map<string, Pick<TrackerIssue, "fields" | "comments">>();
    const writes = items.map((item) => {
      const id = space.id();
      const comments: TrackerComment[] = item.comments.map((one) => ({
        id: space.id(),
        author: one.author,
        created: one.createdAt,
        body: one.body,
        internal: false,
      }));
      const fields = {
        title: item.title,
        body: item.body,
        status: item.state,
        reporter: { name: item.author },
        labels: item.labels,
        created: item.createdAt,
      };
      const kept = Object.entries({
        ...fields,
        title: item.title.trim(),
        body: expectedText(item.body),
        labels: [...new Set(item.labels)].sort(),
      }).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0));
      expected.set(id, { fields: Object.fromEntries(kept), comments: comments.map((one) => ({ ...one, body: expectedText(one.body) })) });
      return { effect: id, issue: id, expectedVersion: null, action: { kind: "put" as const, change: { fields, comments } } };
    });
    for (const outcome of await space.tracker.write(writes)) expect(outcome).toMatchObject({ kind: "applied", refused: [] });
    // A process without memory reads nothing but the files.
    space.open();
    const found = issuesOf(await space.scan());
    expect(found).toHaveLength(885);
    for (const { id, fields, comments } of found) expect({ fields, comments }).toEqual(expected.get(id));
    expect(found.flatMap((issue) => issue.comments)).toHaveLength(items.flatMap((item) => item.comments).length);
    await space.quiet();
  });
});
