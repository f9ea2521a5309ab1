import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { FIRST_DAY_PARTS } from "../../../src/app/first-day-parts.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { connectionCommands } from "../../../src/vscode/commands/connection-commands.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

test("a button is no answer to another question: what became of the connection meanwhile is asked anew", async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  registerCommands(ferry, connectionCommands(ferry, FIRST_DAY_PARTS));
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project is open");
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  const { store } = live.project;

  const asked: string[] = [];
  editor.answer = (text, buttons) => {
    asked.push(text);
    if (asked.length > 1) return buttons[0];
    // Whoever it is that ends it.
    for (const connection of store.connections())
      store.transaction(() => store.putConnection({ ...connection, facts: { ...connection.facts, link: "closed" } }));
    return buttons.find((button) => button === "Cancel the Invitation");
  };
  await editor.commands.get("issueFerry.removeConnection")?.();
  expect(asked).toEqual(["Cancel the invitation of nordwind?", "Forget nordwind?"]);
  expect(projectView(live.project).connections).toMatchObject([{ name: "nordwind", status: "closed" }]);
});
