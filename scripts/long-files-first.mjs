// The order of a run's test files: those that are known to take long begin first, so that none of them is left for the end with one core to run on.
import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";
import { root } from "./ensure.mjs";

/** Minutes each, and short as text: where a run knows nothing of the one before, it would take them for the shortest. */
export const LONG = ["test/scenarios/kill.test.ts", "test/scenarios/demo.test.ts", "test/scenarios/linked-and-killed.test.ts"];

export class LongFilesFirst extends BaseSequencer {
  /**
   * @override
   * @param {import("vitest/node").TestSpecification[]} files
   */
  async sort(files) {
    const others = await super.sort(files);
    return longFirst(others, ({ moduleId }) => relative(root, moduleId).replaceAll("\\", "/"));
  }
}

/**
 * @template T
 * @param {readonly T[]} files
 * @param {(file: T) => string} pathOf below the project, with slashes
 */
export function longFirst(files, pathOf) {
  const first = LONG.flatMap((path) => files.filter((file) => pathOf(file) === path));
  return [...first, ...files.filter((file) => !first.includes(file))];
}
