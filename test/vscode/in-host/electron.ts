import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { root } from "../../../scripts/ensure.mjs";
import { createMachine, playground } from "../support/machine.ts";
import { extensionFolder } from "../support/vsix.ts";
import { bundleSuite } from "./bundle.ts";
import { makeProject, readResult } from "./in-host-result.ts";

/** Runs the suite in VS Code on Electron, of the version in the first argument, else the newest. Ends with 0 when all tests passed. */
const version = process.argv[2] ?? "stable";
const place = playground();
try {
  const cachePath = join(root, ".cache", "vscode", "electron");
  mkdirSync(cachePath, { recursive: true });
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ version, cachePath }).catch((error: unknown) => {
    throw new Error(`VS Code ${version} could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
  });
  const machine = createMachine(place.path, "Ada");
  makeProject(machine.workspace);
  const result = join(place.path, "result.json");
  const code = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: extensionFolder,
    extensionTestsPath: await bundleSuite(),
    launchArgs: [
      machine.workspace,
      "--user-data-dir",
      machine.userData,
      "--extensions-dir",
      machine.extensions,
      "--disable-workspace-trust",
    ],
    extensionTestsEnv: { ...machine.environment, FERRY_RESULT: result },
  }).catch(() => 1);
  const tests = readResult(result);
  for (const { title, state, error } of tests) console.log([`${state.padEnd(8)}${title}`, error].filter(Boolean).join("\n"));
  const failed = tests.filter(({ state }) => state === "failed").length;
  console.log(`${tests.length - failed} passed, ${failed} failed in VS Code ${version}`);
  process.exitCode = tests.length > 0 && failed === 0 && code === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  place.remove();
}
