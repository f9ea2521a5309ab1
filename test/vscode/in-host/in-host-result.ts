import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InHostTest } from "./suite.ts";

/** What the suite wrote at its end; none when it never came to one. */
export function readResult(file: string): readonly InHostTest[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as InHostTest[]) : [];
}

const PROJECT = `id: 06h04xp49hwczaw7b6x2cp97b4
name: Acme
key-prefix: ACME
tracker:
  kind: markdown
  path: issues
`;

/** A project without issues, so that the extension wakes by itself. */
export function makeProject(folder: string): void {
  mkdirSync(join(folder, ".issue-ferry"));
  writeFileSync(join(folder, ".issue-ferry", "project.yaml"), PROJECT);
}
