import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import type { FuzzReport, FuzzTask } from "./fuzz-worker.ts";
import { PARSERS, type ParserName } from "./parsers.ts";

/**
 * Every parser of bytes from outside gives a value, soon and in bounded memory, whatever it is given. What was found once lies in `findings/`, a
 * file an input, and is read again each time. `MINUTES=10` goes on for that long, shared among the parsers; `SEED=` begins as another run did.
 */
const NAMES = Object.keys(PARSERS) as ParserName[];
const MINUTES = Number(process.env["MINUTES"] ?? 0);
const MILLISECONDS = MINUTES > 0 ? (MINUTES * 60_000) / NAMES.length : 500;
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
const FINDINGS = join(import.meta.dirname, "findings");

/** An input that takes so long hangs, in milliseconds: several times what the worker calls slow. */
const HANGS_MS = 20_000;
const MEGABYTES = 512;
const LONGEST = 1024 * 1024;

function findingsOf(parser: ParserName): readonly Uint8Array[] {
  const folder = join(FINDINGS, parser);
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => new Uint8Array(readFileSync(join(folder, name))))
    : [];
}

function keep(parser: ParserName, input: Uint8Array): string {
  const name = createHash("sha256").update(input).digest("hex").slice(0, 16);
  mkdirSync(join(FINDINGS, parser), { recursive: true });
  writeFileSync(join(FINDINGS, parser, name), input);
  return `test/fuzz/findings/${parser}/${name}`;
}

async function fuzzed(parser: ParserName, milliseconds: number): Promise<FuzzReport> {
  const shared = new SharedArrayBuffer(LONGEST + 4);
  const task: FuzzTask = { parser, seed: SEED, milliseconds, shared, first: findingsOf(parser) };
  const current = (): Uint8Array => new Uint8Array(shared, 4).slice(0, new Uint32Array(shared, 0, 1)[0]);
  const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url), {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
  });
  let over = false;
  try {
    return await new Promise<FuzzReport>((resolve) => {
      const fault = (what: string): void => resolve({ kind: "fault", executions: 0, input: current(), what });
      const watch = (seen: string, since: number): void => {
        if (over) return;
        const now = createHash("sha256").update(current()).digest("hex");
        if (now === seen && Date.now() - since > HANGS_MS) return fault("hangs");
        setTimeout(watch, 1000, now, now === seen ? since : Date.now());
      };
      watch("", Date.now());
      worker.once("message", resolve);
      worker.once("error", (error) => fault(`the thread died: ${error.message}`));
    });
  } finally {
    over = true;
    await worker.terminate();
  }
}

describe("a parser of bytes from outside always gives a value", { timeout: MILLISECONDS + 3 * HANGS_MS }, () => {
  test.each(NAMES)("%s", async (parser) => {
    const report = await fuzzed(parser, MILLISECONDS);
    const kept = report.kind === "fault" ? keep(parser, report.input) : "";
    expect(report, `seed ${SEED}, kept as ${kept}`).toMatchObject({ kind: "done" });
    if (report.kind === "done") console.log(`seed ${SEED}: ${parser} read ${report.executions} inputs, which ended in ${report.ways} ways`);
  });
});
