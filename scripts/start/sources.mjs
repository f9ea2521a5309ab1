import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../ensure.mjs";

/** What the VSIX is made of. */
const PARTS = [
  "src",
  "media",
  "package.json",
  "package-lock.json",
  "package.nls.json",
  ".vscodeignore",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];
const MAKERS = ["build.mjs", "build-extension.mjs", "package-extension.mjs", "readme-without-repository.mjs"];

/** Changes whenever the VSIX would: by content, as file times say nothing after a checkout. */
export function sourcesMark() {
  const hash = createHash("sha256");
  for (const part of [...PARTS, ...MAKERS.map((name) => join("scripts", name))]) {
    const path = join(root, part);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))
      : [path];
    for (const file of files.sort())
      if (statSync(file).isFile()) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
