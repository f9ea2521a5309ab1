import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import PouchDB from "pouchdb";
import { byName } from "./by-name.ts";
import { serve } from "./child.ts";
import { generateEdit, generateIssue } from "./generate-issues.ts";

/** As its documentation advises for large databases, and as the issue asks for. */
const BATCH_SIZE = 1000;

let databases: { readonly source: PouchDB; readonly target: PouchDB } | null = null;

function both(): { readonly source: PouchDB; readonly target: PouchDB } {
  if (!databases) throw new Error("not opened");
  return databases;
}

const calls = {
  open(directory: string): void {
    mkdirSync(directory, { recursive: true });
    const database = (name: string): PouchDB => new PouchDB(join(directory, name), { adapter: "leveldb" });
    databases = { source: database("source"), target: database("target") };
  },

  async load(count: number): Promise<void> {
    for (let from = 0; from < count; from += BATCH_SIZE)
      await both().source.bulkDocs(
        Array.from({ length: Math.min(BATCH_SIZE, count - from) }, (_, i) => {
          const { id, fields } = generateIssue(from + i);
          return { _id: id, ...fields };
        }),
      );
  },

  async edit(count: number, edit: number): Promise<void> {
    const { rows } = await both().source.allDocs({ include_docs: true });
    const there = new Map(rows.map(({ id, doc }) => [id, doc]));
    await both().source.bulkDocs(
      Array.from({ length: count }, (_, number) => {
        const { id } = generateIssue(number);
        return { ...there.get(id), _id: id, ...generateEdit(number, edit) };
      }),
    );
  },

  /** Seconds until the replication says that it is complete. */
  async replicate(): Promise<number> {
    const began = performance.now();
    const result = await both().source.replicate.to(both().target, { batch_size: BATCH_SIZE });
    const seconds = (performance.now() - began) / 1000;
    if (!result.ok || result.doc_write_failures > 0) throw new Error(JSON.stringify(result));
    return seconds;
  },

  async digests(): Promise<readonly string[]> {
    return Promise.all([both().source, both().target].map(digest));
  },

  cpuSeconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },

  peakMegabytes(): number {
    return process.resourceUsage().maxRSS / 1024;
  },

  async close(): Promise<void> {
    await both().source.close();
    await both().target.close();
  },
};

async function digest(database: PouchDB): Promise<string> {
  const hash = createHash("sha256");
  for (const { doc } of (await database.allDocs({ include_docs: true })).rows)
    hash.update(JSON.stringify(Object.entries(doc).toSorted(byName)));
  return hash.digest("hex");
}

export type PouchCalls = typeof calls;

serve(calls);
