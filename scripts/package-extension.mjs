// Puts the extension into a VSIX file. Plain Node 20.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "./build.mjs";
import { buildExtension } from "./build-extension.mjs";
import { root, runPinned, toolScript } from "./ensure.mjs";
import { readmeWithoutRepository } from "./readme-without-repository.mjs";

/** What an editor reads of our package.json; the rest is for those who work on the extension. */
const OWN_MATTERS = ["scripts", "dependencies", "devDependencies", "allowScripts", "private", "bin"];

/**
 * Makes the VSIX from small bundles. They are built in a folder of their own, which is laid out as `.vscodeignore` and vsce expect it, so that
 * dist/ stays as it is. Throws what esbuild throws.
 * @param {{ file: string, staging?: string }} options `staging`: that folder; it is made anew
 * @returns {Promise<{ ok: true, bytes: number, output: string } | { ok: false, output: string }>} `output`: what vsce said
 */
export async function packageExtension({ file, staging = join(root, "artifacts", "extension") }) {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(join(staging, "dist"), { recursive: true });
  await build({ outfile: join(staging, "dist", "cli.js"), minify: true });
  await buildExtension({ outdir: join(staging, "dist"), minify: true });
  for (const name of [".vscodeignore", "package.nls.json", "LICENSE", "CHANGELOG.md"]) copyFileSync(join(root, name), join(staging, name));
  cpSync(join(root, "media"), join(staging, "media"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of OWN_MATTERS) delete manifest[name];
  writeFileSync(join(staging, "package.json"), JSON.stringify(manifest, null, 2));
  writeFileSync(join(staging, "README.md"), readmeWithoutRepository(readFileSync(join(root, "README.md"), "utf8"), root));
  mkdirSync(dirname(file), { recursive: true });
  // The bundles hold what they need; nothing of node_modules goes along. There is no repository that links could lead to.
  const flags = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  const { code, output } = await runPinned([toolScript("@vscode/vsce", "vsce"), "package", ...flags, "--out", file], {
    cwd: staging,
    log: join(root, "artifacts", "package.log"),
  });
  return code === 0 && existsSync(file) ? { ok: true, bytes: statSync(file).size, output } : { ok: false, output };
}
