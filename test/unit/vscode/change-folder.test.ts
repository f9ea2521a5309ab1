import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { exchangeFact } from "../../../src/app/places.ts";
import { FIRST_DAY_PARTS } from "../../../src/app/first-day-parts.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { connectionCommands } from "../../../src/vscode/commands/connection-commands.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

test("Enter in the choice of another exchange folder leaves the connection's own, and takes none of another partner", async () => {
  const root = emptyRoot();
  const project = projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  registerCommands(ferry, connectionCommands(ferry, FIRST_DAY_PARTS));
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project");
  for (const name of ["harbour", "nordwind"]) {
    mkdirSync(join(root, name));
    await connect(live.project, { name, exchange: join(root, name), share: null }, null);
  }
  const done = editor.commands.get("issueFerry.changeExchangeFolder")?.({ project, connection: "nordwind" });
  const [box] = await vi.waitFor(() => (expect(editor.boxes).toHaveLength(1), editor.boxes));
  expect(box?.items.map(({ label, description }) => [label, description])).toEqual([
    [join(root, "nordwind"), "used with nordwind"],
    [join(root, "harbour"), "used with harbour"],
    ["Choose a folder...", undefined],
  ]);
  box?.accept();
  await done;
  const { store } = live.project;
  expect(store.connections().map(({ id }) => store.fact(exchangeFact(id)))).toEqual([join(root, "harbour"), join(root, "nordwind")]);
});

test("while a folder is looked at, which one that hangs makes long, the connections show that something goes on", async () => {
  const root = emptyRoot();
  const project = projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  const looked = Promise.withResolvers<null>();
  registerCommands(ferry, connectionCommands(ferry, { ...FIRST_DAY_PARTS, checkExchangeFolder: () => looked.promise }));
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project");
  mkdirSync(join(root, "nordwind"));
  await connect(live.project, { name: "nordwind", exchange: join(root, "nordwind"), share: null }, null);
  const done = editor.commands.get("issueFerry.changeExchangeFolder")?.({ project, connection: "nordwind" });
  const [box] = await vi.waitFor(() => (expect(editor.boxes).toHaveLength(1), editor.boxes));
  expect(editor.busy).toEqual([]);
  box?.accept();
  await vi.waitFor(() => expect(editor.busy).toEqual(["issueFerry.connections"]));
  looked.resolve(null);
  await done;
  expect(editor.busy).toEqual([]);
});
