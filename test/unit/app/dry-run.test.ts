import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { dryRun } from "../../../src/app/dry-run.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import type { Command } from "../../../src/model/command.ts";
import { newId } from "../../../src/model/ids.ts";
import { tree } from "../../support/tree.ts";
import { openedProject, place } from "./opened-project.ts";

let root: string;
let exchange: string;
let ada: OpenProject;
let bo: OpenProject;

const id = (project: OpenProject): string => newId(Date.now(), project.context.crypto.random(10));
const NOW = { untilIdle: true, timeoutMs: 0 };
type Asked<T> = T extends unknown ? Omit<T, "author"> : never;

async function ask(project: OpenProject, command: Asked<Command>): Promise<void> {
  expect(await carryOutAnywhere(project, { ...command, author: "Ada" })).toMatchObject({ kind: "done" });
}

beforeEach(async () => {
  root = place();
  exchange = join(root, "exchange");
  mkdirSync(exchange);
  [ada, bo] = [openedProject(root, "Acme"), openedProject(root, "Nordwind")];
  const made = await connect(ada, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  for (const side of [bo, ada, bo, ada]) await sync(side, NOW);
  await ask(ada, { kind: "publish", connection: "nordwind", note: "", unverified: true });
  await ask(ada, { kind: "start", connection: "nordwind" });
  await sync(ada, NOW);
  await sync(bo, NOW);
  await ask(bo, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true });
  await ask(bo, { kind: "start", connection: "acme" });
  await ask(bo, { kind: "new issue", issue: id(bo), change: { fields: { title: "Theirs" }, share: ["acme"] } });
  for (const side of [bo, ada, bo]) await sync(side, NOW);
});

/** All there is but the store's own files, whose bytes change by reading. */
const everything = (): unknown => [
  tree(ada.workspace),
  tree(exchange),
  tree(join(ada.stateDirectory, "keys")),
  readdirSync(ada.stateDirectory),
  ada.store.openCommands(),
  ada.store.connections(),
  ada.store.stamp(),
];

test("carries out no command that waits: neither a link nor a second remove", async () => {
  await ask(ada, { kind: "new issue", issue: id(ada), change: { fields: { title: "Ours" } } });
  const ours = ada.store.issuesSince(0, 10).find(({ fields }) => fields["title"] === "Ours");
  const [theirs] = bo.store.issuesSince(0, 10);
  ada.store.submit(id(ada), { kind: "link", issue: ours?.id ?? "", partnerKey: theirs?.key ?? "", author: "Ada" });
  for (let times = 0; times < 2; times++) ada.store.submit(id(ada), { kind: "remove", connection: "nordwind", author: "Ada" });
  const before = everything();
  expect(await dryRun(ada)).toEqual({ leaves: [], writes: [] });
  expect(everything()).toEqual(before);
  expect(ada.store.openCommands()).toHaveLength(3);
});

test("says what a pass would do, and the pass does it", async () => {
  const file = join(ada.workspace, "issues", readdirSync(join(ada.workspace, "issues")).find((name) => name.endsWith(".md")) ?? "");
  writeFileSync(file, readFileSync(file, "utf8").replace("Theirs", "Ours now"));
  const before = everything();
  const found = await dryRun(ada);
  expect(found.leaves).toMatchObject([{ connection: "nordwind", kind: "issue", changes: { fields: { title: "Ours now" } } }]);
  expect(everything()).toEqual(before);
});

test("the copy of one that was killed is removed when the project is opened; that of a living one stays", async () => {
  const module = new URL("../../../src/app/dry-run-copy.ts", import.meta.url).href;
  const program = `import { copyForDryRun } from ${JSON.stringify(module)};
    globalThis.kept = copyForDryRun(${JSON.stringify(ada.stateDirectory)}); process.stdout.write("copied"); setInterval(() => globalThis.kept, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const copies = (): readonly string[] => readdirSync(ada.stateDirectory).filter((name) => name.startsWith("dry-run-"));
  const reopen = (): void => {
    const opened = openProject(ada.workspace, { state: join(root, "Acme-state"), author: "Ada" });
    if (opened.ok) opened.value.close();
  };
  reopen();
  expect(copies()).toHaveLength(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(copies()).toHaveLength(1);
  reopen();
  expect(copies()).toEqual([]);
});
