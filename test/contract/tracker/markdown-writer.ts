import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "../../../src/model/ids.ts";
import type { MemoryChange, TrackerWrite } from "../../../src/ports/tracker.ts";
import { markdownTracker } from "../../../src/trackers/markdown/markdown-tracker.ts";
import { RowMemory } from "../../support/row-memory.ts";

/**
 * A process that writes issues until it is killed. `once`: performs `intent.json`, says `written` and never commits. `forever`: each round puts its
 * intent into `intent.json`, performs it, commits it to `rows.json` and says its number.
 */
const [folder = "", mode = ""] = process.argv.slice(2);
const intentFile = join(folder, "intent.json");
const rowsFile = join(folder, "rows.json");

const memory = new RowMemory(existsSync(rowsFile) ? JSON.parse(readFileSync(rowsFile, "utf8")) : []);
const tracker = markdownTracker({
  workspace: folder,
  prefix: "ACME",
  author: "Ada Marsh",
  memory,
  now: Date.now,
  random: (length) => randomBytes(length),
});

function replace(file: string, value: unknown): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(value));
  renameSync(`${file}.tmp`, file);
}

async function perform(writes: readonly TrackerWrite[]): Promise<MemoryChange[]> {
  const outcomes = await tracker.write(writes);
  return outcomes.flatMap((outcome) => {
    if (outcome.kind !== "applied") throw new Error(`not applied: ${JSON.stringify(outcome)}`);
    return outcome.memory;
  });
}

/** Long enough that half of it would be seen. */
const bodyOf = (round: number) => Array.from({ length: 2000 }, () => `round ${round}`).join("\n");

async function writeForever(): Promise<void> {
  const ids = memory.list("at:").map(({ key }) => key.slice("at:".length));
  for (let round = 1; ; round++) {
    const present = (await tracker.read(ids)) ?? [];
    const writes: TrackerWrite[] = present.map(({ id, version }, n) => ({
      effect: `${round}.${n}`,
      issue: id,
      expectedVersion: version,
      action: n === 0 && present.length > 5 ? { kind: "delete" } : { kind: "put", change: { fields: { body: bodyOf(round) } } },
    }));
    const created = newId(Date.now(), randomBytes(10));
    writes.push({
      effect: `${round}.new`,
      issue: created,
      expectedVersion: null,
      action: { kind: "put", change: { fields: { title: "New", body: bodyOf(round) } } },
    });
    replace(intentFile, writes);
    memory.commit(await perform(writes));
    ids.push(created);
    replace(rowsFile, memory.rows());
    process.stdout.write(`${round}\n`);
  }
}

if (mode === "once") {
  await perform(JSON.parse(readFileSync(intentFile, "utf8")) as TrackerWrite[]);
  process.stdout.write("written\n");
  setInterval(() => undefined, 1000);
} else {
  await writeForever();
}
