import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { init } from "../../../src/app/init.ts";
import { openProject } from "../../../src/app/open-project.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { addSetupCommands } from "../../../src/vscode/commands/setup-commands.ts";
import { ConnectionsTree } from "../../../src/vscode/connections-tree.ts";
import { type Box, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, plainFolder, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

/** Milliseconds that a busy machine may take for an answer. */
const PATIENCE = { timeout: 25_000 };

let root: string;
let exchange: string;

beforeEach(() => {
  root = emptyRoot();
  exchange = join(root, "exchange");
  mkdirSync(exchange);
});

async function opened(): Promise<TestWindow> {
  const window = testWindow(root);
  addSetupCommands(window.ferry);
  await window.folders.refresh();
  return window;
}

const run = (command: string): unknown => editor.commands.get(`issueFerry.${command}`)?.();

/** The box that is the `number`th of all. */
async function box(number: number): Promise<Box> {
  return vi.waitFor(() => {
    const found = editor.boxes[number - 1];
    if (!found) throw new Error(`${editor.boxes.length} boxes; said: ${editor.said.join(" | ")}`);
    return found;
  }, PATIENCE);
}

/** What Enter takes where nothing else is pressed. */
const enter = (list: Box): void => list.accept(...list.activeItems);

const marked = ({ activeItems }: Box): string => (activeItems[0] as { label: string }).label;

test("a list always has a marked choice, and Enter takes it", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened();
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
  await opened();
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
  editor.answer = (_, buttons) => buttons[0];
  enter(folder);
  const again = await box(3);
  expect(editor.said.at(-1)).toContain(join(root, "nowhere"));
  expect(again.value).toBe(join(root, "nowhere"));
  again.type(`${exchange}/`);
  expect(marked(again)).toBe(`Use ${exchange}`);
  enter(again);
  await box(4);
  editor.boxes[3]?.hide();
});

test("a handshake file in the exchange folder is refused at once, and only its place is asked again", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened();
  const places = [join(exchange, "handshake.txt"), join(root, "handshake.txt")];
  const asked: string[] = [];
  editor.file = (title) => {
    asked.push(title);
    return places.shift();
  };
  editor.answer = (text, buttons) => (text.includes("lies in the exchange folder") ? buttons[0] : undefined);
  const done = run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(exchange);
  enter(folder);
  enter(await box(3));
  await done;
  const title = "Create Connection (4/4): Save the handshake file, not in the exchange folder";
  expect(asked).toEqual([title, title]);
  expect(editor.boxes).toHaveLength(3);
  expect(existsSync(join(root, "handshake.txt"))).toBe(true);
  expect(folders.live[0]?.project.store.connections()).toHaveLength(1);
});

test("the folder that was taken last is offered to the next connection", async () => {
  projectFolder(root, "Acme");
  const { ferry } = await opened();
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
  await opened();
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
  await opened();
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
  const { folders } = await opened();
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

test("whoever looks at the log is asked again whether to try again", async () => {
  projectFolder(root, "Acme");
  await opened();
  const answers = ["Show Log", "Try Again"];
  editor.answer = (_, buttons) => buttons.find((button) => button === answers[0]) && answers.shift();
  void run("createConnection");
  const name = await box(1);
  name.type("Nordwind");
  name.accept();
  const folder = await box(2);
  folder.type(join(root, "nowhere"));
  enter(folder);
  expect((await box(3)).value).toBe(join(root, "nowhere"));
  expect(editor.said).toHaveLength(2);
  editor.boxes[2]?.hide();
});

/** Rows of the view Connections, and what choosing the first does. */
function connections({ ferry }: TestWindow): { labels: () => unknown[]; choose: () => unknown; remove: () => unknown } {
  const tree = new ConnectionsTree(ferry);
  onTestFinished(() => tree.dispose());
  const items = () => tree.getChildren().map((node) => tree.getTreeItem(node));
  return {
    labels: () => items().map(({ label, description }) => [label, description]),
    choose: () => {
      const { command, arguments: given = [] } = items()[0]?.command ?? {};
      return editor.commands.get(command ?? "")?.(...(given as unknown[]));
    },
    remove: () => editor.commands.get("issueFerry.removeConnection")?.(tree.getChildren()[0]),
  };
}

/** Up to the folder, which is not there; the message that says so is closed. */
async function leftAtFolder(partner = "Nordwind"): Promise<void> {
  const before = editor.boxes.length;
  const done = run("createConnection");
  const name = await box(before + 1);
  name.type(partner);
  name.accept();
  const folder = await box(before + 2);
  folder.type(join(root, "nowhere"));
  enter(folder);
  await done;
}

test("whoever closes the message of a failure goes on later, where it stopped and with what was answered", async () => {
  projectFolder(root, "Acme");
  const window = await opened();
  const { labels, choose } = connections(window);
  expect(labels()).toEqual([]);
  await leftAtFolder();
  expect(labels()).toEqual([["Nordwind", "not finished: continue"]]);
  const done = choose();
  const folder = await box(3);
  expect([folder.step, labels()]).toEqual([2, [["Nordwind", "not finished: continue"]]]);
  folder.type(exchange);
  enter(folder);
  editor.file = () => join(root, "handshake.txt");
  enter(await box(4));
  await done;
  expect(window.folders.live[0]?.project.store.connections().map(({ name }) => name)).toEqual(["nordwind"]);
  await window.folders.refresh();
  expect(labels()).toEqual([["nordwind", expect.stringMatching(/^handshake/)]]);
});

test("what was set aside for one partner stays when another is connected, or another message is closed", async () => {
  projectFolder(root, "Acme");
  const window = await opened();
  const { labels } = connections(window);
  await leftAtFolder("Nordwind");
  await leftAtFolder("Baltic");
  await leftAtFolder("Baltic");
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
  const window = await opened();
  await window.ferry.context.workspaceState.update(`issueFerry.unfinished:${id}`, [{ kind: "connect", at: 1 }, "text", null]);
  expect(connections(window).labels()).toEqual([]);
});

test("what was set aside is kept by Escape in a question and dropped by Remove Connection, and no secret is kept with it", async () => {
  projectFolder(root, "Acme");
  const window = await opened();
  const { labels, choose, remove } = connections(window);
  await leftAtFolder();
  const done = choose();
  (await box(3)).hide();
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
  await joining;
  expect(labels()).toEqual([["Joining Nordwind", "not finished: continue"]]);
  expect(JSON.stringify(kept.mock.calls)).toContain("Nordwind");
  expect(JSON.stringify(kept.mock.calls)).not.toContain("HANDSHAKE");
});

/** Up to the question which issues are shared; the box is the last one. */
async function upToShare(...answers: readonly string[]): Promise<{ readonly share: Box; readonly done: unknown }> {
  editor.boxes.length = 0;
  editor.file = () => join(root, "handshake.txt");
  const done = run(answers.length === 1 ? "createConnection" : "joinConnection");
  let number = 1;
  if (answers.length === 2) {
    const how = await box(number++);
    how.accept(how.items[1]);
  }
  for (const answer of answers) {
    const one = await box(number++);
    one.type(answer);
    one.accept();
  }
  const folder = await box(number++);
  folder.type(exchange);
  enter(folder);
  return { share: await box(number), done };
}

const choices = ({ items }: Box): string[] => items.map(({ label }) => label);

test("the first contract is decided on in the question what is shared: by its first choices, and by nothing else", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened();
  const connection = (name: string) => folders.live[0]?.project.store.connections().find((one) => one.name === name);
  const first = await upToShare("Nordwind");
  expect(first.share.prompt).toContain("without the safety number compared");
  expect(marked(first.share)).toBe("Those I mark");
  expect(choices(first.share)).toContain("starts by itself, safety number not compared");
  enter(first.share);
  await first.done;
  expect(connection("nordwind")?.offer?.by).toBeTypeOf("string");
  expect(editor.said.at(-1)).toContain("then the exchange starts by itself");

  rmSync(join(root, "handshake.txt"));
  const second = await upToShare("Harbour");
  second.share.accept(second.share.items.find(({ label }) => label === "All, ask me first"));
  await second.done;
  expect(connection("harbour")).toBeDefined();
  expect(connection("harbour")).not.toHaveProperty("offer");
  expect(editor.said.at(-1)).not.toContain("by itself");
});

test("a contract that changed since it was shown is not published: what is shared is asked again, at once or when it is taken up", async () => {
  projectFolder(root, "Acme");
  const window = await opened();
  const { labels, choose } = connections(window);
  const file = join(root, "Acme", ".issue-ferry", "connections", "nordwind.yaml");
  const { share, done } = await upToShare("Nordwind");
  editor.file = () => {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `share: marked\ncontract: ${JSON.stringify({ ...DEFAULT_TERMS, comments: "all" })}\n`);
    return join(root, "handshake.txt");
  };
  enter(share);
  await done;
  expect(editor.said.at(-1)).toContain("has changed since it was shown");
  expect(window.folders.live[0]?.project.store.connections()).toEqual([]);
  expect(labels()).toEqual([["Nordwind", "not finished: continue"]]);
  const before = editor.boxes.length;
  const again = choose();
  const asked = await box(before + 1);
  expect([asked.step, asked.prompt]).toEqual([3, expect.stringContaining("the contract of its settings file")]);
  editor.file = () => join(root, "handshake.txt");
  asked.accept(asked.items.find(({ label }) => label === "Those I mark"));
  await again;
  expect(window.folders.live[0]?.project.store.connections()[0]?.offer?.terms.comments).toBe("all");
});

test("that a contract starts by itself is not set aside: what leaves is shown anew on the day it is taken up", async () => {
  projectFolder(root, "Acme");
  const window = await opened();
  const { choose } = connections(window);
  const { share, done } = await upToShare("Nordwind");
  editor.file = () => join(exchange, "handshake.txt");
  enter(share);
  await done;
  const before = editor.boxes.length;
  const again = choose();
  const asked = await box(before + 1);
  expect([asked.step, marked(asked)]).toEqual([3, "Those I mark, ask me first"]);
  asked.hide();
  await again;
});

test("a filter says while it is typed what would leave by it", async () => {
  const path = join(root, "Acme");
  projectFolder(root, "Acme");
  writeFileSync(join(path, "issues", "valve.md"), "---\nlabels: [pump]\n---\n\n# Valve sticks\n");
  const { folders } = await opened();
  await folders.live[0]?.carryOut({ kind: "sync" });
  const { share, done } = await upToShare("Nordwind");
  share.accept(share.items.find(({ label }) => label === "Those that match..."));
  const filter = await box(editor.boxes.indexOf(share) + 2);
  filter.type("label:pump");
  // Faster than the answer: it is not taken unseen.
  filter.accept();
  expect(folders.live[0]?.project.store.connections()).toEqual([]);
  await vi.waitFor(() => expect(JSON.stringify(filter.validationMessage)).toContain("To Nordwind: 1 issue (ACME-1)"), PATIENCE);
  filter.accept();
  await done;
  expect(folders.live[0]?.project.store.connections()[0]?.offer).toBeDefined();
});

test("who joins accepts only what the invitation announces and everybody knows", async () => {
  projectFolder(root, "Nordwind");
  const { folders } = await opened();
  const theirs = openProject(projectOf("Acme"), { state: join(root, "their state"), author: "Ada" });
  if (!theirs.ok) throw new Error(theirs.failure.kind);
  onTestFinished(() => theirs.value.close());
  const invite = async (name: string, publish: boolean): Promise<string> => {
    const made = await connect(theirs.value, { name, exchange, share: null, publish }, null);
    if (!made.ok) throw new Error(made.failure.kind);
    return made.value.text;
  };
  const joined = (name: string) => folders.live[0]?.project.store.connections().find((one) => one.name === name)?.announced;

  const known = await upToShare(await invite("one", true), "One");
  expect(known.share.prompt).toContain("announces the default contract");
  enter(known.share);
  await known.done;
  expect(joined("one")?.acceptedBy).toBeTypeOf("string");

  const asked = await upToShare(await invite("two", true), "Two");
  asked.share.accept(asked.share.items.find(({ label }) => label === "Those I mark, ask me first"));
  await asked.done;
  expect(joined("two")).toEqual({ contract: expect.any(String) });

  const own = join(theirs.value.workspace, ".issue-ferry/connections/three.yaml");
  writeFileSync(own, `share: marked\ncontract: ${JSON.stringify({ ...DEFAULT_TERMS, comments: "all" })}\n`);
  const other = await upToShare(await invite("three", true), "Three");
  expect([other.share.prompt, choices(other.share).length]).toEqual([expect.stringContaining("You are asked when it comes"), 3]);
  enter(other.share);
  await other.done;
  expect(joined("three")).toEqual({ contract: expect.any(String) });

  const none = await upToShare(await invite("four", false), "Four");
  expect(choices(none.share)).toHaveLength(3);
  none.share.hide();
  await none.done;
});

test("the name of one invitation is not offered for another that is chosen after a step back", async () => {
  projectFolder(root, "Nordwind");
  await opened();
  const texts: string[] = [];
  for (const project of ["Acme", "Harbour"]) {
    const theirs = openProject(projectOf(project), { state: join(root, `${project} state`), author: "Ada" });
    if (!theirs.ok) throw new Error(theirs.failure.kind);
    const made = await connect(theirs.value, { name: "nordwind", exchange, share: null }, null);
    theirs.value.close();
    if (!made.ok) throw new Error(made.failure.kind);
    texts.push(made.value.text);
  }
  const [acme = "", harbour = ""] = texts;
  const first = await upToShare(acme, "Acme");
  first.share.back();
  (await box(6)).back();
  const name = await box(7);
  expect(name.value).toBe("Acme");
  name.back();
  const how = await box(8);
  how.accept(how.items[1]);
  const text = await box(9);
  text.type(harbour);
  text.accept();
  const again = await box(10);
  expect(again.value).toBe("Harbour");
  again.hide();
  await first.done;
});

/** A project that is no folder of the window. */
function projectOf(name: string): string {
  const path = join(root, `${name} elsewhere`);
  mkdirSync(path);
  const made = init(path, { name, key: undefined, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  return path;
}

test("a filter is read with the fields of this project, and what was typed is there again after a step back", async () => {
  projectFolder(root, "Acme");
  await opened();
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
