import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { type Box, editor } from "./editor.ts";
import { box, connections, enter, marked, opened, rootWithExchange, run } from "./setup-window.ts";
import { plainFolder, projectFolder } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;
let exchange: string;

beforeEach(() => {
  ({ root, exchange } = rootWithExchange());
});

test("a list always has a marked choice, and Enter takes it", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened(root);
  const done = run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  expect(marked(folder)).toBe("Choose a folder...");
  editor.file = (title) => (title.startsWith("Which folder") ? exchange : join(root, "invitation.txt"));
  enter(folder);
  const share = await box(3);
  expect(marked(share)).toBe("Those I mark");
  enter(share);
  await done;
  expect(folders.live[0]?.project.store.connections().map((connection) => connection.name)).toEqual(["nordwind"]);
});

test("a whole path that is typed is offered and looked at; what is no whole path hides no choice and is not taken", async () => {
  projectFolder(root, "Acme");
  await opened(root);
  void run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type("exch");
  expect(folder.items).toEqual([
    expect.objectContaining({ label: "exch is no whole path", alwaysShow: true }),
    expect.objectContaining({ label: "Choose a folder...", alwaysShow: true }),
  ]);
  enter(folder);
  folder.type(join(root, "nowhere"));
  expect(marked(folder)).toBe(`Use ${join(root, "nowhere")}`);
  enter(folder);
  const again = await box(3);
  expect(again.prompt).toContain(join(root, "nowhere"));
  expect(again.value).toBe(join(root, "nowhere"));
  again.type(`${exchange}/`);
  expect(marked(again)).toBe(`Use ${exchange}`);
  enter(again);
  await box(4);
  editor.boxes[3]?.hide();
});

test("a handshake file in the exchange folder is refused at once, and only its place is asked again", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened(root);
  const places = [join(exchange, "handshake.txt"), join(root, "handshake.txt")];
  const asked: string[] = [];
  editor.file = (title) => {
    asked.push(title);
    return places.shift();
  };
  const done = run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(exchange);
  enter(folder);
  enter(await box(3));
  const elsewhere = await box(4);
  expect(elsewhere.prompt).toContain("lies in the exchange folder");
  enter(elsewhere);
  await done;
  const title = "Create Connection (4/4): Save the handshake file, not in the exchange folder";
  expect(asked).toEqual([title, title]);
  expect(editor.boxes).toHaveLength(4);
  expect(existsSync(join(root, "handshake.txt"))).toBe(true);
  expect(folders.live[0]?.project.store.connections()).toHaveLength(1);
});

test("the folder that was taken last is offered to the next connection", async () => {
  projectFolder(root, "Acme");
  const { ferry } = await opened(root);
  await ferry.context.globalState.update("issueFerry.exchangeFolder", exchange);
  void run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  expect(folder.items.map(({ label, description }) => [label, description])).toEqual([
    [exchange, "used last"],
    ["Choose a folder...", undefined],
  ]);
  expect(marked(folder)).toBe(exchange);
  // Enter takes what was typed, or nothing: never the folder of another partner.
  folder.type("smb/new-partner");
  expect(marked(folder)).toBe("smb/new-partner is no whole path");
  enter(folder);
  expect(editor.boxes).toHaveLength(2);
  folder.type("");
  expect(marked(folder)).toBe(exchange);
  enter(folder);
  await box(3);
  editor.boxes[2]?.hide();
});

test("where the folder becomes a project on the way, the questions are numbered through", async () => {
  plainFolder(root, "Acme");
  await opened(root);
  void run("createConnection");
  const numbers = (one: Box): unknown[] => [one.step, one.totalSteps, one.buttons?.length ?? 0];
  const name = await box(1);
  expect(numbers(name)).toEqual([1, 6, 0]);
  name.accept();
  const key = await box(2);
  expect(numbers(key)).toEqual([2, 6, 1]);
  key.accept();
  const partner = await box(3);
  expect(numbers(partner)).toEqual([3, 6, 0]);
  partner.hide();
});

test("a folder that cannot become a project is asked about again, with what was answered", async () => {
  const path = plainFolder(root, "Acme");
  // What lies in the way.
  writeFileSync(join(path, ".issue-ferry"), "");
  await opened(root);
  editor.answer = (_, buttons) => {
    if (!buttons.includes("Try Again")) return undefined;
    rmSync(join(path, ".issue-ferry"));
    return "Try Again";
  };
  const done = run("initProject");
  const name = await box(1);
  name.type("Acme Pumps");
  name.accept();
  (await box(2)).accept();
  const again = await box(3);
  expect([editor.said.length, again.value]).toEqual([1, "Acme Pumps"]);
  again.accept();
  (await box(4)).accept();
  await done;
  expect(editor.said.at(-1)).toMatch(/^Acme Pumps is a project now/);
});

test("that the handshake file is to be given to the partner is said whatever becomes of the pass after it, and that is said, too", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened(root);
  const [live] = folders.live;
  if (!live) throw new Error("no project");
  live.carryOut = async () => ({ kind: "failed", code: "WORKED_ON_ELSEWHERE", data: { path: "/home/ada/other" } });
  editor.file = () => join(root, "handshake.txt");
  const done = run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(exchange);
  enter(folder);
  enter(await box(3));
  await done;
  expect(editor.said).toEqual([expect.stringContaining("handshake.txt"), expect.stringContaining("/home/ada/other")]);
});

test("a folder that cannot be used is refused in its question, which stays; whoever leaves it then goes on with it later", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const done = run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(join(root, "nowhere"));
  enter(folder);
  const again = await box(3);
  expect([again.value, again.prompt]).toEqual([join(root, "nowhere"), expect.stringContaining("does not exist")]);
  // It can be left as it is, be corrected, or be made.
  again.type(join(root, "Acme"));
  enter(again);
  const within = await box(4);
  expect(within.prompt).toContain("lie in one another");
  expect(editor.said).toEqual([]);
  within.hide();
  await done;
  expect([editor.said, connections(window).labels()]).toEqual([[], [["Nordwind", "not finished: continue"]]]);
});

test("whoever looks at the log is asked again whether to try again", async () => {
  const path = plainFolder(root, "Acme");
  writeFileSync(join(path, ".issue-ferry"), "");
  await opened(root);
  const answers = ["Show Log", "Try Again"];
  editor.answer = (_, buttons) => buttons.find((button) => button === answers[0]) && answers.shift();
  void run("initProject");
  (await box(1)).accept();
  (await box(2)).accept();
  expect((await box(3)).value).toBe("Acme");
  expect(editor.said).toHaveLength(2);
  editor.boxes[2]?.hide();
});

test("a filter is read with the fields of this project, and what was typed is there again after a step back", async () => {
  projectFolder(root, "Acme");
  await opened(root);
  void run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(exchange);
  enter(folder);
  const filterOf = (list: Box): unknown => list.items.find(({ label }) => label === "Those that match...");
  const share = await box(3);
  share.accept(filterOf(share));
  const filter = await box(4);
  filter.type("foo = 1");
  expect(JSON.stringify(filter.validationMessage)).toContain("this project has no field");
  filter.type("all");
  expect(JSON.stringify(filter.validationMessage)).toContain("go back and choose it");
  filter.type("status = New");
  filter.back();
  const again = await box(5);
  again.accept(filterOf(again));
  expect((await box(6)).value).toBe("status = New");
  editor.boxes[5]?.hide();
});
