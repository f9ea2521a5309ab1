import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** One test of the suite, as the result file names it. */
export interface InHostTest {
  readonly title: string;
  readonly state: "passed" | "failed" | "pending";
  /** Stack of what it threw; empty when it passed. */
  readonly error: string;
}

/** Milliseconds a test may take. */
const PATIENCE = 60_000;

/** The result file is all that is read. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {
    // Says nothing.
  }
}

/**
 * What VS Code calls in its extension host. Writes the result into the file that FERRY_RESULT names, at the very end: a host that dies reports
 * success, and then there is no such file.
 */
export async function run(): Promise<void> {
  const tests: InHostTest[] = [];
  const mocha = new Mocha({ ui: "bdd", timeout: PATIENCE, reporter: Silent });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./host-suite.ts");
  await import("./extension-suite.ts");
  await import("./daily-suite.ts");
  await new Promise<void>((resolve) => {
    const add = (test: Mocha.Test, state: InHostTest["state"], error: unknown = "") =>
      tests.push({ title: test.fullTitle(), state, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => add(test, "passed"));
    runner.on("fail", (test, error) => add(test, "failed", error));
    runner.on("pending", (test) => add(test, "pending"));
  });
  const file = process.env["FERRY_RESULT"];
  if (file === undefined) throw new Error("FERRY_RESULT names no file.");
  writeFileSync(file, JSON.stringify(tests));
  const failed = tests.filter(({ state }) => state === "failed").length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
