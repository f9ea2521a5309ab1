import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { openProject } from "../../../src/app/open-project.ts";
import { editor } from "./editor.ts";
import { box, connections, enter, leftAtFolder, opened, rootWithExchange, run } from "./setup-window.ts";
import { projectFolder } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;
let exchange: string;

beforeEach(() => {
  ({ root, exchange } = rootWithExchange());
});

test("whoever leaves a question that refused an answer goes on later, where it stopped and with what was answered", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const { labels, choose } = connections(window);
  expect(labels()).toEqual([]);
  await leftAtFolder(root);
  expect(labels()).toEqual([["Nordwind", "not finished: continue"]]);
  const done = choose();
  const folder = await box(4);
  expect([folder.step, labels()]).toEqual([2, [["Nordwind", "not finished: continue"]]]);
  folder.type(exchange);
  enter(folder);
  editor.file = () => join(root, "handshake.txt");
  enter(await box(5));
  await done;
  expect(window.folders.live[0]?.project.store.connections().map(({ name }) => name)).toEqual(["nordwind"]);
  await window.folders.refresh();
  expect(labels()).toEqual([["nordwind", expect.stringMatching(/^handshake/)]]);
});

test("what was set aside for one partner stays when another is connected, or another question is left", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const { labels } = connections(window);
  await leftAtFolder(root, "Nordwind");
  await leftAtFolder(root, "Baltic");
  await leftAtFolder(root, "Baltic");
  const unfinished = ["Nordwind", "Baltic"].map((name) => [name, "not finished: continue"]);
  expect(labels()).toEqual(unfinished);
  editor.file = () => join(root, "handshake.txt");
  editor.boxes.length = 0;
  const done = run("createConnection");
  const name = await box(1);
  name.type("Harbour");
  name.accept();
  const folder = await box(2);
  folder.type(exchange);
  enter(folder);
  enter(await box(3));
  await done;
  await window.folders.refresh();
  expect(labels()).toEqual([["harbour", expect.stringMatching(/^handshake/)], ...unfinished]);
});

test("what another version kept in another shape is passed over", async () => {
  const id = projectFolder(root, "Acme");
  const window = await opened(root);
  await window.ferry.context.workspaceState.update(`issueFerry.unfinished:${id}`, [{ kind: "connect", at: 1 }, "text", null]);
  expect(connections(window).labels()).toEqual([]);
});

test("what was set aside is kept by Escape in a question and dropped by Discard Draft, and no secret is kept with it", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const { labels, choose, remove } = connections(window);
  await leftAtFolder(root);
  const done = choose();
  (await box(4)).hide();
  await done;
  expect(labels()).toEqual([["Nordwind", "not finished: continue"]]);
  await remove();
  expect(labels()).toEqual([]);

  projectFolder(root, "Nordwind");
  const other = join(root, "handshake.txt");
  const theirs = openProject(join(root, "Nordwind"), { state: join(root, "their state"), author: "Bo" });
  if (!theirs.ok) throw new Error(theirs.failure.kind);
  const made = await connect(theirs.value, { name: "acme", exchange, share: null }, other);
  theirs.value.close();
  if (!made.ok) throw new Error(made.failure.kind);
  const kept = vi.spyOn(window.ferry.context.workspaceState, "update");
  editor.boxes.length = 0;
  const joining = run("joinConnection");
  const how = await box(1);
  how.accept(how.items[1]);
  const text = await box(2);
  text.type(made.value.text);
  text.accept();
  (await box(3)).accept();
  const folder = await box(4);
  expect(folder.placeholder).toBe('Which folder do both sides reach? Nordwind calls it "exchange"');
  folder.type(join(root, "nowhere"));
  enter(folder);
  (await box(5)).hide();
  await joining;
  expect(labels()).toEqual([["Joining Nordwind", "not finished: continue"]]);
  expect(JSON.stringify(kept.mock.calls)).toContain("Nordwind");
  expect(JSON.stringify(kept.mock.calls)).not.toContain("HANDSHAKE");
});
