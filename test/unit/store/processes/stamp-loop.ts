import { openStore } from "../../../../src/store/sqlite-store.ts";

/** Process: takes as many stamps as it is told, one per transaction, and prints them. Arguments: the store, how many. */
const opened = openStore(process.argv[2] ?? "");
if (!opened.ok) throw new Error(opened.failure.kind);
const store = opened.value;
const stamps: number[] = [];
for (let n = 0; n < Number(process.argv[3]); n++) {
  stamps.push(
    store.transaction(() => {
      const stamp = store.nextStamp();
      store.setFact("taken", `${Number(store.fact("taken") ?? 0) + 1}`);
      return stamp;
    }),
  );
}
process.stdout.write(`${stamps.join(" ")}\n`);
