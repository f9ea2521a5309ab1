import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { launch } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { PATIENCE, until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import { Workbench } from "../support/workbench.ts";
import { generateIssue } from "../../../bench/generate-issues.ts";
import { percentile } from "../../../bench/statistics.ts";

/**
 * How long a window takes to show the issues of a project that it had open before: `npm run bench:windows -- --opening [ISSUES...]`. The marks are
 * the editor's own ("Developer: Startup Performance"); the first row is seen in the page. All are moments of one clock.
 */
const counts = process.argv.slice(2).map(Number);
const ROUNDS = Number(process.env["FERRY_ROUNDS"] ?? 5);
const EXTENSION = "issue-ferry.issue-ferry";

interface Opening {
  /** Milliseconds of the extension's own activation: from the load of its code until `activate` has ended. */
  readonly activation: number;
  /** Milliseconds from the begin of the activation to the first row. */
  readonly fromActivation: number;
  /** Milliseconds from the begin of the page's load to the first row. */
  readonly fromOpening: number;
}

const place = playground();
const browser = await launch();
try {
  for (const count of counts.length > 0 ? counts : [12, 5_000, 10_000]) {
    const machine = createMachine(place.path, `of-${count}`);
    await fill(machine, count);
    await installExtension(machine, extensionFile());
    const server = await startServer(machine);
    try {
      report(count, await openings(server));
    } finally {
      await server.stop();
    }
  }
} finally {
  await browser.close();
  place.remove();
}

/** A project that was opened before: each issue has its id and key, and the store knows all of them. */
async function fill(machine: Machine, count: number): Promise<void> {
  const folder = join(machine.workspace, "issues");
  mkdirSync(folder);
  for (let number = 1; number <= count; number++) {
    const { fields } = generateIssue(number);
    const head = [`status: ${fields.status}`, `priority: ${fields.priority}`, "labels:", ...fields.labels.map((label) => `  - ${label}`)];
    writeFileSync(
      join(folder, `BIG-${number}.md`),
      ["---", `key: BIG-${number}`, ...head, "---", "", `# ${fields.title}`, "", fields.body, ""].join("\n"),
    );
  }
  await ferry(machine, ["init", "--name", "Big", "--key", "BIG"]);
  await ferry(machine, ["sync"]);
}

/** The first one brings the view to the front and fills the browser's cache; it does not count. */
async function openings(server: Server): Promise<readonly Opening[]> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript(noteFirstRow);
  const found: Opening[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const one = await open(context, server);
      if (round > 0) found.push(one);
    }
  } finally {
    await context.close();
  }
  return found;
}

async function open(context: BrowserContext, server: Server): Promise<Opening> {
  const window = new Workbench(await context.newPage(), server);
  await window.open();
  await window.activity("Issue Ferry");
  const { opened, row } = await until("the first row", () =>
    window.page.evaluate(() => {
      const seen = (globalThis as { firstRow?: number }).firstRow;
      return seen === undefined ? null : { opened: performance.timeOrigin, row: seen };
    }),
  );
  const [begins, ends] = await marks(window);
  await window.page.close();
  return { activation: ends - begins, fromActivation: row - begins, fromOpening: row - opened };
}

/** When the extension's activation began and ended, as the editor tells its developers; it tells it a while after the start. */
async function marks(window: Workbench): Promise<readonly [number, number]> {
  return until("the marks of the activation", async () => {
    await window.command("Developer: Startup Performance");
    await window.editor.active("Startup Performance");
    await window.editor.press("ControlOrMeta+a");
    await window.editor.press("ControlOrMeta+c");
    const text = await window.page.evaluate(() => navigator.clipboard.readText());
    const at = (mark: string): number => Number(new RegExp(String.raw`code/extHost/${mark}/${EXTENSION}\s*\|?\s*(\d+)`).exec(text)?.[1]);
    const found = [at("willActivateExtension"), at("didActivateExtension")] as const;
    if (found.every((moment) => moment > 0)) return found;
    await window.editor.closeTab();
    return null;
  });
}

/** Runs in the page before anything else of it. */
function noteFirstRow(): void {
  const observer = new MutationObserver(() => {
    const labels = document.querySelectorAll(".customview-tree .monaco-list-row .label-name");
    if (![...labels].some((label) => /^BIG-\d+ /.test(label.textContent ?? ""))) return;
    (globalThis as { firstRow?: number }).firstRow = Date.now();
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
}

function report(count: number, found: readonly Opening[]): void {
  const of = (part: keyof Opening): string => {
    const all = found.map((one) => one[part]);
    return `${Math.round(percentile(all, 0.5))} ms (${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))})`;
  };
  console.log(
    `${count} issues, ${found.length} times: activation ${of("activation")}; first rows ${of("fromActivation")} after it began, ${of("fromOpening")} after the window`,
  );
}
