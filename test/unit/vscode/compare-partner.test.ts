import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { addExamineCommands } from "../../../src/vscode/commands/examine-commands.ts";
import type { ReportDocuments } from "../../../src/vscode/report-documents.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

test("whoever compares with a partner reads what came of it once the partner has worked, and sees it beside the row", async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  const shown: string[] = [];
  const reports = { show: async (name: string, text: string) => void shown.push(`${name}: ${text}`) } as unknown as ReportDocuments;
  addExamineCommands(ferry, reports);
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
  await vi.waitFor(async () => {
    await pass();
    expect(view()).toMatchObject({ status: "stopped", partner: "Nordwind" });
  }, 30_000);

  editor.said.length = 0;
  const compares = editor.commands.get("issueFerry.comparePartner")?.();
  await vi.waitFor(async () => {
    await pass();
    expect([shown.length, editor.said]).toEqual([1, []]);
  }, 30_000);
  await compares;
  expect(shown[0]).toMatch(
    /^Compared With Nordwind: # Nordwind\n\nBoth sides have the same of what they agreed on, Nordwind and you, as of /,
  );
  const connection = view();
  expect(connection && connectionTreeRow(connection, null, Date.now()).tooltip).toContain("Compared just now: both had the same.");
});
