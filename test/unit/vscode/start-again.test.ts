import { expect, test, vi } from "vitest";
import { FIRST_DAY_PARTS } from "../../../src/app/first-day-parts.ts";
import { statusItem } from "../../../src/view/status-item.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { connectionCommands } from "../../../src/vscode/commands/connection-commands.ts";
import { standingOfProject } from "../../../src/vscode/status-bar.ts";
import { runningConnection } from "../sync/sample-context.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

/** This machine does not know the connection's exchange folder, which a person must say. */
const LACKS = "$(warning) Ferry: 1 needs you";

test("a connection that is stopped does not look healthy, and whoever stopped it by mistake starts it from the message", async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders, model } = testWindow(root);
  registerCommands(ferry, connectionCommands(ferry, FIRST_DAY_PARTS));
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project is open");
  runningConnection(live.project.context, "c", "nordwind", "primary");
  const shown = (): string | undefined => statusItem(model.projects.map(standingOfProject), false)?.text;
  await live.carryOut({ kind: "sync" });
  await vi.waitFor(() => expect(shown()).toBe(LACKS));

  await editor.commands.get("issueFerry.stopConnection")?.();
  await vi.waitFor(() => expect(shown()).toBe(`${LACKS}, 1 stopped connection`));

  editor.answer = (_, buttons) => buttons.find((button) => button === "Start Again");
  await live.carryOut({ kind: "start", connection: "nordwind" });
  await vi.waitFor(() => expect(shown()).toBe(LACKS));
  await editor.commands.get("issueFerry.stopConnection")?.();
  await vi.waitFor(() => expect(editor.said.at(-1)).toBe("nordwind is running here."));
  await vi.waitFor(() => expect(shown()).toBe(LACKS));
});
