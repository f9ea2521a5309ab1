import { expect, onTestFinished, test, vi } from "vitest";
import { join } from "node:path";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { tellConnected } from "../../../src/vscode/told-connected.ts";
import { openedProject, place } from "../app/opened-project.ts";
import { runningConnection } from "../sync/sample-context.ts";
import { RUNNING } from "../view/connection-samples.ts";
import { Emitter, editor, resetEditor } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const HANDSHAKE: ConnectionView = { ...RUNNING, status: "handshake", partner: null, contract: null };
const SAID = ["Nordwind Ltd. is connected: the exchange runs."];

/** Windows of one project, and how a connection comes to stand in all of them. */
function windows(number: number): (view: ConnectionView) => void {
  resetEditor();
  const project = openedProject(join(place(), "a"));
  runningConnection(project.context, "c", "nordwind", "primary");
  const moved = new Emitter<void>();
  let view = RUNNING;
  for (let i = 0; i < number; i++) {
    const issues = {
      projects: [
        {
          live: { project },
          get view() {
            return { connections: [view] };
          },
        },
      ],
    };
    const told = tellConnected({ folders: { onChange: moved.event }, issues } as unknown as Ferry);
    onTestFinished(() => void told.dispose());
  }
  return (now) => {
    view = now;
    moved.fire();
  };
}

test("whoever waits for the partner is told once that the connection runs, in one window and never again", () => {
  const stand = windows(2);
  let hidden = 0;
  editor.commands.set("notifications.hideToasts", () => hidden++);
  onTestFinished(() => void editor.commands.delete("notifications.hideToasts"));
  stand(HANDSHAKE);
  stand({ ...RUNNING, status: "stopped", contract: null });
  stand({ ...RUNNING, status: "waiting for secondary", contract: null });
  expect(editor.said).toEqual([]);
  stand(RUNNING);
  stand({ ...RUNNING, status: "stopped" });
  stand(RUNNING);
  // Messages of the set-up that still stand make room for it.
  expect([editor.said, hidden]).toEqual([SAID, 1]);
  stand(HANDSHAKE);
  stand(RUNNING);
  expect(editor.said).toEqual(SAID);
});

test("what ran before the window opened, or was stopped and goes on, is no news; a window behind another program waits", () => {
  const stand = windows(1);
  stand(RUNNING);
  stand({ ...RUNNING, status: "stopped" });
  stand(RUNNING);
  expect(editor.said).toEqual([]);
  stand(HANDSHAKE);
  editor.focused = false;
  stand(RUNNING);
  expect(editor.said).toEqual([]);
  editor.focused = true;
  stand(RUNNING);
  expect(editor.said).toEqual(SAID);
});
