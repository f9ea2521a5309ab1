import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Path of a file in a new directory that goes when the running test ends. */
export function temporaryFile(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), "ferry-toolchain-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}
