import { openStore } from "../../../../src/store/sqlite-store.ts";
import { sampleIssue, sampleSync } from "../../../contract/store/samples.ts";

/**
 * Process: commits as often as it is told, each time some changes of few issues, drawn by its seed; every fifth transaction fails half way. Prints `done`
 * at its end. Arguments: the store, how often, the seed.
 */
const opened = openStore(process.argv[2] ?? "");
if (!opened.ok) throw new Error(opened.failure.kind);
const store = opened.value;
let state = Number(process.argv[4]);

/** Below `limit`. */
function drawn(limit: number): number {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((state / 2 ** 31) * limit);
}

for (let n = 0; n < Number(process.argv[3]); n++) {
  try {
    store.transaction(() => {
      for (let i = 0; i <= drawn(4); i++) {
        const id = `i${drawn(12)}`;
        const change = drawn(10);
        if (change < 3)
          store.putSync({ sync: sampleSync("c", id, { partnerKey: `N-${process.pid}-${n}` }), status: "pending", due: change === 0 });
        else store.putIssue(sampleIssue(id, { key: `${process.pid}-${n}-${i}`, gone: change < 6 ? "deleted" : null }));
      }
      if (n % 5 === 4) throw new RangeError("on purpose");
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
store.close();
process.stdout.write("done\n");
