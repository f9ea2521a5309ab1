import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/ensure.mjs";
import { ALL_MUTANTS } from "../../mutants/all-rules.mjs";

test("each rule that is broken on purpose is found in one place of the source: a patch that applies no more judges nothing", () => {
  const places = (file: string, text: string): number => readFileSync(join(root, file), "utf8").split(text).length - 1;
  expect(ALL_MUTANTS.length).toBeGreaterThan(200);
  expect(ALL_MUTANTS.filter(({ file, find }) => places(file, find) !== 1).map(({ rule }) => rule)).toEqual([]);
});
