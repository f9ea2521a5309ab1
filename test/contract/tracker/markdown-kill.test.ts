import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TrackerWrite } from "../../../src/ports/tracker.ts";
import { type IssueFile, readIssueFile } from "../../../src/trackers/markdown/issue-file.ts";
import { MarkdownWorkspace, issuesOf } from "../../support/markdown-workspace.ts";
import { RowMemory } from "../../support/row-memory.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

const WRITER = join(import.meta.dirname, "markdown-writer.ts");

/** Runs the writing process, and kills it with SIGKILL `afterMs` after it has said its first line. */
async function killedWriter(mode: "once" | "forever", afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [WRITER, space.root, mode], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = once(child, "exit");
  const said = await Promise.race([once(child.stdout, "data"), ended.then(() => null)]);
  if (said === null) throw new Error(`the writer ended by itself: ${errors}`);
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill("SIGKILL");
  const [, signal] = (await ended) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself: ${errors}`);
}

function keepRows(): void {
  writeFileSync(join(space.root, "rows.json"), JSON.stringify(space.memory.rows()));
}
function intend(write: TrackerWrite): void {
  keepRows();
  writeFileSync(join(space.root, "intent.json"), JSON.stringify([write]));
}
function issueFiles(folder = ""): IssueFile[] {
  return space.names(folder).flatMap((name) => {
    if (!name.endsWith(".md")) return [];
    const read = readIssueFile(space.read(join(folder, name)));
    if (!read.ok) throw new Error(`${name} is not whole: ${JSON.stringify(read.failure)}`);
    return [read.value];
  });
}

it.each(["create", "update", "delete"] as const)("a %s whose process was killed before the commit is found done, once", async (kind) => {
  const comment = { id: space.id(), author: "Bo", created: null, body: "Hello.", internal: false };
  const issue = kind === "create" ? null : await space.create({ fields: { title: "One", status: "open" }, comments: [comment] });
  const id = issue?.id ?? space.id();
  const write: TrackerWrite = {
    effect: "1.1",
    issue: id,
    expectedVersion: issue?.version ?? null,
    action:
      kind === "delete"
        ? { kind: "delete" }
        : { kind: "put", change: { fields: { title: "Two", status: "done" }, comments: [{ ...comment, id: space.id(), body: "New." }] } },
  };
  intend(write);
  await killedWriter("once", 0);
  const names = [space.names(), space.names(".trash")];
  const texts = issueFiles().map((file) => file.layout.text);
  space.open();
  const [outcome] = await space.tracker.write([write]);
  expect(outcome?.kind).toBe("applied");
  expect([space.names(), space.names(".trash")]).toEqual(names);
  expect(issueFiles().map((file) => file.layout.text)).toEqual(texts);
  expect(issueFiles().map((file) => file.fields["status"])).toEqual(kind === "delete" ? [] : ["done"]);
  expect(issueFiles(".trash")).toHaveLength(kind === "delete" ? 1 : 0);
  if (outcome?.kind === "applied") space.memory.commit(outcome.memory);
  await space.quiet();
  space.put("next.md", "# Next");
  expect(issuesOf(await space.scan()).map(({ key }) => key)).toEqual(["ACME-2"]);
});

it("killed at any moment, every file is old or new, nothing is lost, and the same intent ends the work", async () => {
  for (let n = 0; n < 8; n++) await space.create({ fields: { title: `Issue ${n}`, body: "round 0" } });
  keepRows();
  for (let kill = 0; kill < 8; kill++) {
    const before = new Set([...issueFiles(), ...issueFiles(".trash")].map((file) => file.id));
    await killedWriter("forever", Math.random() * 60);
    const present = [...issueFiles(), ...issueFiles(".trash")];
    for (const file of issueFiles()) expect(file.fields["body"]).toMatch(/^(round \d+)(?:\n\1)*$/);
    for (const id of before) expect(present.map((file) => file.id)).toContain(id);
    space.memory = new RowMemory(JSON.parse(readFileSync(join(space.root, "rows.json"), "utf8")));
    space.open();
    // The writer puts its intent there before anything else, and was seen to commit at least one.
    const intent = JSON.parse(readFileSync(join(space.root, "intent.json"), "utf8")) as TrackerWrite[];
    const outcomes = await space.tracker.write(intent);
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(["applied"]));
    for (const outcome of outcomes) if (outcome.kind === "applied") space.memory.commit(outcome.memory);
    await space.quiet();
    expect([...space.names(), ...space.names(".trash")].filter((name) => name.startsWith(".ferry-"))).toEqual([]);
    const ids = issueFiles().map((file) => file.id);
    expect(new Set(ids).size).toBe(ids.length);
    keepRows();
  }
}, 180_000);
