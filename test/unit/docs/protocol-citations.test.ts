import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { normalLineText, normalText } from "../../../src/model/text.ts";
import { SYNC_STATUSES } from "../../../src/model/status.ts";
import { MESSAGE_SCHEMAS } from "../../../src/protocol/message.ts";
import { result } from "../../../src/protocol/messages/confirmation.ts";
import { filesIn, headingsOf, textOf } from "./documents.ts";

const PROTOCOL = textOf("docs/PROTOCOL.md");
const HEADINGS = headingsOf(PROTOCOL);

/** A source text with its comments' line breaks taken out, so that a citation may run over two lines. */
function inOneLine(source: string): string {
  return source.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, " ");
}

interface Citation {
  readonly file: string;
  readonly part: string;
}

/** `docs/PROTOCOL.md` 1 and 2, "Name": the numbers and the names that follow the path. */
function citationsIn(file: string): Citation[] {
  const found: Citation[] = [];
  for (const [, after = ""] of inOneLine(textOf(file)).matchAll(/docs\/PROTOCOL\.md((?:,? (?:and )?(?:\d\b|"[A-Z][^"]*"))*)/g)) {
    for (const [, number, name] of after.matchAll(/(\d)|"([^"]+)"/g)) found.push({ file, part: number ?? name ?? "" });
  }
  return found;
}

const CITATIONS = [...filesIn("src", ".ts"), ...filesIn("test", ".ts")].flatMap(citationsIn);

test("the sources cite sections by number and parts by name", () => {
  expect(new Set(CITATIONS.map(({ part }) => part)).size).toBeGreaterThan(8);
});

test("every section and part that is cited is a heading", () => {
  const isThere = (part: string): boolean =>
    HEADINGS.some((heading) => heading === part || (/^\d$/.test(part) && heading.startsWith(`${part}. `)));
  expect(CITATIONS.filter(({ part }) => !isThere(part))).toEqual([]);
});

test("the sources cite no document that is not there", () => {
  const cited = [...filesIn("src", ".ts"), ...filesIn("test", ".ts")].flatMap((file) =>
    [...textOf(file).matchAll(/docs\/[\w-]+\.md/g)].map(([path]) => path),
  );
  const there = new Set(filesIn("docs", ".md"));
  expect([...new Set(cited)].filter((path) => !there.has(path))).toEqual([]);
});

/** Files whose unions and tables hold the codes; a code stands there as a text in capitals. */
const CODE_FILES = [
  "src/model/failure.ts",
  "src/protocol/codec.ts",
  "src/protocol/plain-json.ts",
  "src/protocol/handshake-file.ts",
  "src/protocol/block-parts.ts",
  "src/envelope/failure.ts",
  "src/sync/collect.ts",
  ...filesIn("src/protocol/machines", ".ts"),
];
/** Of `cut`, which no partner and no user ever sees. */
const INTERNAL = new Set(["TOO_MANY_PARTS"]);

function codesIn(file: string): string[] {
  return [...textOf(file).matchAll(/"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)"/g)]
    .map(([, code = ""]) => code)
    .filter((code) => !INTERNAL.has(code));
}

describe("the document knows", () => {
  const codes = [...new Set(CODE_FILES.flatMap(codesIn))].sort();
  test("many codes", () => {
    expect(codes.length).toBeGreaterThan(50);
  });
  test.each(codes)("the code %s", (code) => {
    expect(PROTOCOL).toMatch(new RegExp(`\\b${code}\\b`));
  });
  test.each(Object.keys(MESSAGE_SCHEMAS))("the kind of message %s", (kind) => {
    expect(PROTOCOL).toContain(`| \`${kind}\` |`);
  });
  test.each(result.options)("the result %s", (word) => {
    expect(PROTOCOL).toContain(`| \`${word}\` |`);
  });
  test.each(SYNC_STATUSES)("the status %s", (status) => {
    expect(PROTOCOL).toContain(`\`${status}\``);
  });
  const kinds = [...(/type FileKind = (.*);/.exec(textOf("src/envelope/header.ts"))?.[1] ?? "").matchAll(/"(\w+)"/g)].map(
    ([, kind = ""]) => kind,
  );
  test("five kinds of file", () => {
    expect(kinds).toHaveLength(5);
    for (const kind of kinds) expect(PROTOCOL).toMatch(new RegExp(`^\\| ${kind} \\| \`[^\`]*\\.ferry\``, "m"));
  });
});

describe("the examples of the normal form are what the code makes of them", () => {
  const [texts = "", lines = ""] = (/^## Text\n(.*?)(?=^## )/ms.exec(PROTOCOL)?.[1] ?? "").split("**A text of one line**");
  const examples = (part: string): [string, string][] =>
    [...part.matchAll(/^\| `(".*")` \| `(".*")` \|$/gm)].map(([, text = "", normal = ""]) => [
      JSON.parse(text) as string,
      JSON.parse(normal) as string,
    ]);
  test("there are some of both", () => {
    expect(examples(texts).length).toBeGreaterThan(5);
    expect(examples(lines).length).toBeGreaterThan(1);
  });
  test.each(examples(texts))("the text %j", (text, normal) => {
    expect(normalText(text)).toBe(normal);
  });
  test.each(examples(lines))("the line %j", (text, normal) => {
    expect(normalLineText(text)).toBe(normal);
  });
});

const DOCUMENTS = [...filesIn("docs", ".md"), "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

test.each(DOCUMENTS)("%s names no place of anybody's machine", (file) => {
  expect(textOf(file)).not.toMatch(/\/work\/|\/home\/\w|\/root\/|\/tmp\/briefs|\.\.\/shared|[A-Z]:\\Users/);
});

test.each(DOCUMENTS)("%s links only to what is there", (file) => {
  const links = [...textOf(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path = ""]) => join(dirname(file), path));
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});
