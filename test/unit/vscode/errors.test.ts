import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../../../src/vscode/", import.meta.url));

/** It is no error of ours but an alarm: the log has nothing to say about it, and the button is what to do. */
const ALARMS = ["NUMBER.differs"];

test("every error has a way to the log", () => {
  const calls = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && name !== "messages.ts")
    .flatMap((name) =>
      [...readFileSync(join(SRC, name), "utf8").matchAll(/\bsayError\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g)].map(
        ([, given]) => `${name}: ${given ?? ""}`,
      ),
    );
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.filter((call) => !/showLog|Show Log/.test(call) && !ALARMS.some((alarm) => call.includes(alarm)))).toEqual([]);
});
