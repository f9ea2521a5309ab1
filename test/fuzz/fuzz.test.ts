import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import type { FuzzLine, FuzzTask } from "./fuzz-process.ts";
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

/** Silence for so long is a parser that hangs, in milliseconds: several times what is called slow. */
const HANGS_MS = 20_000;
const MEGABYTES = 512;

type Ended = Exclude<FuzzLine, { kind: "lives" }>;

function findingsOf(parser: ParserName): readonly string[] {
  const folder = join(FINDINGS, parser);
  return existsSync(folder)
    ? readdirSync(folder)
        .toSorted()
        .map((name) => join(folder, name))
    : [];
}

function keep(parser: ParserName, input: Uint8Array): string {
  const name = createHash("sha256").update(input).digest("hex").slice(0, 16);
  mkdirSync(join(FINDINGS, parser), { recursive: true });
  writeFileSync(join(FINDINGS, parser, name), input);
  return `test/fuzz/findings/${parser}/${name}`;
}

/** How the process ended that did this; a text: it hung or died. */
async function ran(task: FuzzTask): Promise<Ended | string> {
  const program = join(import.meta.dirname, "fuzz-process.ts");
  const child = spawn(process.execPath, [`--max-old-space-size=${MEGABYTES}`, program, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let ended: Ended | null = null;
  let timer: NodeJS.Timeout | undefined;
  let hung = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as FuzzLine;
    if (said.kind !== "lives") ended = said;
    clearTimeout(timer);
    timer = setTimeout(() => (hung = child.kill("SIGKILL")), HANGS_MS);
  });
  const how = await new Promise<string>((resolve) => child.once("close", (code, signal) => resolve(`it died: ${signal ?? code}`)));
  clearTimeout(timer);
  return ended ?? (hung ? "it hangs" : how);
}

/** What hung or died is done again the same way, with its inputs on record. */
async function fuzzed(parser: ParserName): Promise<Ended> {
  const task: FuzzTask = { parser, seed: SEED, milliseconds: MILLISECONDS, first: findingsOf(parser), trace: null };
  const first = await ran(task);
  if (typeof first !== "string") return first;
  const folder = mkdtempSync(join(tmpdir(), "ferry-fuzz-trace-"));
  const trace = join(folder, "input");
  try {
    const again = await ran({ ...task, milliseconds: MILLISECONDS * 10, trace });
    if (typeof again !== "string" && again.kind === "fault") return again;
    const input = existsSync(trace) ? readFileSync(trace).toString("base64") : "";
    return { kind: "fault", executions: 0, input, what: typeof again === "string" ? again : `${first}, once` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a parser of bytes from outside always gives a value", { timeout: MILLISECONDS * 11 + 5 * HANGS_MS }, () => {
  test.each(NAMES)("%s", async (parser) => {
    const report = await fuzzed(parser);
    const kept = report.kind === "fault" ? keep(parser, Buffer.from(report.input, "base64")) : "";
    const what = report.kind === "fault" ? report.what : "";
    expect(report.kind, `seed ${SEED}, kept as ${kept}: ${what}`).toBe("done");
    if (report.kind === "done") console.log(`seed ${SEED}: ${parser} read ${report.executions} inputs, which ended in ${report.ways} ways`);
  });
});
