import { writeSync } from "node:fs";
import { tryLock } from "../../../../src/store/worker-lock.ts";

/** Process: says it is there; at a word tries to become the worker, says how that went, and stays. Argument: the state directory. */
writeSync(1, "there\n");
process.stdin.once("data", () => {
  const lock = tryLock(process.argv[2] ?? "");
  writeSync(1, lock === null ? "refused\n" : "held\n");
  process.stdin.on("end", () => lock?.release());
});
