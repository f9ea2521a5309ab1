import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connect, joinByInvitation } from "../src/app/connect.ts";
import { askedContent, sharedFiles } from "../src/app/contents.ts";
import { init } from "../src/app/init.ts";
import { type OpenProject, openProject } from "../src/app/open-project.ts";
import { carryOutAnywhere } from "../src/app/worker.ts";
import type { Command } from "../src/model/command.ts";
import { newId } from "../src/model/ids.ts";
import { createEngine } from "../src/sync/engine.ts";

const MIB = 1024 * 1024;

/** What one content cost that went from one Markdown project to another through a folder, both in this process. */
export interface FilesRound {
  readonly megabytes: number;
  readonly seconds: number;
  /** The same file copied and synced to the disk. */
  readonly copySeconds: number;
  /** Highest resident memory while it travelled, above what it was before. */
  readonly extraMegabytes: number;
  readonly passes: number;
}

export async function filesRound(directory: string, mebibytes: number): Promise<FilesRound> {
  const root = join(directory, `files-${mebibytes}`);
  const exchange = join(root, "exchange");
  mkdirSync(exchange, { recursive: true });
  const [ada, bo] = [opened(root, "Acme"), opened(root, "Nordwind")];
  const engines = [createEngine(ada.context), createEngine(bo.context)];
  const passes = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) for (const engine of engines) await engine.pass();
  };
  await running(ada, bo, exchange, passes);
  const source = join(root, "source.bin");
  const sha256 = filled(source, mebibytes);
  const copySeconds = copied(source, join(root, "copy.bin"));
  const issue = newId(Date.now(), ada.context.crypto.random(10));
  await told(ada, { kind: "new issue", issue, change: { fields: { title: "Pump" }, share: ["nordwind"] } });
  const folder = join(ada.workspace, "issues/attachments", ada.store.issue(issue)?.key ?? "ACME-1");
  mkdirSync(folder, { recursive: true });
  copyFileSync(source, join(folder, "large.bin"));
  // What was changed a moment ago may still be being copied.
  while (sharedFiles(bo, issue).length === 0) {
    await wait(200);
    await passes(2);
  }
  const [file] = sharedFiles(bo, issue);
  if (!file || file.file.sha256 !== sha256) throw new Error("another file is shared");
  const before = process.memoryUsage().rss;
  let most = before;
  const id = newId(Date.now(), bo.context.crypto.random(10));
  const began = performance.now();
  await told(bo, { kind: "get file", issue, file: file.file.id, id });
  let count = 0;
  while (askedContent(bo, id).state === "waits") {
    for (const engine of engines) {
      await engine.pass();
      most = Math.max(most, process.memoryUsage().rss);
    }
    count += 1;
  }
  const seconds = (performance.now() - began) / 1000;
  if (askedContent(bo, id).state !== "here") throw new Error(`it did not arrive: ${JSON.stringify(askedContent(bo, id))}`);
  for (const side of [ada, bo]) side.close();
  rmSync(root, { recursive: true, force: true });
  return { megabytes: mebibytes, seconds, copySeconds, extraMegabytes: (most - before) / MIB, passes: count };
}

function opened(root: string, name: string): OpenProject {
  const workspace = join(root, name);
  mkdirSync(workspace, { recursive: true });
  const made = init(workspace, { name: undefined, key: undefined, issues: "issues" });
  const project = openProject(workspace, { state: join(root, `${name}-state`), author: "bench" });
  if (!made.ok || !project.ok) throw new Error("no project");
  return project.value;
}

type Asked<T> = T extends unknown ? Omit<T, "author"> : never;

async function told(project: OpenProject, command: Asked<Command>): Promise<void> {
  const outcome = await carryOutAnywhere(project, { ...command, author: "bench" });
  if (outcome.kind !== "done") throw new Error(outcome.code);
}

/** Two projects with a contract under which files travel. */
async function running(ada: OpenProject, bo: OpenProject, exchange: string, passes: (times: number) => Promise<void>): Promise<void> {
  const made = await connect(ada, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  await passes(4);
  const file = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^( *)attachments: .*$/m, "$1attachments: all"));
  await told(ada, { kind: "publish", connection: "nordwind", note: "", unverified: true });
  await told(ada, { kind: "start", connection: "nordwind" });
  await passes(2);
  await told(bo, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true });
  await told(bo, { kind: "start", connection: "acme" });
  await passes(2);
  if (readdirSync(exchange).length < 2) throw new Error("not connected");
}

/** A file of so many mebibytes without a pattern; its checksum. */
function filled(path: string, mebibytes: number): string {
  const hash = createHash("sha256");
  const target = openSync(path, "wx");
  let block = createHash("sha512").update("bench").digest();
  const piece = Buffer.alloc(MIB);
  for (let i = 0; i < mebibytes; i++) {
    for (let at = 0; at < MIB; at += block.length) {
      if (at % 4096 === 0) block = createHash("sha512").update(block).digest();
      block.copy(piece, at);
    }
    hash.update(piece);
    writeSync(target, piece);
  }
  fsyncSync(target);
  closeSync(target);
  return hash.digest("hex");
}

function copied(from: string, to: string): number {
  const began = performance.now();
  copyFileSync(from, to);
  const target = openSync(to, "r+");
  fsyncSync(target);
  closeSync(target);
  return (performance.now() - began) / 1000;
}
