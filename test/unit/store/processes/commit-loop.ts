import { writeSync } from "node:fs";
import { openStore } from "../../../../src/store/sqlite-store.ts";
import { sampleIssue } from "../../../contract/store/samples.ts";

/** Process: commits until it is killed. Prints the number of each commit, after it. Argument: the store. */
const opened = openStore(process.argv[2] ?? "");
if (!opened.ok) throw new Error(opened.failure.kind);
const store = opened.value;
for (let n = 1; ; n++) {
  store.transaction(() => {
    store.putIssue(sampleIssue(`${n}`));
    store.addAudit([{ time: n, actor: "loop", action: "commit" }]);
    store.setFact("last", `${n}`);
  });
  writeSync(1, `${n}\n`);
}
