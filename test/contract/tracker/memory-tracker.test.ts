import { randomBytes } from "node:crypto";
import { MemoryTracker, MemoryTrackerContent } from "../../support/memory-tracker.ts";
import { RowMemory } from "../../support/row-memory.ts";
import { trackerContract } from "./tracker-contract.ts";

trackerContract("in memory", () => {
  const content = new MemoryTrackerContent();
  const memory = new RowMemory();
  const open = () => new MemoryTracker({ content, memory, prefix: "MEM", now: Date.now, random: (length) => randomBytes(length) });
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
});
