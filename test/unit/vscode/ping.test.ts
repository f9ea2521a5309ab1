import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { FIRST_DAY_PARTS } from "../../../src/app/first-day-parts.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { connectionCommands } from "../../../src/vscode/commands/connection-commands.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

/** Milliseconds that a busy machine may take for an answer. */
const PATIENCE = { timeout: 25_000 };

test("whoever asks whether the partner is there is told when they answer, and reads it beside the row before and after", async () => {
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
  const tooltip = (): string => {
    const connection = view();
    return connection ? connectionTreeRow(connection, null, Date.now()).tooltip : "";
  };
  const pass = async (): Promise<void> => {
    await sync(bo, NOW);
    await live.carryOut({ kind: "sync" });
  };
  await vi.waitFor(async () => {
    await pass();
    expect(view()).toMatchObject({ status: "stopped", askedAt: null });
  }, PATIENCE);

  editor.said.length = 0;
  await editor.commands.get("issueFerry.pingConnection")?.();
  expect(editor.said).toEqual([expect.stringContaining("Nordwind was asked")]);
  expect(tooltip()).toContain("Asked just now, no answer yet.");
  await live.carryOut({ kind: "sync" });
  expect(editor.said).toHaveLength(1);

  await pass();
  await vi.waitFor(() => expect(editor.said.at(-1)).toMatch(/^Nordwind answered after \d+\.\d s\.$/), PATIENCE);
  expect(tooltip()).toMatch(/\nAnswered the last ping after \d+\.\d s\.\n/);
  await pass();
  expect(editor.said).toHaveLength(2);

  editor.said.length = 0;
  for (let times = 0; times < 3; times++) await editor.commands.get("issueFerry.pingConnection")?.();
  await pass();
  await vi.waitFor(() => expect(editor.said.at(-1)).toMatch(/^Nordwind answered after/), PATIENCE);
  await pass();
  expect(editor.said.filter((text) => text.includes("answered after"))).toHaveLength(1);
});
