import { startChild } from "./child.ts";
import type { PouchCalls } from "./pouch-side.ts";

export interface PouchRound {
  readonly fullSeconds: number;
  readonly changesSeconds: number;
  readonly cpuSeconds: { readonly full: number; readonly changes: number };
  readonly idleMs: number;
  readonly peakMegabytes: number;
}

/** One round of PouchDB: from one LevelDB to another within one process, its best case. Throws when the target differs from the source. */
export async function pouchRound(directory: string, issues: number, changes: number): Promise<PouchRound> {
  const child = startChild<PouchCalls>("pouch-side.ts");
  const equal = async (): Promise<void> => {
    const [source, target] = await child.call("digests");
    if (source !== target) throw new Error("the two databases of PouchDB differ");
  };
  await child.call("open", directory);
  await child.call("load", issues);
  let before = await child.call("cpuSeconds");
  const fullSeconds = await child.call("replicate");
  const fullCpu = (await child.call("cpuSeconds")) - before;
  await equal();
  await child.call("edit", changes, 1);
  before = await child.call("cpuSeconds");
  const changesSeconds = await child.call("replicate");
  const changesCpu = (await child.call("cpuSeconds")) - before;
  await equal();
  const idleMs = (await child.call("replicate")) * 1000;
  const peakMegabytes = await child.call("peakMegabytes");
  await child.call("close");
  await child.end();
  return { fullSeconds, changesSeconds, cpuSeconds: { full: fullCpu, changes: changesCpu }, idleMs, peakMegabytes };
}
