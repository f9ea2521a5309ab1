import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { openStore } from "../../../../src/store/sqlite-store.ts";

/** Process: opens the stores it is told, one per line, writes to each, and says `ok` or why not. */
writeSync(1, "there\n");
for await (const file of createInterface(process.stdin)) {
  const opened = openStore(file);
  if (opened.ok) {
    const store = opened.value;
    store.transaction(() => store.setFact(`opened by ${process.pid}`, "yes"));
    store.close();
  }
  writeSync(1, `${opened.ok ? "ok" : opened.failure.kind}\n`);
}
