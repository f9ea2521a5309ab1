import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readConnectionFile, writeConnectionFile } from "../../../src/app/connection-file.ts";
import { newId } from "../../../src/model/ids.ts";
import { readProjectFile, writeProjectFile } from "../../../src/app/project-file.ts";

const PROJECT = { id: newId(0, new Uint8Array(10)), name: "Acme Pumps", prefix: "ACME", issues: "issues" };

let root: string;
let workspace: string;
let connections: string;
let precious: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ferry-settings-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  workspace = join(root, "acme");
  connections = join(workspace, ".issue-ferry/connections");
  precious = join(root, "precious");
  mkdirSync(workspace);
  writeFileSync(precious, "precious");
});

test("written, they are read again, and nothing else is left there", () => {
  writeProjectFile(workspace, PROJECT);
  writeConnectionFile(workspace, "nordwind", "primary", "all");
  expect(readProjectFile(workspace)).toEqual({ ok: true, value: PROJECT });
  expect(readConnectionFile(workspace, "nordwind")).toMatchObject({ ok: true });
  expect(readdirSync(join(workspace, ".issue-ferry"))).toEqual(["connections", "project.yaml"]);
  expect(readdirSync(connections)).toEqual(["nordwind.yaml"]);
});

describe("nothing is written through a link", () => {
  test.each(["nordwind.yaml.tmp", "nordwind.yaml"])("%s", (name) => {
    mkdirSync(connections, { recursive: true });
    symlinkSync(precious, join(connections, name));
    writeConnectionFile(workspace, "nordwind", "primary", "all");
    expect(readFileSync(precious, "utf8")).toBe("precious");
    expect(readConnectionFile(workspace, "nordwind")).toMatchObject({ ok: true });
  });

  test.each([".issue-ferry", ".issue-ferry/connections"])("in the place of the folder %s", (folder) => {
    const elsewhere = join(root, "elsewhere");
    mkdirSync(elsewhere);
    if (folder !== ".issue-ferry") mkdirSync(join(workspace, ".issue-ferry"));
    symlinkSync(elsewhere, join(workspace, folder));
    expect(() => writeConnectionFile(workspace, "nordwind", "primary", "all")).toThrow("EEXIST");
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

test("what cannot be written leaves nothing behind", () => {
  mkdirSync(join(connections, "nordwind.yaml"), { recursive: true });
  expect(() => writeConnectionFile(workspace, "nordwind", "primary", "all")).toThrow("EISDIR");
  expect(readdirSync(connections)).toEqual(["nordwind.yaml"]);
});

describe("what is no settings file is not read", () => {
  test.each<[string, (file: string) => void, string]>([
    ["a FIFO", (file) => execFileSync("mkfifo", [file]), "no ordinary file"],
    ["a link to what never ends", (file) => symlinkSync("/dev/zero", file), "no ordinary file"],
    ["a link to a file", (file) => symlinkSync(precious, file), "no ordinary file"],
    ["a folder", (file) => mkdirSync(file), "no ordinary file"],
    ["a very large file", (file) => writeFileSync(file, "#".repeat(1024 * 1024 + 1)), "larger than 1024 KiB"],
  ])("%s", (_name, put, detail) => {
    mkdirSync(connections, { recursive: true });
    put(join(workspace, ".issue-ferry/project.yaml"));
    put(join(connections, "nordwind.yaml"));
    expect(existsSync(join(connections, "nordwind.yaml"))).toBe(true);
    expect(readProjectFile(workspace)).toMatchObject({
      ok: false,
      failure: { kind: "broken project file", line: 1, detail: expect.stringContaining(detail) },
    });
    expect(readConnectionFile(workspace, "nordwind")).toMatchObject({
      ok: false,
      failure: { kind: "broken", line: 1, detail: expect.stringContaining(detail) },
    });
  });
});

test.each([
  ["share: all\nforwrad: true\n", 2, "forwrad: there is no such key"],
  ["share: all\nvalues:\n  status:\n    send: {}\n    recieve: {}\n", 5, "values.status.recieve: there is no such key"],
  [
    "share: all\n# c\ncontract:\n  types: [bug]\n  fields:\n    - { name: title, kind: scalar, direction: both, policy: primary }\n    - name: due\n      sort: date\n",
    7,
    "kind",
  ],
  ["share: all\nforward: perhaps\n", 2, "forward"],
])("what is wrong in a connection's file is named with its line: %j", (text, line, detail) => {
  mkdirSync(connections, { recursive: true });
  writeFileSync(join(connections, "nordwind.yaml"), text);
  expect(readConnectionFile(workspace, "nordwind")).toMatchObject({
    ok: false,
    failure: { line, detail: expect.stringContaining(detail) },
  });
});
