import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../../../scripts/build.mjs";
import { temporaryFile } from "./temporary-file.ts";

// yaml is CommonJS inside and asks for Node's own modules by require().
const yaml = JSON.stringify(join(process.cwd(), "node_modules/yaml"));

test("the program is one executable file that runs far from its packages", async () => {
  const entry = temporaryFile("main.ts");
  const outfile = temporaryFile("cli.js");
  writeFileSync(join(outfile, "../package.json"), '{"type":"module"}');
  writeFileSync(
    entry,
    `import { parse } from ${yaml};\nconst answer: { a: number } = parse("a: 1");\nconsole.log(answer.a, process.argv[2]);\n`,
  );
  expect(await build({ entry, outfile })).toBe(true);
  accessSync(outfile, constants.X_OK);
  expect(readFileSync(outfile, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(execFileSync(process.execPath, [outfile, "two"], { encoding: "utf8" })).toBe("1 two\n");
});

test("without an entry there is nothing to build, and a failed build leaves no older program behind", async () => {
  const entry = temporaryFile("main.ts");
  const outfile = temporaryFile("cli.js");
  writeFileSync(outfile, "old");
  expect(await build({ entry, outfile })).toBe(false);
  writeFileSync(outfile, "old");
  writeFileSync(entry, "import './gone.ts';");
  await expect(build({ entry, outfile })).rejects.toThrow(/gone\.ts/);
  expect(existsSync(outfile)).toBe(false);
});
