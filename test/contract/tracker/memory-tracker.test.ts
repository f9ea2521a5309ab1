import { randomBytes } from "node:crypto";
import { MemoryTracker, MemoryTrackerContent } from "../../support/memory-tracker.ts";
import { RowMemory } from "../../support/row-memory.ts";
import type { TrackerHolds } from "../../../src/ports/tracker.ts";
import { type TrackerSubject, trackerContract } from "./tracker-contract.ts";

for (const [name, holds] of [
  ["in memory", { attachments: true, links: true }],
  ["in memory, without a place for files and links", { attachments: false, links: false }],
] as const)
  trackerContract(name, () => memorySubject(holds));

function memorySubject(holds: TrackerHolds): TrackerSubject {
  const content = new MemoryTrackerContent();
  const memory = new RowMemory();
  const open = () => new MemoryTracker({ content, memory, prefix: "MEM", now: Date.now, random: (length) => randomBytes(length), holds });
  let tracker = open();
  return {
    tracker: () => tracker,
    restart: () => (tracker = open()),
    commit: (changes) => memory.commit(changes),
    user: {
      add: (title, body) => void tracker.add({ title, body }),
      edit: (id, field, value) => tracker.edit(id, field, value),
      remove: (id) => tracker.remove(id),
    },
    waitGrace: () => undefined,
    close: () => undefined,
  };
}
