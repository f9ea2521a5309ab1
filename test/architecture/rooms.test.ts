import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Import, importViolation, roomOf, ROOMS } from "./rooms.ts";
import { sourceViolations } from "./source-rules.ts";

const files = readdirSync("src", { recursive: true })
  .map((file) => `src/${String(file).replaceAll("\\", "/")}`)
  .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
  .toSorted();

/** Every import below src, type-only ones too. `import("...")` in a type is not seen: lint forbids it. */
async function readImports(project = process.cwd()): Promise<{ seen: string[]; imports: Import[] }> {
  const options = { baseDir: project, parser: "swc", tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" } } as const;
  const result = await cruise(["src"], options, { extensions: [".ts"] });
  if (typeof result.output === "string") throw new Error(result.output);
  const own = result.output.modules.filter((module) => module.source.startsWith("src/") && module.couldNotResolve !== true);
  const imports = own.flatMap((module) =>
    module.dependencies.map((found) => ({
      from: module.source,
      specifier: found.module,
      to: found.couldNotResolve ? null : found.resolved,
    })),
  );
  return { seen: own.map((module) => module.source).toSorted(), imports };
}

function violations(imports: readonly Import[]): string[] {
  return imports.map(importViolation).filter((violation) => violation !== null);
}

describe("the rooms", () => {
  test("import only what the table allows, and every file was read", async () => {
    const { seen, imports } = await readImports();
    // Without a parser that it understands, dependency-cruiser reads nothing and finds nothing wrong.
    expect(seen).toEqual(files);
    expect(imports.length).toBeGreaterThan(0);
    expect(violations(imports)).toEqual([]);
  });

  test.each([
    ["a type-only import", 'import type { Row } from "../store/row.ts";\nexport type Mine = Row;\n'],
    ["a type among values", 'import { type Row } from "../store/row.ts";\nexport type Mine = Row;\n'],
    ["a type passed on", 'export type { Row } from "../store/row.ts";\n'],
    ["a value", 'import { row } from "../store/row.ts";\nexport const mine = row;\n'],
    ["an import at run time", 'export const mine = import("../store/row.ts");\n'],
    ["an import for its effect", 'import "../store/row.ts";\n'],
    ["a module of Node", 'import { readFileSync } from "node:fs";\nexport const mine = readFileSync;\n'],
    ["a package", 'import { z } from "zod";\nexport const mine = z;\n'],
  ])("are read with %s", async (_, text) => {
    const project = realpathSync(mkdtempSync(join(tmpdir(), "ferry-rooms-")));
    onTestFinished(() => rmSync(project, { recursive: true }));
    for (const room of ["store", "sync"]) mkdirSync(join(project, "src", room), { recursive: true });
    writeFileSync(join(project, "src/store/row.ts"), "export interface Row {}\nexport const row = 1;\n");
    writeFileSync(join(project, "src/sync/engine.ts"), text);
    const { imports } = await readImports(project);
    expect(violations(imports)).toEqual([expect.stringMatching(/^src\/sync\/engine\.ts imports /)]);
  });

  test("hold every file, and each file keeps to the rules of the house", () => {
    expect(files.filter((file) => ROOMS[roomOf(file) ?? ""] === undefined)).toEqual([]);
    expect(files.flatMap((file) => sourceViolations(file, readFileSync(file, "utf8")))).toEqual([]);
  });
});

describe("the table refuses", () => {
  test.each<[string, Import]>([
    ["a package in a pure room", { from: "src/sync/engine.ts", specifier: "zod", to: null }],
    ["Node in sync", { from: "src/sync/engine.ts", specifier: "node:fs", to: null }],
    ["Node without its prefix", { from: "src/sync/engine.ts", specifier: "fs", to: null }],
    ["the store in sync", { from: "src/sync/engine.ts", specifier: "../store/database.ts", to: "src/store/database.ts" }],
    ["a port in the model", { from: "src/model/ids.ts", specifier: "../ports/clock.ts", to: "src/ports/clock.ts" }],
    ["a sibling tracker", { from: "src/trackers/markdown/read.ts", specifier: "../redmine/read.ts", to: "src/trackers/redmine/read.ts" }],
    [
      "a transport in a tracker",
      { from: "src/trackers/markdown/read.ts", specifier: "../../transports/folder/send.ts", to: "src/transports/folder/send.ts" },
    ],
    ["the view in the app", { from: "src/app/start.ts", specifier: "../view/rows.ts", to: "src/view/rows.ts" }],
    ["vscode outside its room", { from: "src/app/start.ts", specifier: "vscode", to: null }],
    ["a package whose name only begins alike", { from: "src/protocol/ping.ts", specifier: "zod-extra", to: null }],
    ["a file that is not there", { from: "src/sync/engine.ts", specifier: "../model/gone.ts", to: null }],
    ["a file outside src", { from: "src/sync/engine.ts", specifier: "../../test/support/fake.ts", to: "test/support/fake.ts" }],
    ["a file in no room", { from: "src/main.ts", specifier: "./model/ids.ts", to: "src/model/ids.ts" }],
    ["a tracker without a row", { from: "src/trackers/redmine/read.ts", specifier: "../../model/ids.ts", to: "src/model/ids.ts" }],
  ])("%s", (_, made) => {
    expect(importViolation(made)).not.toBeNull();
  });

  test.each<[string, Import]>([
    ["the own room", { from: "src/sync/engine.ts", specifier: "./outgoing.ts", to: "src/sync/outgoing.ts" }],
    ["a room of the row", { from: "src/sync/engine.ts", specifier: "../envelope/seal.ts", to: "src/envelope/seal.ts" }],
    ["a member of a family", { from: "src/app/start.ts", specifier: "../transports/folder/send.ts", to: "src/transports/folder/send.ts" }],
    ["a package of a scope", { from: "src/crypto/noble.ts", specifier: "@noble/hashes/sha2.js", to: null }],
    ["node:sqlite", { from: "src/store/database.ts", specifier: "node:sqlite", to: null }],
  ])("but not %s", (_, made) => {
    expect(importViolation(made)).toBeNull();
  });
});

describe("the rules of the house refuse", () => {
  test.each([
    ["a file of 401 lines", "src/store/long.ts", "x;\n".repeat(401)],
    ["a drawer", "src/store/utils.ts", "export const a = 1;\n"],
    ["camel case", "src/store/openStore.ts", "export const a = 1;\n"],
    ["a default export", "src/store/open.ts", "export default 1;\n"],
    ["a default export by another name", "src/store/open.ts", "const a = 1;\nexport { a as default };\n"],
    ["a barrel", "src/store/open.ts", 'export * from "./close.ts";\n'],
    ["a name passed on", "src/store/open.ts", 'export {\n  close,\n} from "./close.ts";\n'],
    ["a type passed on", "src/store/open.ts", 'export type { Close } from "./close.ts";\n'],
    ["a timer in sync", "src/sync/engine.ts", "setTimeout(() => {}, 5);\n"],
    ["the time in sync", "src/sync/engine.ts", "const now = Date.now();\n"],
    ["the time by another way", "src/sync/engine.ts", "const now = new Date();\n"],
    ["randomness in the model", "src/model/ids.ts", "const id = Math.random();\n"],
    ["the environment in the protocol", "src/protocol/ping.ts", "if (process.env.DEBUG) {}\n"],
    ["the net in the view", "src/view/rows.ts", 'await fetch("https://example.org");\n'],
    ["a notification past its one way", "src/vscode/start.ts", "void vscode.window.showInformationMessage(text);\n"],
    ["a warning past it", "src/vscode/commands/join.ts", "void vscode.window.showWarningMessage(text, { modal: true });\n"],
    ["an error past it", "src/vscode/start.ts", "const { showErrorMessage } = vscode.window;\n"],
    ["a question past it", "src/vscode/start.ts", "await vscode.window.showInputBox({ prompt });\n"],
    ["an input box past it", "src/vscode/start.ts", "const box = vscode.window.createInputBox();\n"],
    ["progress past it", "src/vscode/start.ts", "await vscode.window.withProgress({ location, title }, work);\n"],
    ["Markdown that is trusted", "src/vscode/start.ts", "tooltip.isTrusted = true;\n"],
    ["Markdown that may be HTML", "src/vscode/start.ts", "tooltip.supportHtml = true;\n"],
    [
      "a text that becomes Markdown past it",
      "src/vscode/start.ts",
      'await vscode.languages.setTextDocumentLanguage(document, "markdown");\n',
    ],
  ])("%s", (_, file, text) => {
    expect(sourceViolations(file, text)).toHaveLength(1);
  });

  test.each([
    ["400 lines", "src/store/long.ts", "x;\n".repeat(400)],
    ["the words in a comment", "src/sync/engine.ts", "// never setTimeout( or Date.now()\n/* process.env */\n"],
    ["a method of that name", "src/sync/engine.ts", "port.fetch(id); queue.process.next();\n"],
    ["a given time", "src/view/rows.ts", "new Date(now).toISOString();\n"],
    ["a notification in its one way", "src/vscode/messages.ts", "void vscode.window.showInformationMessage(text);\n"],
    ["a timer in the app", "src/app/loop.ts", "setTimeout(() => {}, 5);\n"],
  ])("but not %s", (_, file, text) => {
    expect(sourceViolations(file, text)).toEqual([]);
  });
});
