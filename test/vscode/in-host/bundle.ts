import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "../../../scripts/ensure.mjs";

/** Makes the suite one CommonJS file, as VS Code loads it, and names that file. */
export async function bundleSuite(): Promise<string> {
  const outfile = join(root, "artifacts", "in-host", "suite.cjs");
  mkdirSync(join(root, "artifacts", "in-host"), { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL("suite.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
    logLevel: "silent",
  });
  return outfile;
}
