import { createHash, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connect, joinByInvitation } from "../src/app/connect.ts";
import { type OpenProject, openProject } from "../src/app/open-project.ts";
import { writeProjectFile } from "../src/app/project-file.ts";
import { carryOutAnywhere, sync } from "../src/app/worker.ts";
import { watch } from "../src/app/watch.ts";
import type { Command } from "../src/model/command.ts";
import { newId } from "../src/model/ids.ts";
import { tryLock } from "../src/store/worker-lock.ts";
import { createEngine } from "../src/sync/engine.ts";
import { byName } from "./by-name.ts";
import { serve } from "./child.ts";
import { generateEdit, generateIssue } from "./generate-issues.ts";
import { makePlaces } from "./places.ts";
import { type SqliteTracker, sqliteTracker } from "./sqlite-tracker.ts";

/** The other side's name is this side's name of the connection. */
export interface SideOptions {
  readonly directory: string;
  readonly name: string;
  readonly partner: string;
  readonly prefix: string;
  readonly tracker: "sqlite" | "markdown";
}

/** One project in one process: the product's own adapters and settings, only the tracker is exchanged where it says so. */
interface Side {
  readonly options: SideOptions;
  readonly project: OpenProject;
  readonly exchange: string;
  readonly tracker: SqliteTracker | null;
  worker: { readonly controller: AbortController; readonly ended: Promise<unknown> } | null;
}

let opened: Side | null = null;

function side(): Side {
  if (!opened) throw new Error("not opened");
  return opened;
}

function sqlite(): SqliteTracker {
  const { tracker } = side();
  if (!tracker) throw new Error("a Markdown project");
  return tracker;
}

const ISSUES = "issues";

const calls = {
  open(options: SideOptions): void {
    const places = makePlaces(options.directory);
    const workspace = places.workspace(options.name);
    mkdirSync(join(workspace, ISSUES), { recursive: true });
    writeProjectFile(workspace, { id: newId(Date.now(), randomBytes(10)), name: options.name, prefix: options.prefix, issues: ISSUES });
    const found = openProject(workspace, { state: places.state(options.name), author: options.name });
    if (!found.ok) throw new Error(JSON.stringify(found.failure));
    const tracker = options.tracker === "sqlite" ? sqliteTracker(places.tracker(options.name), options.prefix, found.value.store) : null;
    const project = tracker ? { ...found.value, tracker, context: { ...found.value.context, tracker } } : found.value;
    opened = { options, project, exchange: places.exchange, tracker, worker: null };
  },

  async connect(): Promise<string> {
    const { project, exchange, options } = side();
    const made = await connect(project, { name: options.partner, exchange, share: "all" }, null);
    if (!made.ok) throw new Error(JSON.stringify(made.failure));
    return made.value.text;
  },

  async join(text: string): Promise<void> {
    const { project, exchange, options } = side();
    const joined = await joinByInvitation(project, text, { name: options.partner, exchange, share: "all" });
    if (!joined.ok) throw new Error(JSON.stringify(joined.failure));
  },

  async command(command: Command): Promise<void> {
    const outcome = await carryOutAnywhere(side().project, command);
    if (outcome.kind === "failed") throw new Error(`${command.kind}: ${outcome.code}`);
  },

  async sync(): Promise<void> {
    await sync(side().project, { untilIdle: true, timeoutMs: 0 });
  },

  /** Issues that somebody wrote before the clock starts. */
  load(count: number): void {
    const all = Array.from({ length: count }, (_, number) => generateIssue(number));
    sqlite().edit(all.map(({ id, fields }) => ({ id, change: { fields } })));
  },

  /** Edits of the first `count` issues. */
  edit(count: number, edit: number): void {
    const edits = Array.from({ length: count }, (_, number) => ({
      id: generateIssue(number).id,
      change: { fields: generateEdit(number, edit) },
    }));
    sqlite().edit(edits);
  },

  /** Works as `issue-ferry watch` does, until `rest`. */
  work(): void {
    const controller = new AbortController();
    side().worker = { controller, ended: watch(side().project, controller.signal, { pass: () => undefined }) };
  },

  async rest(): Promise<void> {
    const { worker } = side();
    worker?.controller.abort();
    await worker?.ended;
    side().worker = null;
  },

  /** Works until this many issues are up to date and no other is left. Seconds from the first pass on. */
  async workUntilConfirmed(issues: number): Promise<number> {
    const { project } = side();
    const controller = new AbortController();
    const began = performance.now();
    let seconds = NaN;
    const look = (): void => {
      const [connection] = project.store.connections();
      if (!connection || controller.signal.aborted) return;
      const { "up to date": confirmed, ...others } = project.store.countSyncs(connection.id);
      if (confirmed !== issues || Object.values(others).some((number) => number > 0)) return;
      seconds = (performance.now() - began) / 1000;
      controller.abort();
    };
    await watch(project, controller.signal, { pass: look });
    return seconds;
  },

  /** Milliseconds of each of so many passes with nothing to do. */
  async idlePasses(count: number): Promise<readonly number[]> {
    const { project } = side();
    const lock = tryLock(project.stateDirectory);
    if (!lock) throw new Error("somebody works");
    try {
      const engine = createEngine(project.context);
      const milliseconds: number[] = [];
      for (let i = 0; i < count; i++) {
        const began = performance.now();
        const report = await engine.pass();
        milliseconds.push(performance.now() - began);
        if (report.progress) throw new Error("there was something to do");
      }
      return milliseconds;
    } finally {
      lock.release();
    }
  },

  /** Stands for all issues as the tracker holds them; equal on both sides when everything arrived. */
  digest(): string {
    const hash = createHash("sha256");
    for (const { id, fields } of sqlite().all()) hash.update(JSON.stringify([id, Object.entries(fields).toSorted(byName)]));
    return hash.digest("hex");
  },

  /** Of this process until now, all its threads and the system's work for it. */
  cpuSeconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },

  peakMegabytes(): number {
    return process.resourceUsage().maxRSS / 1024;
  },

  close(): void {
    opened?.tracker?.close();
    opened?.project.close();
    opened = null;
  },
};

export type FerryCalls = typeof calls;

serve(calls);
