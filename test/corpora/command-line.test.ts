import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type User } from "../support/command-line.ts";
import { type TwoSides, running, settle } from "../support/two-sides.ts";

/**
 * Real issues of a real project, as people would have them in files, from one side to the other by the built command line. Everything
 * expected is computed from the archive: nothing here comes from the product. The archive is not part of the project: FERRY_CORPORA
 * names its folder, and without it this stage is not there.
 */
const file = join(process.env["FERRY_CORPORA"] ?? "", "mls-protocol.json");
const MINUTES = 5 * 60_000;

interface Item {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly author: string;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly comments: readonly { readonly author: string; readonly body: string; readonly createdAt: string }[];
}

/** What a partner must see of an issue. */
interface Seen {
  readonly title: string;
  readonly body: string;
  readonly status: string;
  readonly labels: readonly string[];
  readonly assignee: string;
  readonly comments: readonly { readonly author: string; readonly at: string; readonly body: string }[];
}

describe("885 real issues", () => {
  let sides: TwoSides;
  beforeAll(async () => {
    sides = await running();
  }, MINUTES);
  afterAll(() => {
    sides.remove();
  });

  it(
    "arrive as they are in normal form, and then nothing more is sent",
    async () => {
      const { ada, bo } = sides;
      const { issues, pulls } = JSON.parse(readFileSync(file, "utf8")) as { issues: Item[]; pulls: Item[] };
      const items = [...issues, ...pulls];
      expect(items).toHaveLength(885);
      for (const item of items) writeFileSync(join(ada.workspace, "issues", `mls ${item.number}.md`), fileOf(item));
      await settle(sides);

      for (const side of [ada, bo]) {
        const listed = await side.json<{ issues: { syncStatus: string }[] }>(["issues", "--limit", "1000"], 0);
        expect(listed.issues).toHaveLength(885);
        expect(listed.issues.filter(({ syncStatus }) => syncStatus !== "up to date")).toEqual([]);
      }
      const expected = inOrder(items.map((item) => expectedOf(item)));
      expect(inOrder(filesAt(bo).map((text) => seenIn(text)))).toEqual(expected);
      expect(inOrder(filesAt(ada).map((text) => seenIn(text)))).toEqual(expected);

      const before = traces(sides);
      for (const side of [ada, bo]) expect(await side.json(["sync", "--dry-run"])).toMatchObject({ leaves: [], writes: [] });
      for (const side of [ada, bo, ada, bo]) await side.json(["sync", "--until-idle"], 0);
      expect(traces(sides)).toEqual(before);
    },
    MINUTES,
  );
});

/** As a person would write it down: the text as it stands in the archive, whatever its line ends. */
function fileOf(item: Item): string {
  const [assignee] = item.assignees;
  const front = [
    `status: ${quoted(statusOf(item))}`,
    `reporter: ${quoted(item.author)}`,
    ...(assignee === undefined ? [] : [`assignee: ${quoted(assignee)}`]),
    ...(item.labels.length === 0 ? [] : ["labels:", ...item.labels.map((label) => `  - ${quoted(label)}`)]),
    "share:",
    "  - nordwind",
  ];
  const comments = item.comments.map(
    ({ author, createdAt, body }) => `### ${author}, ${createdAt.replace("T", " ")}\n\n${escaped(body)}\n`,
  );
  const parts = [`---\n${front.join("\n")}\n---\n`, `# ${item.title}\n`, `${escaped(item.body)}\n`];
  return [...parts, ...(comments.length > 0 ? ["## Comments\n", ...comments] : [])].join("\n");
}

function expectedOf(item: Item): Seen {
  return {
    title: item.title.trim(),
    body: normal(item.body),
    status: statusOf(item),
    labels: [...new Set(item.labels)].sort(),
    assignee: item.assignees[0] ?? "",
    comments: item.comments.map(({ author, createdAt, body }) => ({ author, at: createdAt, body: normal(body) })),
  };
}

function statusOf({ state }: Item): string {
  return `${state.slice(0, 1)}${state.slice(1).toLowerCase()}`;
}

/** An issue file read by its lines. */
function seenIn(text: string): Seen {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines.indexOf("---", 1);
  const front = parse(lines.slice(1, end).join("\n"), { schema: "failsafe" }) as Record<string, string & string[]>;
  const rest = lines.slice(end + 1);
  const at = rest.indexOf("## Comments");
  const head = at < 0 ? rest : rest.slice(0, at);
  const heading = front["title"] === undefined ? head.findIndex((line) => line.startsWith("# ")) : -1;
  const comments: { author: string; at: string; lines: string[] }[] = [];
  for (const line of at < 0 ? [] : rest.slice(at + 1)) {
    const found = /^### (.*), (\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?Z <!-- c:\w+ -->$/.exec(line);
    if (found) comments.push({ author: found[1] ?? "", at: `${found[2]}T${found[3]}${found[4] ?? ":00"}Z`, lines: [] });
    else comments.at(-1)?.lines.push(line);
  }
  return {
    title: front["title"] ?? (head[heading] ?? "").slice(2).trim(),
    body: unescaped(head.slice(heading + 1)),
    status: front["status"] ?? "",
    labels: [...(front["labels"] ?? [])].sort(),
    assignee: front["assignee"] ?? "",
    comments: comments.map(({ lines: body, ...rest }) => ({ ...rest, body: unescaped(body) })),
  };
}

/** Lines that would be read as headings of comments, or as a git conflict, have one more backslash in a file. */
const GUARDED = String.raw`(\\*)(##[ \t]*Comments[ \t.,;:!]*#*$|###[^#]|<<<<<<< )`;

function escaped(text: string): string {
  return text.replaceAll(/[^\r\n]+/g, (line) => line.replace(new RegExp(String.raw`^([ \t]*)${GUARDED}`), String.raw`$1\$2$3`));
}

function unescaped(lines: readonly string[]): string {
  return normal(lines.map((line) => line.replace(new RegExp(String.raw`^([ \t]*)\\${GUARDED}`), "$1$2$3")).join("\n"));
}

/** The normal form of docs/PROTOCOL.md, "Text". */
function normal(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => {
    const words = line.replace(/[ \t]+$/, "");
    return words !== "" && line.endsWith("  ") ? `${words}  ` : words;
  });
  return lines.join("\n").replace(/^\n+/, "").replace(/\n+$/, "").replace(/ {2}$/, "");
}

function quoted(text: string): string {
  return /^[A-Za-z][\w -]*$/.test(text) ? text : JSON.stringify(text);
}

function filesAt({ workspace }: User): string[] {
  const folder = join(workspace, "issues");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

function inOrder(seen: readonly Seen[]): Seen[] {
  return seen.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Names of the messages in the exchange folder, and the text of every issue file. */
function traces({ exchange, ada, bo }: TwoSides): string[] {
  const messages = readdirSync(exchange, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ferry"));
  const texts = [...filesAt(ada), ...filesAt(bo)].map((text) => createHash("sha256").update(text).digest("hex"));
  return [...messages.sort(), ...texts.sort()];
}
