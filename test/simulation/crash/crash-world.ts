import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Acceptance } from "../../../src/app/announced-contract.ts";
import { type ConnectOptions, connect, joinByInvitation } from "../../../src/app/connect.ts";
import { readHandshakeText } from "../../../src/app/handshake-places.ts";
import { init } from "../../../src/app/init.ts";
import type { Connection } from "../../../src/model/connection.ts";
import type { IssueText } from "../../support/kill/issue-text.ts";
import { hasAnswered } from "./counted-steps.ts";
import { CrashingSide } from "./crashing-side.ts";

/** A file system in memory, where there is one: what a crash leaves is decided here, not by the disk, and syncs cost nothing. */
const MEMORY = "/dev/shm";
const ROUNDS = 60;
/** Far from the times of the files, and later with each pass: nothing that is young has to be waited for. */
const AHEAD_MS = 3_600_000;
const PASS_MS = 5000;

/** Two projects on the disk and the folder between them, at one place, so that they can be brought back as they stood. */
export class CrashWorld {
  readonly root = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "ferry-crash-"));
  readonly ada = new CrashingSide(join(this.root, "now"), "ada");
  readonly bo = new CrashingSide(join(this.root, "now"), "bo");
  readonly exchange = join(this.root, "now", "exchange");
  readonly #handshake = join(this.root, "now", "handshake.txt");
  readonly #realNow = Date.now;
  #passes = 0;
  /** When each place that is kept was kept: it is brought back with its time, or the files of a long walk would be weeks old to it. */
  readonly #kept = new Map<string, number>();

  constructor() {
    Date.now = () => this.#realNow() + AHEAD_MS + this.#passes * PASS_MS;
  }

  get sides(): readonly CrashingSide[] {
    return [this.ada, this.bo];
  }

  begin(): void {
    this.close();
    rmSync(join(this.root, "now"), { recursive: true, force: true });
    mkdirSync(this.exchange, { recursive: true });
    for (const side of this.sides) side.makePlaces();
  }

  keep(name: string): void {
    this.close();
    this.#kept.set(name, this.#passes);
    cpSync(join(this.root, "now"), join(this.root, name), { recursive: true, preserveTimestamps: true });
  }

  bringBack(name: string): void {
    this.close();
    rmSync(join(this.root, "now"), { recursive: true, force: true });
    this.#passes = this.#kept.get(name) ?? 0;
    cpSync(join(this.root, name), join(this.root, "now"), { recursive: true, preserveTimestamps: true });
  }

  close(): void {
    for (const side of this.sides) side.close();
  }

  remove(): void {
    this.close();
    Date.now = this.#realNow;
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Passes of both, one after the other, until neither moves anything. */
  async rest(): Promise<void> {
    for (let round = 0, quiet = 0; round < ROUNDS; round++) {
      let moved = false;
      for (const side of this.sides) {
        this.#passes += 1;
        const report = await side.pass();
        moved ||= report === null || report.progress || report.unsettled || report.failures.length > 0;
      }
      quiet = moved ? 0 : quiet + 1;
      if (quiet === 2) return;
    }
    throw new Error(`P6: never quiet: ${(await Promise.all(this.sides.map((side) => side.waits()))).flat().join(", ")}`);
  }

  /** The short way: the contract is decided on with the invitation (docs/PROTOCOL.md 3, "Few trips"). */
  async setUpShort(): Promise<void> {
    await this.#makeProjects();
    await this.#until(this.ada, () => this.#connects({ publish: true }));
    await this.#until(this.bo, () => this.#joins({ accept: "known" }));
    await this.rest();
  }

  /** From two empty folders to a running connection; each command is given again by its person where it did not come to its end. */
  async setUp(): Promise<void> {
    const { ada, bo } = this;
    await this.#makeProjects();
    await this.#until(ada, () => this.#connects({}));
    await this.#until(bo, () => this.#joins({}));
    await this.rest();
    await this.#until(ada, async () => this.#publishes());
    await this.rest();
    await this.accept();
    for (const side of this.sides) await this.start(side);
    await this.rest();
  }

  async #makeProjects(): Promise<void> {
    const { ada, bo } = this;
    await this.#until(ada, () => ada.before(() => init(ada.workspace, { name: "Acme Pumps", key: "ACME", issues: "issues" }).ok || null));
    await this.#until(bo, () => bo.before(() => init(bo.workspace, { name: "Nordwind", key: "NW", issues: "issues" }).ok || null));
    // Opened some time before anything is connected: what was made then is on the disk.
    await this.rest();
  }

  /** The one connection of a side; null: none yet. */
  async connection(side: CrashingSide): Promise<Connection | null> {
    return side.look(({ store }) => store.connections()[0] ?? null);
  }

  /** What each side has of the contract, in words. */
  async contracts(): Promise<string[]> {
    const there = await Promise.all(this.sides.map((side) => this.connection(side)));
    return there.map((one) => `${one?.facts.contract} ${one?.contract?.comments}`);
  }

  async accept(): Promise<void> {
    await this.#until(this.bo, async () => {
      const { proposed } = (await this.connection(this.bo)) ?? {};
      if (!proposed) return true;
      return this.bo.command({
        kind: "accept",
        connection: "acme",
        contract: proposed.contract.number,
        note: "",
        unverified: true,
      });
    });
  }

  /** Whatever is asked for again is done once. */
  async start(side: CrashingSide): Promise<void> {
    await this.#until(side, () => side.command({ kind: "start", connection: side === this.ada ? "nordwind" : "acme" }));
  }

  async publish(): Promise<void> {
    const before = (await this.connection(this.ada))?.lastContract ?? 0;
    await this.#until(this.ada, async () => {
      if (((await this.connection(this.ada))?.lastContract ?? 0) > before) return true;
      return this.ada.command({ kind: "publish", connection: "nordwind", note: "", unverified: true });
    });
  }

  async #publishes(): Promise<true> {
    await this.publish();
    return true;
  }

  async #connects(how: Pick<ConnectOptions, "publish">): Promise<true | null> {
    const made = await this.ada.inProcess(async ({ project }) => {
      if (project.store.connections().length > 0) return null;
      const outcome = await connect(project, { name: "nordwind", exchange: this.exchange, share: "all", ...how }, this.#handshake);
      return outcome.ok ? null : outcome.failure;
    });
    if (made && !hasAnswered()) throw new Error(`connect: ${JSON.stringify(made)}`);
    if ((await this.connection(this.ada)) !== null) return true;
    // Of an invitation that nobody knows: its person sees that there is no connection, and throws it away.
    if (existsSync(this.#handshake)) unlinkSync(this.#handshake);
    return null;
  }

  async #joins(how: { readonly accept?: Acceptance }): Promise<true | null> {
    const made = await this.bo.inProcess(async ({ project }) => {
      if (project.store.connections().length > 0) return null;
      const text = await readHandshakeText(project, this.#handshake, this.exchange);
      if (!text.ok) return text.failure;
      const outcome = await joinByInvitation(project, text.value, { name: "acme", exchange: this.exchange, share: "all", ...how });
      return outcome.ok ? null : outcome.failure;
    });
    if (made && !hasAnswered()) throw new Error(`join: ${JSON.stringify(made)}`);
    return (await this.connection(this.bo)) === null ? null : true;
  }

  /** A process ends once at most in a walk, so that twice is enough. */
  async #until(side: CrashingSide, command: () => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < 3; tries++) if ((await command()) !== null) return;
    throw new Error(`${side.name} cannot do it`);
  }

  /** Nothing lost, nothing twice, equal: in words what is not so. `issues`: how many there are. */
  async judge(issues: number, status = "up to date"): Promise<string[]> {
    const problems = (await Promise.all(this.sides.map((side) => side.waits()))).flat();
    const [ours = [], theirs = []] = this.sides.map((side) => side.all().map(agreedPart).sort());
    for (const [i, text] of ours.entries()) if (text !== theirs[i]) problems.push(`P6: not equal:\n${text}\n${theirs[i]}`);
    for (const side of this.sides) {
      const found = side.all();
      if (found.length !== issues) problems.push(`P1: ${side.name} has ${found.length} issues, not ${issues}: ${side.files().join(", ")}`);
      if (new Set(found.map(({ id }) => id)).size !== found.length) problems.push(`P1: ${side.name} has an id twice`);
      for (const { title, comments } of found)
        if (new Set(comments.map(({ body }) => body)).size !== comments.length)
          problems.push(`P1: ${side.name} has a comment of ${title} twice`);
      const others = await side.look(({ store }) =>
        Object.entries(store.countIssues()).filter(([word, times]) => word !== status && times > 0),
      );
      if (others.length > 0) problems.push(`P6: ${side.name} shows ${JSON.stringify(others)}`);
      const leftovers = side.files().filter((name) => !name.endsWith(".md"));
      if (leftovers.length > 0) problems.push(`P4: ${side.name} leaves ${leftovers.join(", ")}`);
    }
    for (const writer of readdirSync(this.exchange)) {
      const names = readdirSync(join(this.exchange, writer), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const other = names.filter(({ name }) => !name.startsWith("identity-"));
      if (other.length !== 1 || !other[0]?.name.startsWith("ack-"))
        problems.push(`P6: in the exchange folder ${names.map(({ name }) => name).join(", ") || "nothing"}`);
    }
    return problems;
  }
}

/** An issue without what each side says in its own way: its key and the name of an author. */
function agreedPart({ id, title, body, fields, labels, comments }: IssueText): string {
  const { key: _, share: _share, created: _created, ...shared } = fields;
  const said = comments.map((comment) => comment.body).sort();
  return JSON.stringify({
    id,
    title,
    body,
    fields: Object.entries(shared)
      .map(([name, value]) => `${name}: ${value}`)
      .sort(),
    labels: labels.toSorted(),
    said,
  });
}
