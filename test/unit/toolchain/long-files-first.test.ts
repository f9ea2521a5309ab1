import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/ensure.mjs";
import { LONG, longFirst } from "../../../scripts/long-files-first.mjs";

test("the long files begin first, and none is lost or named in vain", () => {
  expect(LONG.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const files = ["a.test.ts", ...LONG.toReversed(), "b.test.ts"];
  expect(longFirst(files, (path) => path)).toEqual([...LONG, "a.test.ts", "b.test.ts"]);
});
