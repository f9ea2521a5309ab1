import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { interruptionOf } from "../../../src/app/store-trouble.ts";
import type { Command } from "../../../src/model/command.ts";
import type { LostValue } from "../../../src/model/issue-sync.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { type Engine, type PassReport, createEngine } from "../../../src/sync/engine.ts";
import { type WorkerLock, tryLock } from "../../../src/store/worker-lock.ts";
import { type IssueText, readIssueText } from "../../support/kill/issue-text.ts";
import { type CountedProcess, hasAnswered, running } from "./counted-steps.ts";
import { Unsynced } from "./unsynced.ts";

interface Worker {
  readonly process: CountedProcess;
  readonly project: OpenProject;
  readonly engine: Engine;
  readonly lock: WorkerLock;
}

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;

/** One side: a real project on the disk, put together as in production, whose process may end at each of its steps. */
export class CrashingSide {
  readonly name: string;
  readonly workspace: string;
  readonly issues: string;
  readonly #state: string;
  readonly #unsynced = new Unsynced();
  #worker: Worker | null = null;

  constructor(root: string, name: string) {
    this.name = name;
    this.workspace = join(root, name, "project");
    this.#state = join(root, name, "state");
    this.issues = join(this.workspace, "issues");
  }

  makePlaces(): void {
    for (const folder of [this.workspace, this.#state]) mkdirSync(folder, { recursive: true });
  }

  /** null: the process ended on the way, and the next call is another one; or the system kept it from its end, which it outlives. */
  async inProcess<T>(work: (worker: Worker) => T | Promise<T>): Promise<T | null> {
    this.#unsynced.settle();
    const process = this.#worker?.process ?? { unsynced: this.#unsynced, ended: false };
    try {
      const value = await running.run(process, async () => work((this.#worker ??= this.#begin(process))));
      if (!process.ended) return value;
    } catch (error) {
      if (!process.ended && interruptionOf(error) !== null) return null;
      if (!process.ended) throw error;
    }
    this.close();
    return null;
  }

  /** The same for what needs no open project. */
  async before<T>(work: () => T): Promise<T | null> {
    this.#unsynced.settle();
    const process = { unsynced: this.#unsynced, ended: false };
    try {
      return await running.run(process, async () => work());
    } catch (error) {
      if (!process.ended && interruptionOf(error) === null) throw error;
      return null;
    }
  }

  pass(): Promise<PassReport | null> {
    return this.inProcess(({ engine }) => engine.pass());
  }

  /** Throws where the project says no by itself. null: the process ended, and whether it was done has to be looked at. */
  async command(command: WithoutAuthor<Command>): Promise<"done" | null> {
    const outcome = await this.inProcess(({ project }) => carryOut(project.context, { ...command, author: this.name }));
    if (outcome?.kind === "failed" && hasAnswered()) return null;
    if (outcome?.kind === "failed") throw new Error(`${this.name}: ${command.kind}: ${outcome.code}`);
    return outcome === null ? null : "done";
  }

  /** The open project, for a look. */
  async look<T>(work: (project: OpenProject) => T): Promise<T> {
    this.#worker ??= this.#begin({ unsynced: this.#unsynced, ended: false });
    return work(this.#worker.project);
  }

  /** What a person copies of the state directory while nothing runs, to be put back by `putBackState`. */
  keepState(): void {
    this.close();
    rmSync(`${this.#state}-kept`, { recursive: true, force: true });
    cpSync(this.#state, `${this.#state}-kept`, { recursive: true, preserveTimestamps: true });
  }

  putBackState(): void {
    this.close();
    rmSync(this.#state, { recursive: true, force: true });
    cpSync(`${this.#state}-kept`, this.#state, { recursive: true, preserveTimestamps: true });
    this.#unsynced.settle();
  }

  close(): void {
    this.#worker?.lock.release();
    this.#worker?.project.close();
    this.#worker = null;
  }

  /** Names of the issue files, the trash's with `.trash/` before them, and of whatever else lies there; not the files of issues. */
  files(): string[] {
    return readdirSync(this.issues, { recursive: true, encoding: "utf8" })
      .filter((name) => name !== ".trash" && !/^(\.trash\/)?(attachments|replaced)(\/|$)/.test(name))
      .sort();
  }

  read(name: string): string {
    return readFileSync(join(this.issues, name), "utf8");
  }

  all(): IssueText[] {
    return this.files()
      .filter((name) => name.endsWith(".md") && !name.startsWith(".trash"))
      .map((name) => readIssueText(this.read(name)));
  }

  /** The file of the issue with this word in its text. */
  fileWith(word: string): string {
    const found = this.files().filter((name) => !name.startsWith(".trash") && this.read(name).includes(word));
    if (found.length !== 1) throw new Error(`${this.name} has ${found.length} files with ${word}: ${this.files().join(", ")}`);
    return found[0] ?? "";
  }

  /** A person saves a file as editors do: beside it, then renamed. */
  save(name: string, text: string): void {
    const path = join(this.issues, name);
    writeFileSync(`${path}.swp`, text);
    renameSync(`${path}.swp`, path);
  }

  edit(word: string, change: (text: string) => string): void {
    const name = this.fileWith(word);
    this.save(name, change(this.read(name)));
  }

  erase(word: string): void {
    unlinkSync(join(this.issues, this.fileWith(word)));
  }

  async idWith(word: string): Promise<string> {
    return readIssueText(this.read(this.fileWith(word))).id ?? "";
  }

  async lost(): Promise<readonly LostValue[]> {
    return this.look(({ store }) => store.issueIds(null, 100).flatMap((id) => store.syncsOf(id).flatMap(({ sync }) => sync.lost)));
  }

  /** What is not at rest, in words. */
  async waits(): Promise<string[]> {
    return this.look(({ store }) =>
      store.connections().flatMap((connection) => {
        const { out, in: inside } = store.queues(connection.id);
        return out + inside === 0 ? [] : [`${this.name}: ${out} messages out, ${inside} in`];
      }),
    );
  }

  #begin(process: CountedProcess): Worker {
    const opened = openProject(this.workspace, { state: this.#state, author: this.name });
    if (!opened.ok && hasAnswered()) throw refused(opened.failure.kind);
    if (!opened.ok) throw new Error(`${this.name} cannot be opened: ${JSON.stringify(opened.failure)}`);
    const project = opened.value;
    let lock: WorkerLock | null = null;
    try {
      lock = tryLock(project.stateDirectory);
    } finally {
      if (lock === null) project.close();
    }
    if (lock === null) throw new Error(`${this.name}: somebody else works`);
    return { process, project, lock, engine: createEngine(project.context) };
  }
}

/** As a person sees it who is told why a project cannot be opened now. */
function refused(what: string): Error {
  return Object.assign(new Error(what), { syscall: "open", code: what });
}
