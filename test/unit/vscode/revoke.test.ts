import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { FIRST_DAY_PARTS } from "../../../src/app/first-day-parts.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { connectionCommands } from "../../../src/vscode/commands/connection-commands.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

test("a key is revoked after a question that Enter answers with no; both sides read why it ended, and what comes next", async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  registerCommands(ferry, connectionCommands(ferry, FIRST_DAY_PARTS));
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project is open");
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const bo = openedProject(root, "Nordwind");
  const made = await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  const view = () => projectView(live.project).connections[0];
  const pass = async (): Promise<void> => {
    await sync(bo, NOW);
    await live.carryOut({ kind: "sync" });
  };
  for (let i = 0; i < 8 && view()?.status !== "stopped"; i++) await pass();
  expect(view()).toMatchObject({ status: "stopped" });

  const offered: string[][] = [];
  editor.answer = (_, buttons) => (offered.push([...buttons]), buttons[0]);
  await editor.commands.get("issueFerry.revokeConnection")?.();
  expect([offered.at(-1), view()?.status]).toEqual([["Leave As It Is", "Revoke"], "stopped"]);
  editor.answer = (_, buttons) => buttons.find((button) => button === "Revoke");
  await editor.commands.get("issueFerry.revokeConnection")?.();
  expect([view()?.status, editor.said.at(-1)]).toEqual(["revoked", "The key of Nordwind is revoked here."]);
  const connection = view();
  const row = connection && connectionTreeRow(connection, null, Date.now());
  expect(row).toMatchObject({ tone: "faint", icon: "circle-slash", children: [{ label: "Forget this connection" }] });

  for (let i = 0; i < 8 && projectView(bo).connections[0]?.status !== "closed"; i++) await pass();
  expect(projectView(bo).connections[0]).toMatchObject({ status: "closed", closedBy: "revoked" });
});
