import { spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { dryRun } from "../../../src/app/dry-run.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { tree } from "../../support/tree.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

let root: string;
let exchange: string;
let ada: OpenProject;
let bo: OpenProject;

beforeEach(async () => {
  root = place();
  ({ ada, bo, exchange } = await runningSides(root));
  await ask(bo, { kind: "new issue", issue: freshId(bo), change: { fields: { title: "Theirs" }, share: ["acme"] } });
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
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Ours" } } });
  const ours = ada.store.issuesSince(0, 10).find(({ fields }) => fields["title"] === "Ours");
  const [theirs] = bo.store.issuesSince(0, 10);
  ada.store.submit(freshId(ada), { kind: "link", issue: ours?.id ?? "", partnerKey: theirs?.key ?? "", author: "Ada" });
  for (let times = 0; times < 2; times++) ada.store.submit(freshId(ada), { kind: "remove", connection: "nordwind", author: "Ada" });
  const before = everything();
  expect(await dryRun(ada)).toEqual({ leaves: [], stays: [], writes: [] });
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

test("goes on past a damaged key, as a pass does", async () => {
  const keys = join(ada.stateDirectory, "keys");
  for (const name of readdirSync(keys).filter((one) => one.startsWith("epoch"))) writeFileSync(join(keys, name), "damaged");
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Ours" }, share: ["nordwind"] } });
  await sync(ada, NOW);
  await expect(dryRun(ada)).resolves.toMatchObject({ writes: [] });
});
