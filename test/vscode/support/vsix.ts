import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/ensure.mjs";
import { vsixFile } from "../../../scripts/stages.mjs";

/** The VSIX that users would install. The stage makes it first; FERRY_VSIX names another one, such as that of an older version. */
export function extensionFile(): string {
  const file = process.env["FERRY_VSIX"] ?? vsixFile;
  if (!existsSync(file)) throw new Error(`${file} is missing: run the stage by \`npm test -- vscode\`, which makes it.`);
  return file;
}

/** The same, unpacked: what an editor runs that develops the extension. */
export const extensionFolder = join(root, "artifacts", "extension");
