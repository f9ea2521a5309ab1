import type { Command } from "../src/model/command.ts";
import { type Child, startChild } from "./child.ts";
import type { FerryCalls, SideOptions } from "./ferry-side.ts";

export interface FerryPair {
  /** The primary. */
  readonly sender: Child<FerryCalls>;
  readonly receiver: Child<FerryCalls>;
  readonly end: () => Promise<void>;
}

/** Two projects in two processes, from nothing to a running connection that shares everything. Nobody works yet. */
export async function startPair(directory: string, tracker: SideOptions["tracker"]): Promise<FerryPair> {
  const profile = process.env["BENCH_PROFILE"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const sender = startChild<FerryCalls>("ferry-side.ts", flags);
  const receiver = startChild<FerryCalls>("ferry-side.ts", flags);
  await sender.call("open", { directory, name: "acme", partner: "nordwind", prefix: "ACME", tracker });
  await receiver.call("open", { directory, name: "nordwind", partner: "acme", prefix: "NW", tracker });
  await receiver.call("join", await sender.call("connect"));
  const turns = async (...sides: readonly Child<FerryCalls>[]): Promise<void> => {
    for (const side of sides) await side.call("sync");
  };
  await turns(receiver, sender, receiver, sender);
  await sender.call("command", { kind: "publish", connection: "nordwind", note: "", unverified: true, author: "bench" });
  await turns(sender, receiver);
  await receiver.call("command", { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true, author: "bench" });
  await turns(receiver, sender);
  const start = (connection: string): Command => ({ kind: "start", connection, author: "bench" });
  await sender.call("command", start("nordwind"));
  await receiver.call("command", start("acme"));
  await turns(sender, receiver, sender);
  return {
    sender,
    receiver,
    end: async () => {
      for (const side of [sender, receiver]) {
        await side.call("close");
        await side.end();
      }
    },
  };
}
