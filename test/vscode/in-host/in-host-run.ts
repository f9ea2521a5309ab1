import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { type HostName, findHost } from "../../../scripts/host.mjs";
import { launch } from "../support/browser.ts";
import { createMachine, playground } from "../support/machine.ts";
import { startServer } from "../support/server.ts";
import { extensionFolder } from "../support/vsix.ts";
import { bundleSuite } from "./bundle.ts";
import { makeProject, readResult } from "./in-host-result.ts";
import type { InHostTest } from "./suite.ts";

/** Milliseconds from opening the window to the suite's end. */
const PATIENCE = 180_000;

/** Runs the suite inside the extension host of `name`, and makes each of its tests one of ours. */
export async function defineInHostTests(name: HostName): Promise<void> {
  const tests = await runInHost(name);
  describe(`in ${name}`, () => {
    test.for(tests)("$title", ({ state, error }, { skip }) => {
      skip(state === "pending");
      expect(error).toBe("");
    });
  });
}

/**
 * Lets the window tell us how a suite ends: an option of the page that VS Code's own tests use. code-server 4.115 has no flag for it, so it is
 * set on the way.
 */
async function enableDriver(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    new MutationObserver((_, observer) => {
      const meta = document.getElementById("vscode-workbench-web-configuration");
      if (meta === null) return;
      observer.disconnect();
      const settings = JSON.parse(meta.dataset["settings"] ?? "{}") as { developmentOptions?: object };
      meta.dataset["settings"] = JSON.stringify({
        ...settings,
        developmentOptions: { ...settings.developmentOptions, enableSmokeTestDriver: true },
      });
    }).observe(document, { childList: true, subtree: true });
  });
}

/** Throws when the suite did not come to its end, with all that is known about it. */
async function runInHost(name: HostName): Promise<readonly InHostTest[]> {
  const host = findHost(name);
  if (host === null) throw new Error("The VS Code of the tests is not installed: run `node scripts/host.mjs`.");
  const suite = await bundleSuite();
  const place = playground();
  const result = join(place.path, "result.json");
  const machine = createMachine(place.path, "Ada");
  makeProject(machine.workspace);
  const environment = { FERRY_RESULT: result, FERRY_HOST_VSCODE: host.vscode, FERRY_HOST_NODE: `v${host.nodeVersion}` };
  const server = await startServer(machine, { host: name, environment });
  const browser = await launch();
  const said: string[] = [];
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    const ended = new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error(`The suite did not end within ${PATIENCE / 1000} s.`)), PATIENCE).unref();
      void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
      void page.exposeFunction("codeAutomationLog", (kind: string, args: unknown[]) => said.push(`${kind}: ${args.join(" ")}`));
    });
    await enableDriver(page);
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = JSON.stringify([
      ["extensionDevelopmentPath", remote(extensionFolder)],
      ["extensionTestsPath", remote(suite)],
      ["enableProposedApi", ""],
      ["skipWelcome", "true"],
    ]);
    await page.goto(`${server.url}/?folder=${encodeURIComponent(machine.workspace)}&payload=${encodeURIComponent(payload)}`);
    const code = await ended;
    const tests = readResult(result);
    if (tests.length === 0) throw new Error(`The extension host ended with ${code}, and no test is known to have run.`);
    if ((code !== 0) !== tests.some(({ state }) => state === "failed")) throw new Error(`The extension host ended with ${code}.`);
    return tests;
  } catch (error) {
    throw new Error([String(error), ...said, server.output()].join("\n"), { cause: error });
  } finally {
    await browser.close();
    await server.stop();
    place.remove();
  }
}
