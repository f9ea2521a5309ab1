import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";

const SOURCE = fileURLToPath(new URL("../stand-in/", import.meta.url));

/** Packs the extension of test/vscode/stand-in into a VSIX file in `directory`. */
export async function packStandIn(directory: string): Promise<string> {
  const packagePath = join(directory, "stand-in.vsix");
  await createVSIX({ cwd: SOURCE, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  return packagePath;
}
