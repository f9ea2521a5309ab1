import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { keepContextKeys } from "../../../src/vscode/context-keys.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { editor } from "./editor.ts";
import { emptyRoot, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const JOINED = {
  role: "secondary",
  status: "stopped",
  partner: "Acme",
  contract: null,
  proposed: null,
  brokenSettings: null,
  invitedUntil: null,
};
const INVITED = {
  ...JOINED,
  role: "primary",
  status: "handshake",
  partner: null,
  invitedUntil: new Date(Date.now() + 3_600_000).toISOString(),
};
const LATE = { ...INVITED, invitedUntil: "2020-01-01T00:00:00Z" };
const CONNECTED = { ...JOINED, role: "primary" };
const RUNNING = { ...CONNECTED, status: "running", contract: 1 };
const ASKED = { ...JOINED, status: "update required", proposed: { number: 1 } };

test.each([
  ["none", [JOINED]],
  ["invited", [JOINED, INVITED]],
  ["invited", [LATE, INVITED]],
  ["expired", [JOINED, LATE]],
  ["publish", [INVITED, CONNECTED]],
  ["review", [CONNECTED, ASKED, INVITED]],
  ["invited", [RUNNING, INVITED]],
  ["connected", [RUNNING]],
])("what goes on only when this side does it stays in sight where there is no issue yet: %s", async (step, connections) => {
  const { ferry, folders } = testWindow(emptyRoot());
  const view = { connections: connections as unknown as readonly ConnectionView[] };
  keepContextKeys({ ...ferry, issues: { projects: [{ view, counts: { all: 0 } }] } } as unknown as Ferry);
  await folders.refresh();
  expect(editor.keys.get("issueFerry.step")).toBe(step);
  const { viewsWelcome } = JSON.parse(readFileSync("package.json", "utf8")).contributes;
  const welcomes: readonly string[] = viewsWelcome.map(({ when }: { when: string }) => when);
  expect(welcomes.filter((when) => when.endsWith(`issueFerry.step == ${step}`))).toHaveLength(step === "none" ? 0 : 1);
});
