import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder with the hash of its content, every other thing with its kind: equal trees have nothing changed. */
export function tree(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    found[name] = stat.isFile()
      ? createHash("sha256").update(readFileSync(path)).digest("hex")
      : stat.isDirectory()
        ? "directory"
        : "other";
  }
  return found;
}
