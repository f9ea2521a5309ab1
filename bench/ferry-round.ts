import { startPair } from "./ferry-pair.ts";

export interface FerryRound {
  readonly fullSeconds: number;
  readonly changesSeconds: number;
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
  await sender.call("load", issues);
  await receiver.call("work");
  const fullSeconds = await sender.call("workUntilConfirmed", issues);
  await equal();
  await sender.call("edit", changes, 1);
  const changesSeconds = await sender.call("workUntilConfirmed", issues);
  await equal();
  await receiver.call("rest");
  const idlePassesMs = await sender.call("idlePasses", IDLE_PASSES);
  const peakMegabytes = { sender: await sender.call("peakMegabytes"), receiver: await receiver.call("peakMegabytes") };
  await end();
  return { fullSeconds, changesSeconds, idlePassesMs, peakMegabytes };
}
