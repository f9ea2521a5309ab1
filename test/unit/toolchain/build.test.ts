import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  expect(readFileSync(outfile, "utf8")).toMatch(/^#!\/usr\/bin\/env -S node /);
  expect(execFileSync(process.execPath, [outfile, "two"], { encoding: "utf8" })).toBe("1 two\n");
});

test("what the entry loads later stands in a file beside it, and an older one goes", async () => {
  const entry = temporaryFile("main.ts");
  const outfile = temporaryFile("cli.js");
  const beside = (): string[] => readdirSync(dirname(outfile)).filter((name) => name.startsWith("cli-"));
  writeFileSync(join(entry, "../later.ts"), "export const word = 'later';\n");
  writeFileSync(entry, "const { word } = await import('./later.ts');\nconsole.log(word);\n");
  writeFileSync(join(dirname(outfile), "package.json"), '{"type":"module"}');
  writeFileSync(join(dirname(outfile), "cli-OLD.js"), "old");
  await build({ entry, outfile });
  expect(beside()).toHaveLength(1);
  expect(beside()).not.toContain("cli-OLD.js");
  expect(execFileSync(process.execPath, [outfile], { encoding: "utf8" })).toBe("later\n");
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
