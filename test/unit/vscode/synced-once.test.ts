import { expect, test, vi } from "vitest";
import { SYNCED_ONCE } from "../../../src/view/status-item.ts";
import { addProjectCommands } from "../../../src/vscode/commands/project-commands.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

test("who synchronises while paused is told that it was once, and that it stays paused; else nothing is said", async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  addProjectCommands(ferry);
  await folders.refresh();
  const [live] = folders.live;
  await vi.waitFor(() => expect(live?.activity().mode).toBe("working"));
  await editor.commands.get("issueFerry.syncNow")?.();
  expect(editor.said).toEqual([]);
  await editor.commands.get("issueFerry.pause")?.();
  await vi.waitFor(() => expect(live?.activity().mode).toBe("paused"));
  await editor.commands.get("issueFerry.syncNow")?.();
  expect(editor.said).toEqual([SYNCED_ONCE]);
  expect(live?.activity().mode).toBe("paused");
});
