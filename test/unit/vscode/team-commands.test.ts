import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { addTeamCommands } from "../../../src/vscode/commands/team-commands.ts";
import { keepContextKeys } from "../../../src/vscode/context-keys.ts";
import { type Box, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const PASSPHRASE = " correct horse battery";
let root: string;
let window: TestWindow;

beforeEach(async () => {
  root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  addTeamCommands(window.ferry);
  await window.folders.refresh();
});

const run = (command: string): Promise<unknown> => Promise.resolve(editor.commands.get(`issueFerry.${command}`)?.());
const live = (): LiveProject => {
  const [first] = window.folders.live;
  if (first === undefined) throw new Error(`no project is open: ${JSON.stringify(editor.said)}`);
  return first;
};

async function connected(): Promise<void> {
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const made = await connect(live().project, { name: "nordwind", exchange, share: null }, null);
  if (!made.ok) throw new Error(made.failure.kind);
}

/** The next box that is shown. */
async function box(number: number): Promise<Box> {
  await vi.waitFor(() => expect(editor.boxes.length).toBe(number), { timeout: 10_000 });
  const shown = editor.boxes[number - 1];
  if (shown === undefined) throw new Error("no box");
  return shown;
}

async function typed(number: number, text: string): Promise<Box> {
  const shown = await box(number);
  shown.type(text);
  shown.accept();
  return shown;
}

async function sealed(command: "backUp" | "moveGateway", file: string): Promise<void> {
  editor.boxes.length = 0;
  editor.answer = (text, buttons) => (text.startsWith("Hand the gateway over") ? buttons[1] : undefined);
  editor.file = () => file;
  const done = run(command);
  await typed(1, PASSPHRASE);
  await typed(2, PASSPHRASE);
  await done;
}

async function restored(file: string, passphrase = PASSPHRASE): Promise<void> {
  editor.boxes.length = 0;
  editor.file = () => file;
  editor.answer = (text, buttons) => (text.startsWith("Make this machine the gateway") ? buttons[1] : undefined);
  const done = run("restoreBackup");
  await typed(1, passphrase);
  await done;
}

test("a backup is sealed with a passphrase that is long enough and was typed twice, and is never shown", async () => {
  await connected();
  const file = join(root, "backup.bin");
  editor.file = () => file;
  const done = run("backUp");
  const first = await typed(1, "short");
  expect([first.password, first.validationMessage]).toEqual([true, expect.stringMatching(/^8 characters/)]);
  await typed(1, PASSPHRASE);
  const second = await typed(2, PASSPHRASE.trim());
  expect([second.password, second.validationMessage]).toEqual([true, "This is not the same."]);
  await typed(2, PASSPHRASE);
  await done;
  expect(existsSync(file)).toBe(true);
  expect(editor.said.at(-1)).toMatch(/backup\.bin holds keys and state/);
  expect(live().project.gateway()).toMatchObject({ kind: "here" });
});

test("a backup that cannot be written is asked about again with what was typed", async () => {
  await connected();
  const places = [join(root, "no such folder", "backup.bin"), join(root, "backup.bin")];
  editor.file = () => places.shift();
  const done = run("backUp");
  await typed(1, PASSPHRASE);
  await typed(2, PASSPHRASE);
  const first = await box(3);
  expect([editor.said.at(-1), first.value]).toEqual([expect.stringMatching(/no such folder/), PASSPHRASE]);
  first.accept();
  const repeated = await box(4);
  expect(repeated.value).toBe(PASSPHRASE);
  repeated.accept();
  await done;
  expect(existsSync(join(root, "backup.bin"))).toBe(true);
});

test("a gateway that is handed over sends nothing, and goes on where the file is restored, or here when it is taken back", async () => {
  await connected();
  const file = join(root, "gateway.bin");
  await sealed("moveGateway", file);
  expect(editor.said.at(-1)).toMatch(/sends nothing any more\. Bring .*"Restore From a Backup"/);
  expect(live().project.gateway()).toMatchObject({ kind: "elsewhere" });

  editor.settings["stateDirectory"] = join(root, "other machine");
  const wrong = restored(file, "another passphrase");
  // What was typed stands there again, whatever becomes of the message.
  const again = await box(2);
  expect([editor.said.at(-1), again.value, again.password]).toEqual([expect.stringMatching(/does not open/), "another passphrase", true]);
  expect(live().project.gateway()).toMatchObject({ kind: "elsewhere" });
  again.hide();
  await wrong;
  await restored(file);
  expect(editor.said.at(-1)).toMatch(/^This machine is the gateway now, and goes on where the other one ended/);
  expect(live().project.gateway()).toMatchObject({ kind: "here" });
  expect(live().project.store.connections()).toMatchObject([{ name: "nordwind" }]);
});

test("whoever comes back from the passphrase is asked for the file again: it may be the wrong one", async () => {
  await connected();
  const file = join(root, "gateway.bin");
  await sealed("moveGateway", file);
  editor.boxes.length = 0;
  const files = [join(root, "another.bin"), file];
  editor.file = () => files.shift();
  editor.answer = (text, buttons) => (text.startsWith("Make this machine the gateway") ? buttons[1] : undefined);
  const done = run("restoreBackup");
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1));
  editor.boxes[0]?.back();
  await typed(2, PASSPHRASE);
  await done;
  expect(files).toEqual([]);
  expect(live().project.gateway()).toMatchObject({ kind: "here" });
});

test("nothing is restored before a person said yes to it", async () => {
  const asked: string[] = [];
  editor.file = (title) => void asked.push(title);
  editor.answer = (_, buttons) => buttons[0];
  await run("restoreBackup");
  expect(editor.said).toEqual([expect.stringMatching(/^Make this machine the gateway, from a file\?/)]);
  expect([asked, editor.boxes]).toEqual([[], []]);
});

test("a gateway is taken back only from where it was handed over, and when a person says so", async () => {
  await connected();
  await run("takeGatewayBack");
  expect(editor.said).toEqual([expect.stringMatching(/was not handed over/)]);
  await sealed("moveGateway", join(root, "gateway.bin"));
  await run("takeGatewayBack");
  expect(live().project.gateway()).toMatchObject({ kind: "elsewhere" });
  // Enter takes the first.
  editor.answer = (_, buttons) => buttons[0];
  await run("takeGatewayBack");
  expect(live().project.gateway()).toMatchObject({ kind: "elsewhere" });
  editor.answer = (text, buttons) => (text.startsWith("Take the gateway back") ? buttons[1] : undefined);
  await run("takeGatewayBack");
  expect(editor.said.at(-1)).toMatch(/^This machine is the gateway/);
  expect(live().project.gateway()).toMatchObject({ kind: "here" });
});

test("the gateway is shown with what can be done about it from here", async () => {
  const offered = async (): Promise<unknown> => {
    editor.boxes.length = 0;
    const done = run("showGateway");
    const shown = await box(1);
    shown.hide();
    await done;
    return [shown.placeholder, shown.items.map(({ label }) => label)];
  };
  expect(await offered()).toEqual([expect.stringMatching(/^No machine is named/), ["Restore from a file..."]]);
  await connected();
  expect(await offered()).toEqual([
    expect.stringMatching(/^This machine is the gateway/),
    ["Hand it over to another machine...", "Back up keys and state..."],
  ]);
  await sealed("moveGateway", join(root, "gateway.bin"));
  expect(await offered()).toEqual([expect.stringMatching(/^It was handed over/), ["Take it back", "Restore from a file..."]]);
});

test("a menu offers to hand over where this machine is the gateway, and to take back only where it was handed over from here", async () => {
  keepContextKeys(window.ferry);
  const menu = (mayHandOver: boolean, mayTakeBack: boolean): Promise<void> =>
    vi.waitFor(
      () => {
        window.folders.touch();
        expect([editor.keys.get("issueFerry.gateway"), editor.keys.get("issueFerry.handedOver")]).toEqual([mayHandOver, mayTakeBack]);
      },
      { timeout: 10_000 },
    );
  await menu(true, false);
  await connected();
  await sealed("moveGateway", join(root, "gateway.bin"));
  await menu(false, true);
  await restored(join(root, "gateway.bin"));
  await menu(true, false);
  // A colleague's machine is named: there is nothing to take back here.
  const file = join(root, "Acme", ".issue-ferry", "gateway.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^machine: .*$/m, "machine: 00000000-0000-4000-8000-000000000001"));
  await menu(false, false);
  const { when } = JSON.parse(readFileSync("package.json", "utf8")).contributes.menus["view/title"].find(
    ({ command }: { command: string }) => command === "issueFerry.takeGatewayBack",
  );
  expect(when).toMatch(/&& issueFerry\.handedOver$/);
});

test("with two projects the one that fits is meant: handed over is the other one, and taken back the one that was", async () => {
  await connected();
  await sealed("moveGateway", join(root, "gateway.bin"));
  projectFolder(root, "Harbour");
  await window.folders.refresh();
  editor.boxes.length = 0;
  editor.said.length = 0;
  editor.answer = () => undefined;
  await run("moveGateway");
  expect(editor.said.splice(0)).toEqual([expect.stringMatching(/^Hand the gateway over to another machine\?/)]);
  await run("takeGatewayBack");
  expect(editor.said).toEqual([expect.stringMatching(/^Take the gateway back\?/)]);
  expect(editor.boxes).toEqual([]);
});

test("who cannot read which machine is the gateway is not offered to hand it over", async () => {
  await connected();
  writeFileSync(join(root, "Acme", ".issue-ferry", "gateway.yaml"), "machine: [\n");
  await vi.waitFor(() => expect(live().project.gateway().kind).toBe("broken"), { timeout: 10_000 });
  const done = run("showGateway");
  const shown = await box(1);
  expect(shown.items.map(({ label }) => label)).toEqual(["Back up keys and state..."]);
  shown.hide();
  await done;
});

test("Enter takes the first of what is offered", async () => {
  await connected();
  editor.answer = () => undefined;
  const done = run("showGateway");
  (await box(1)).accept();
  await done;
  expect(editor.said).toEqual([expect.stringMatching(/^Hand the gateway over to another machine\?/)]);
});

test("a team shares issues and merges them in git by choosing, and nothing is committed for it", async () => {
  const acme = join(root, "Acme");
  const git = (...words: string[]): string => execFileSync("git", ["-C", acme, ...words], { encoding: "utf8" }).trim();
  await run("mergeInGit");
  expect(editor.said).toEqual([expect.stringMatching(/in no git repository/)]);
  git("init", "--quiet");
  git("-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "--quiet", "--allow-empty", "-m", "Begin");
  const place = run("placeIssues");
  const places = await box(1);
  places.accept(places.items[1]);
  await place;
  expect(editor.said.at(-1)).toMatch(/work tree of the new branch issues/);
  expect(git("worktree", "list")).toContain(join("Acme", "issues"));

  mkdirSync(join(root, "extension", "dist"), { recursive: true });
  writeFileSync(join(root, "extension", "dist", "cli.js"), "");
  const choose = async (label: string): Promise<string | undefined> => {
    editor.boxes.length = 0;
    const done = run("mergeInGit");
    const shown = await box(1);
    const item = shown.items.find((one) => one.label === label);
    if (item === undefined) throw new Error(shown.items.map((one) => one.label).join());
    shown.accept(item);
    await done;
    return shown.placeholder;
  };
  expect(await choose("Set it")).toMatch(/^Not set/);
  expect(git("config", "--local", "merge.issue-ferry.driver")).toContain(join("extension", "dist", "cli.js"));
  expect(readFileSync(join(acme, "issues", ".gitattributes"), "utf8")).toBe("*.md merge=issue-ferry\n");
  expect(await choose("Take it away")).toMatch(/^Set in this clone$/);
  expect(readFileSync(join(acme, "issues", ".gitattributes"), "utf8")).toBe("");
});
