import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteTracker } from "../../../bench/sqlite-tracker.ts";
import { newId } from "../../../src/model/ids.ts";
import { RowMemory } from "../../support/row-memory.ts";
import { trackerContract } from "./tracker-contract.ts";

trackerContract("SQLite of the bench", () => {
  const directory = mkdtempSync(join(tmpdir(), "bench-tracker-"));
  const memory = new RowMemory();
  const open = () => sqliteTracker(join(directory, "tracker.sqlite"), "BENCH", memory);
  let tracker = open();
  return {
    tracker: () => tracker,
    restart: () => {
      tracker.close();
      tracker = open();
    },
    commit: (changes) => memory.commit(changes),
    user: {
      add: (title, body) => tracker.edit([{ id: newId(Date.now(), randomBytes(10)), change: { fields: { title, body } } }]),
      edit: (id, field, value) => tracker.edit([{ id, change: { fields: { [field]: value } } }]),
      remove: (id) => tracker.remove(id),
    },
    waitGrace: () => undefined,
    close: () => {
      tracker.close();
      rmSync(directory, { recursive: true });
    },
  };
});
