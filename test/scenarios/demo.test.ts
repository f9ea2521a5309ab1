import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDemo } from "../../scripts/demo/run-demo.mjs";
import { STEPS } from "../../scripts/demo/steps.mjs";

const silent = (): void => {};

describe("the demo", () => {
  it("is as its table says, from nothing to a resolved conflict", { timeout: 120_000 }, async () => {
    const printed: string[] = [];
    const { problems } = await runDemo({ print: (line) => printed.push(line) });
    expect(problems).toEqual([]);
    expect(printed).toHaveLength(STEPS.length * 3);
  });

  it("fails when an expectation is wrong", { timeout: 60_000 }, async () => {
    const [first] = STEPS;
    if (!first) throw new Error("no steps");
    const { problems } = await runDemo({ print: silent, steps: [{ ...first, acme: { connection: "running", issues: { local: 25 } } }] });
    expect(problems).toEqual(["step 1, acme: the connection is handshake, expected running"]);
  });

  it("fails when a message file is taken away before its reader saw it", { timeout: 60_000 }, async () => {
    let taken = 0;
    const before = (line: readonly string[], place: string): void => {
      if (line.join(" ") !== "acme sync") return;
      const exchange = join(place, "exchange");
      for (const file of readdirSync(exchange, { recursive: true, encoding: "utf8" }))
        if (/join-.*\.ferry$/.test(file)) {
          rmSync(join(exchange, file));
          taken++;
        }
    };
    const { problems } = await runDemo({ print: silent, steps: STEPS.slice(0, 5), before });
    expect(taken).toBeGreaterThan(0);
    expect(problems).toEqual(["step 4, nordwind: the connection is handshake, expected stopped"]);
  });

  it("fails when the partner does not start", { timeout: 60_000 }, async () => {
    const steps = STEPS.slice(0, 9).map((step) => ({
      ...step,
      runs: step.runs.filter(([who, what]) => who !== "nordwind" || what !== "start"),
    }));
    const { problems } = await runDemo({ print: silent, steps });
    expect(problems).toContain("step 9, nordwind: the connection is stopped, expected running");
  });
});
