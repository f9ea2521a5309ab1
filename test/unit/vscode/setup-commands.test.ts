import { execFileSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { openProject } from "../../../src/app/open-project.ts";
import { projectFilePath } from "../../../src/app/project-file.ts";
import { addSetupCommands } from "../../../src/vscode/commands/setup-commands.ts";
import { tree } from "../../support/tree.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, plainFolder, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;

beforeEach(() => {
  root = emptyRoot();
});

async function opened(): Promise<TestWindow> {
  const window = testWindow(root);
  addSetupCommands(window.ferry);
  await window.folders.refresh();
  return window;
}

const run = (command: string): unknown => editor.commands.get(`issueFerry.${command}`)?.();

test.each(["initProject", "createConnection", "joinConnection"])("%s says why it does nothing", async (command) => {
  await opened();
  await run(command);
  plainFolder(root, "Away", "vscode-vfs");
  await run(command);
  editor.trusted = false;
  await run(command);
  expect(editor.said).toEqual([
    expect.stringMatching(/^No folder is open/),
    expect.stringMatching(/^Away lies on no disk/),
    expect.stringMatching(/^In Restricted Mode/),
  ]);
  expect(editor.boxes).toEqual([]);
});

test("a window whose folders are projects already says so", async () => {
  projectFolder(root, "Acme");
  await opened();
  await run("initProject");
  expect(editor.said).toEqual(["Every folder of this window is a project already."]);
});

test("a project that cannot be opened is said, not passed over for another folder", async () => {
  projectFolder(root, "Acme");
  plainFolder(root, "Other");
  writeFileSync(projectFilePath(join(root, "Acme")), "<<<<<<< HEAD\n");
  await opened();
  await run("createConnection");
  expect(editor.said).toEqual([expect.stringMatching(/project\.yaml:1: .*Correct the file/)]);
  expect(editor.boxes).toEqual([]);
});

test("a folder that becomes a project and cannot be opened says both", async () => {
  plainFolder(root, "Acme");
  await opened();
  writeFileSync(join(root, "state"), "no directory");
  const done = run("initProject");
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1));
  editor.boxes[0]?.accept();
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(2));
  editor.boxes[1]?.accept();
  await done;
  expect(editor.said).toEqual([expect.stringMatching(/^Acme is a project now, but it cannot be opened\. The state directory/)]);
});

test.each([
  ["initProject", 3],
  ["createConnection", 4],
  ["joinConnection", 4],
])(
  "beside code %s writes one line for git, and says which; that issues get a history of their own is a person's choice",
  async (command, boxes) => {
    const folder = join(root, "Acme");
    plainFolder(root, "Acme");
    execFileSync("git", ["init", "--quiet", folder]);
    writeFileSync(join(folder, "main.c"), "int main;\n");
    const git = tree(join(folder, ".git"));
    await opened();
    const done = run(command);
    for (let number = 0; number < boxes; number++) {
      await vi.waitFor(() => expect(editor.boxes).toHaveLength(number + 1));
      if (number < 2) editor.boxes[number]?.accept();
      else editor.boxes[number]?.hide();
    }
    await done;
    const now = tree(join(folder, ".git"));
    expect(Object.keys(now).filter((name) => now[name] !== git[name])).toEqual([join("info", "exclude")]);
    expect(Object.keys(git).filter((name) => now[name] === undefined)).toEqual([]);
    expect(editor.said).toEqual([expect.stringContaining("Git ignores /issues/ from now on")]);
  },
);

test("a copy of a project becomes the folder that works, when a person says so", async () => {
  projectFolder(root, "Acme");
  const [acme] = editor.folders.splice(0);
  const state = join(root, "state");
  const first = openProject(join(root, "Acme"), { state, author: "Ada" });
  if (!first.ok) throw new Error(first.failure.kind);
  first.value.close();
  const path = plainFolder(root, "Copy");
  rmSync(path, { recursive: true });
  cpSync(join(root, "Acme"), path, { recursive: true });
  const { folders } = await opened();
  editor.answer = (text, buttons) => (text.startsWith("Work for this project") ? buttons[1] : undefined);
  await run("initProject");
  expect(folders.all.map(({ state: { kind } }) => kind)).toEqual(["open"]);
  expect(editor.said.at(-1)).toMatch(/Copy works for the project from now on/);
  expect(acme?.name).toBe("Acme");
});
