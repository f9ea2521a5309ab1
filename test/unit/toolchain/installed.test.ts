import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { isInstalled } from "../../../scripts/ensure.mjs";
import { temporaryFile } from "./temporary-file.ts";

const PACKAGE = { dependencies: { yaml: "2.9.1" }, devDependencies: { node: "24.21.0" } };
const PACKAGES = {
  "node_modules/node": { version: "24.21.0" },
  "node_modules/yaml": { version: "2.9.1" },
};
/** Made for another system: not installed here. */
const OPTIONAL = { "node_modules/fsevents": { version: "2.3.3", optional: true } };

let project: string;

function put(path: string, content: unknown): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), JSON.stringify(content));
}

beforeEach(() => {
  project = dirname(temporaryFile("package.json"));
  put("package.json", PACKAGE);
  put("package-lock.json", { packages: { "": PACKAGE, ...PACKAGES, ...OPTIONAL } });
  put("node_modules/.package-lock.json", { packages: PACKAGES });
  put(`node_modules/node/bin/${process.platform === "win32" ? "node.exe" : "node"}`, "");
});

test("all that is locked is there: nothing to install", () => {
  expect(isInstalled(project)).toBe(true);
});

test("a changed script line is no reason to install", () => {
  put("package.json", { ...PACKAGE, scripts: { test: "node test.mjs" } });
  expect(isInstalled(project)).toBe(true);
});

describe("something is missing when", () => {
  test.each<[string, () => void]>([
    ["there is no node_modules", () => rmSync(join(project, "node_modules"), { recursive: true })],
    ["there is no lock file", () => rmSync(join(project, "package-lock.json"))],
    ["an install was cut off", () => writeFileSync(join(project, "node_modules/.package-lock.json"), '{"packages":')],
    [
      "a package has another version",
      () => put("node_modules/.package-lock.json", { packages: { ...PACKAGES, "node_modules/yaml": { version: "2.9.0" } } }),
    ],
    [
      "a package is not there",
      () => put("node_modules/.package-lock.json", { packages: { "node_modules/node": PACKAGES["node_modules/node"] } }),
    ],
    ["package.json asks for another version", () => put("package.json", { ...PACKAGE, dependencies: { yaml: "3.0.0" } })],
    ["package.json asks for one more", () => put("package.json", { ...PACKAGE, dependencies: { ...PACKAGE.dependencies, zod: "4.6.7" } })],
    ["the pinned Node did not arrive", () => rmSync(join(project, "node_modules/node"), { recursive: true })],
  ])("%s", (_, spoil) => {
    spoil();
    expect(isInstalled(project)).toBe(false);
  });
});
