import { startPair } from "./ferry-pair.ts";

export interface FerryRound {
  readonly fullSeconds: number;
  readonly changesSeconds: number;
  /** Processor time of both processes together. */
  readonly cpuSeconds: { readonly full: number; readonly changes: number };
  /** The first pass checks the contents of our own files, too; the median stands for the others. */
  readonly idlePassesMs: readonly number[];
  readonly peakMegabytes: { readonly sender: number; readonly receiver: number };
}

const IDLE_PASSES = 20;

/** One round of ours, store to store between two processes. Throws when the receiver does not hold exactly what the sender holds. */
export async function ferryRound(directory: string, issues: number, changes: number): Promise<FerryRound> {
  const { sender, receiver, end } = await startPair(directory, "sqlite");
  const equal = async (): Promise<void> => {
    if ((await sender.call("digest")) !== (await receiver.call("digest"))) throw new Error("the two trackers differ");
  };
  const cpu = async (): Promise<number> => (await sender.call("cpuSeconds")) + (await receiver.call("cpuSeconds"));
  await sender.call("load", issues);
  await receiver.call("work");
  let before = await cpu();
  const fullSeconds = await sender.call("workUntilConfirmed", issues);
  const fullCpu = (await cpu()) - before;
  await equal();
  await sender.call("edit", changes, 1);
  before = await cpu();
  const changesSeconds = await sender.call("workUntilConfirmed", issues);
  const changesCpu = (await cpu()) - before;
  await equal();
  await receiver.call("rest");
  const idlePassesMs = await sender.call("idlePasses", IDLE_PASSES);
  const peakMegabytes = { sender: await sender.call("peakMegabytes"), receiver: await receiver.call("peakMegabytes") };
  await end();
  return { fullSeconds, changesSeconds, cpuSeconds: { full: fullCpu, changes: changesCpu }, idlePassesMs, peakMegabytes };
}
