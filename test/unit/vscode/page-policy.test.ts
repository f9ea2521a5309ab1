import { expect, test, vi } from "vitest";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);
const { detailsHtml, detailsOptions } = await import("../../../src/vscode/details-html.ts");
const { vscode } = await import("./editor.ts");

const EXTENSION = { extensionUri: new vscode.Uri("file", "/ferry") } as never;
const WEBVIEW = { cspSource: "https://own.invalid", asWebviewUri: (uri: { path: string }) => `https://own.invalid${uri.path}` } as never;

function policyOf(html: string): Readonly<Record<string, string>> {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
  return Object.fromEntries(content.split("; ").map((one) => [one.split(" ")[0] ?? "", one.slice(one.indexOf(" ") + 1)]));
}

test("a page runs its own script alone, by a nonce that is drawn for each, has its own style, and loads nothing else", () => {
  const pages = [
    detailsHtml(WEBVIEW, EXTENSION),
    detailsHtml(WEBVIEW, EXTENSION),
    detailsHtml(WEBVIEW, EXTENSION, { name: "form", title: "Form" }),
  ];
  const nonces = pages.map((html) => {
    const { "script-src": script = "", ...rest } = policyOf(html);
    expect(rest).toEqual({ "default-src": "'none'", "style-src": "https://own.invalid" });
    const nonce = /^'nonce-([\w-]{24})'$/.exec(script)?.[1] ?? "";
    expect(html.match(/<script[^>]*>/g)).toEqual([expect.stringContaining(`nonce="${nonce}" src="https://own.invalid/ferry/dist/`)]);
    expect(html).not.toMatch(/\son\w+=|style=|<img|<iframe/);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(pages.length);
  const { localResourceRoots, ...options } = detailsOptions(EXTENSION);
  expect([options, localResourceRoots?.map(({ path }) => path)]).toEqual([{ enableScripts: true }, ["/ferry/dist"]]);
});
