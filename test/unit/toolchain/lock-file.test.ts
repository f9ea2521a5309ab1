import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Versions = Record<string, string>;
const wanted = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Versions;
  devDependencies: Versions;
  allowScripts: Record<string, boolean>;
};
const lock = readFileSync("package-lock.json", "utf8");
const { packages } = JSON.parse(lock) as { packages: Record<string, { version: string; hasInstallScript?: boolean; resolved?: string }> };

test("every dependency has one exact version", () => {
  const versions = Object.entries({ ...wanted.dependencies, ...wanted.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test.each(["host", "floor"])("so it is with the VS Code of the tests in %s", (name) => {
  const read = (file: string) => readFileSync(`test/vscode/${name}/${file}`, "utf8");
  const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Versions };
  expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const locked = (JSON.parse(read("package-lock.json")) as { packages: Record<string, { resolved?: string; dependencies?: Versions }> })
    .packages;
  expect(locked[""]?.dependencies).toEqual(dependencies);
  expect(Object.values(locked).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test("every install script is allowed or refused by name, and only the pinned Node's runs", () => {
  const named = Object.keys(wanted.allowScripts).map((entry) => entry.replace(/(?<=.)@[\d.]+$/, ""));
  const withScript = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript === true);
  const unnamed = withScript.map(([path]) => path.replace(/^.*node_modules\//, "")).filter((name) => !named.includes(name));
  expect(unnamed).toEqual([]);
  expect(Object.entries(wanted.allowScripts).filter(([, allowed]) => allowed)).toEqual([[`node@${wanted.devDependencies["node"]}`, true]]);
});
