import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { buildWebview } from "../../scripts/build-extension.mjs";
import { findChromium } from "../../scripts/host.mjs";
import type { ToForm } from "../../src/view/form-messages.ts";
import type { AnyForm } from "../../src/view/form-model.ts";

/** Colours of the real workbench, as far as the page asks for them. */
const THEMES = JSON.parse(readFileSync(new URL("theme-variables.json", import.meta.url), "utf8")) as Record<Theme, Record<string, string>>;
export type Theme = "dark" | "light" | "high-contrast" | "high-contrast-light";

const CHROMIUM = findChromium();
/** Without a browser there is no page to look at. */
export const hasBrowser = CHROMIUM !== null;

const ORIGIN = "http://ferry.test";

/** The form of a connection in a browser, without an editor around it: what it is told and tells is in the hands of the test. */
export interface FormWindow {
  readonly page: Page;
  /** Addresses that the page asked for besides its own two files, and what its console complained about. */
  readonly complaints: readonly string[];
  tell(message: ToForm): Promise<void>;
  show(page: AnyForm, state?: number): Promise<void>;
  /** Answers the last edit that the page told, or the one of that number. */
  done(told: Extract<ToForm, { readonly kind: "done" }>["told"], number?: number): Promise<void>;
  /** What the page told since the last call; `acts` also of which state of the text, and by which number. */
  told(): Promise<unknown[]>;
  acts(): Promise<{ readonly deed: unknown; readonly number: number; readonly state: number }[]>;
}

/** One browser for a test file, and the bundle built once. */
export function useFormWindow(): { open(theme?: Theme, width?: number): Promise<FormWindow> } {
  let browser: Browser | null = null;
  let files: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    const outdir = mkdtempSync(join(tmpdir(), "ferry-page-"));
    await buildWebview({ outdir });
    files = Object.fromEntries(["form.js", "form.css"].map((name) => [name, readFileSync(join(outdir, name), "utf8")]));
    rmSync(outdir, { recursive: true });
    if (CHROMIUM !== null) browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  });
  afterAll(() => browser?.close());
  return {
    async open(theme = "dark", width = 900) {
      if (!browser) throw new Error("open is called within a test");
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (line) => {
        if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
      });
      await page.route("**/*", (route) => {
        const name = new URL(route.request().url()).pathname.slice(1);
        if (name === "page") return route.fulfill({ contentType: "text/html", body: html(theme) });
        const body = files[name];
        if (body !== undefined) return route.fulfill({ contentType: name.endsWith("js") ? "text/javascript" : "text/css", body });
        complaints.push(`asked for ${route.request().url()}`);
        return route.abort();
      });
      await page.goto(`${ORIGIN}/page`);
      await page.waitForFunction(() => (globalThis as unknown as Sent).sent.length > 0);
      return formWindow(page, complaints);
    },
  };
}

interface Sent {
  sent: { kind: string; deed?: { do: string }; number?: number; state?: number }[];
}

function formWindow(page: Page, complaints: readonly string[]): FormWindow {
  const tell = async (message: ToForm): Promise<void> => {
    await page.evaluate(`postMessage(${JSON.stringify(message)}, "*")`);
    // Told and drawn are two turns of the page.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  };
  let last = 0;
  const note = (found: Sent["sent"]): Sent["sent"] => {
    for (const { deed, number = 0 } of found) if (["set", "remove", "rename", "add"].includes(deed?.do ?? "")) last = number;
    return found;
  };
  const sent = async (): Promise<Sent["sent"]> => note(await page.evaluate(() => (globalThis as unknown as Sent).sent.splice(0)));
  return {
    page,
    complaints,
    tell,
    show: (page, state = 1) => tell({ kind: "page", page, state }),
    done: async (answer, number) => {
      note(await page.evaluate(() => (globalThis as unknown as Sent).sent));
      await tell({ kind: "done", number: number ?? last, told: answer });
    },
    told: async () => (await sent()).map(({ kind, deed }) => (deed === undefined ? { kind } : { kind, deed })),
    acts: async () => (await sent()).map(({ deed, number = 0, state = 0 }) => ({ deed, number, state })),
  };
}

/** As the extension makes it, with the editor's colours and a stand-in for what VS Code gives a page. */
function html(theme: Theme): string {
  const colours = Object.entries(THEMES[theme])
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ");
  const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${ORIGIN} 'nonce-n'`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Connection</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="n">:root { ${colours} --vscode-font-family: sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: monospace; }</style>
<link rel="stylesheet" href="${ORIGIN}/form.css"></head><body class="vscode-${theme}"><main></main>
<script nonce="n">
  globalThis.sent = [];
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => sent.push(message),
    getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
    setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
  });
</script>
<script nonce="n" type="module" src="${ORIGIN}/form.js"></script></body></html>`;
}
