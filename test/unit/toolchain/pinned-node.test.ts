import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pinnedNode, runPinned } from "../../../scripts/ensure.mjs";
import { temporaryFile } from "./temporary-file.ts";

const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { devDependencies: { node: string } };

test("the tests run under the pinned Node, whatever the machine has", () => {
  expect(process.version).toBe(`v${devDependencies.node}`);
  expect(existsSync(pinnedNode)).toBe(true);
});

test("a script and what it starts by name run under the pinned Node, and its output goes to the log", async () => {
  const log = temporaryFile("run.log");
  const started = "process.stdout.write(require('node:child_process').execFileSync('node', ['--version']))";
  const { code, output } = await runPinned(["--eval", started], { log });
  expect({ code, output }).toEqual({ code: 0, output: `v${devDependencies.node}\n` });
  expect(readFileSync(log, "utf8")).toBe(output);
});

test("an exit code and both outputs come back, and a death by a signal is no success", async () => {
  const failing = "console.log('out'); console.error('err'); process.exitCode = 3";
  expect(await runPinned(["--eval", failing], { log: temporaryFile("run.log") })).toEqual({
    code: 3,
    output: expect.stringMatching(/out\nerr|err\nout/),
  });
  expect((await runPinned(["--eval", "process.kill(process.pid, 'SIGKILL')"], { log: temporaryFile("run.log") })).code).toBe(128);
});
