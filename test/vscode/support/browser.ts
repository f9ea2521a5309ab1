import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { findChromium } from "../../../scripts/host.mjs";
import type { Server } from "./server.ts";
import { PATIENCE } from "./until.ts";
import { Workbench } from "./workbench.ts";

/** Nothing that talks to the network or needs a graphics card. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens windows; each is a browser context of its own, without cookies or storage of another. */
export interface Windows {
  /** A new window of the server with this folder (default: the machine's workspace; null: none), ready for keys. */
  open(server: Server, folder?: string | null): Promise<Workbench>;
  /** Closes the windows of the server, so that the next one begins anew. */
  close(server: Server): Promise<void>;
}

/**
 * One Chromium for a test file. The windows of a test close when it ends; when it failed, a picture of each is kept. `lasting`: they stay for the
 * next test, with nothing open in them, as long as none failed. To load a window takes a busy machine longer than many a test.
 */
export function useBrowser({ lasting = false }: { readonly lasting?: boolean } = {}): Windows {
  let browser: Browser | null = null;
  const open = new Map<Workbench, BrowserContext>();
  const close = async (window: Workbench): Promise<void> => {
    await open.get(window)?.close();
    open.delete(window);
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async ({ task }) => {
    const failed = task.result?.state === "fail";
    if (failed) {
      const name = task.name.replaceAll(/[^\w]+/g, "-").slice(0, 60);
      for (const [index, window] of [...open.keys()].entries())
        await window.screenshot(`failed-${name}-${index + 1}`).catch(() => undefined);
    }
    if (lasting && !failed) return;
    for (const window of open.keys()) await close(window);
  });
  afterAll(() => browser?.close());
  return {
    async open(server, folder = server.machine.workspace) {
      if (browser === null) throw new Error("useBrowser is called at the top of the file, and open within a test.");
      const there = lasting && [...open.keys()].find((window) => window.server === server && window.folder === folder);
      if (there) {
        await there.tidy();
        return there;
      }
      const context = await browser.newContext({
        viewport: { width: 1400, height: 900 },
        permissions: ["clipboard-read", "clipboard-write"],
        // What fades in and slides is not there to be clicked yet.
        reducedMotion: "reduce",
      });
      context.setDefaultTimeout(PATIENCE);
      const window = new Workbench(await context.newPage(), server);
      open.set(window, context);
      await window.open(folder);
      return window;
    },
    async close(server) {
      for (const window of [...open.keys()].filter((one) => one.server === server)) await close(window);
    },
  };
}

/** The browser alone, for what is no click test. */
export async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("There is no Chromium: run `node scripts/host.mjs`, or the stage by `npm test`.");
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
