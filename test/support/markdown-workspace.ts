import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../src/model/ids.ts";
import type { TrackerChange, TrackerIssue } from "../../src/model/tracker-issue.ts";
import type { Diagnostic, Observation, Tracker, TrackerBatch, WriteOutcome } from "../../src/ports/tracker.ts";
import { markdownTracker } from "../../src/trackers/markdown/markdown-tracker.ts";
import type { MarkdownOptions } from "../../src/trackers/markdown/project-folder.ts";
import { RowMemory } from "./row-memory.ts";

/** Everything one scan told. */
export interface Scan {
  readonly observations: readonly Observation[];
  readonly diagnostics: readonly Diagnostic[];
  readonly unsettled: boolean;
  readonly batches: readonly TrackerBatch[];
}

/** A workspace in a real temporary folder, with a clock that the test moves. */
export class MarkdownWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), "issue-ferry-"));
  readonly issues = join(this.root, "issues");
  memory = new RowMemory();
  readonly unsaved = new Set<string>();
  /** Milliseconds that the tracker's clock is ahead of the real one. */
  ahead = 0;
  readonly #prefix: string;
  readonly #options: Pick<MarkdownOptions, "isConnection" | "fields">;
  tracker: Tracker;
  #effect = 0;

  constructor(prefix = "ACME", options: Pick<MarkdownOptions, "isConnection" | "fields"> = {}) {
    this.#prefix = prefix;
    this.#options = options;
    this.tracker = this.open();
  }

  /** A tracker as a new process would have it: the same files, the memory that was committed. */
  open(options: Pick<MarkdownOptions, "fields"> = {}): Tracker {
    this.tracker = markdownTracker({
      workspace: this.root,
      directory: "issues",
      prefix: this.#prefix,
      author: "Ada Marsh",
      memory: this.memory,
      now: () => Date.now() + this.ahead,
      random: (length) => randomBytes(length),
      isUnsaved: (file) => this.unsaved.has(file),
      graceMs: 2000,
      ...this.#options,
      ...options,
    });
    return this.tracker;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.issues, name);
  }
  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }
  put(name: string, text: string | Uint8Array): void {
    mkdirSync(this.issues, { recursive: true });
    writeFileSync(this.path(name), text);
  }
  /** Everything in the folder, hidden files too, in order. */
  names(folder = ""): string[] {
    return existsSync(join(this.issues, folder)) ? readdirSync(join(this.issues, folder)).sort() : [];
  }

  id(): string {
    return newId(Date.now(), randomBytes(10));
  }

  async scan(options: { readonly commit?: boolean; readonly observeOnly?: boolean } = {}): Promise<Scan> {
    const batches: TrackerBatch[] = [];
    for await (const batch of this.tracker.changes({ observeOnly: options.observeOnly ?? false })) {
      batches.push(batch);
      if (options.commit ?? options.observeOnly !== true) this.memory.commit(batch.memory);
    }
    return {
      batches,
      observations: batches.flatMap((batch) => batch.observations),
      diagnostics: batches.flatMap((batch) => batch.diagnostics.flatMap(({ found }) => found)),
      unsettled: batches.some((batch) => batch.unsettled),
    };
  }

  /** Scans until nothing is reported any more: files just written are read once more when their time says more than their content. */
  async quiet(): Promise<void> {
    this.ahead += 60_000;
    for (let i = 0; i < 10; i++) if ((await this.scan()).batches.length === 0) return;
    throw new Error("the scan does not come to rest");
  }

  async put1(id: string, expectedVersion: string | null, change: TrackerChange): Promise<WriteOutcome> {
    const [outcome] = await this.tracker.write([
      { effect: String(this.#effect++), issue: id, expectedVersion, action: { kind: "put", change } },
    ]);
    if (outcome === undefined) throw new Error("no outcome");
    if (outcome.kind === "applied") this.memory.commit(outcome.memory);
    return outcome;
  }

  async create(change: TrackerChange): Promise<TrackerIssue> {
    const outcome = await this.put1(this.id(), null, change);
    if (outcome.kind !== "applied" || outcome.issue === null) throw new Error(`not created: ${outcome.kind}`);
    return outcome.issue;
  }
}

/** The issues among what was observed. */
export function issuesOf(scan: Scan): TrackerIssue[] {
  return scan.observations.flatMap((one) => (one.kind === "issue" ? [one.issue] : []));
}
