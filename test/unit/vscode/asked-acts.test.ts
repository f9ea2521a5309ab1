import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { addSetupCommands } from "../../../src/vscode/commands/setup-commands.ts";
import { askForDecisions } from "../../../src/vscode/prompted-steps.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW, ask } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const PATIENCE = { timeout: 25_000 };

/** A window that asks what nothing goes on without, and the partner's project beside it. */
async function sides(): Promise<{ live: LiveProject; other: OpenProject; exchange: string; view: () => ConnectionView | undefined }> {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const { ferry, folders } = testWindow(root);
  addSetupCommands(ferry);
  const asking = askForDecisions(ferry);
  onTestFinished(() => void asking.dispose());
  await folders.refresh();
  const [live] = folders.live;
  if (!live) throw new Error("no project is open");
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  return { live, other: openedProject(root, "Nordwind"), exchange, view: () => projectView(live.project).connections[0] };
}

/** What is said and the buttons, of each question; answered with the first of these that is there. */
function answering(...wished: readonly string[]): string[][] {
  const asked: string[][] = [];
  editor.answer = (text, buttons) => {
    asked.push([text, ...buttons]);
    return wished.find((button) => buttons.includes(button));
  };
  return asked;
}

test("the side that invited is asked once both know each other: publish, without comparing, and it starts", async () => {
  const { live, other, exchange, view } = await sides();
  const asked = answering("Publish and Start...", "Go On Without Comparing");
  const made = await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(other, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  for (let i = 0; i < 8 && view()?.status === "handshake"; i++) {
    await sync(other, NOW);
    await live.carryOut({ kind: "sync" });
  }
  await vi.waitFor(() => expect(view()).toMatchObject({ status: "waiting for secondary", running: true }), PATIENCE);
  expect(asked.map(([text]) => text)).toEqual([
    expect.stringContaining("Connected with Nordwind, number"),
    "Publish the contract to Nordwind?",
  ]);
  expect(asked[1]?.slice(1)).toEqual(["Compare the Safety Number First", "Go On Without Comparing"]);
  expect(view()?.verified).toBe("without checking");
});

test("the side that joined is asked when the contract has come: accept, without comparing, and it starts", async () => {
  const { live, other, exchange, view } = await sides();
  const asked = answering("Accept and Start...", "Go On Without Comparing");
  const made = await connect(other, { name: "acme", exchange, share: null }, null);
  await joinByInvitation(live.project, made.ok ? made.value.text : "", { name: "nordwind", exchange, share: null });
  for (let i = 0; i < 8 && projectView(other).connections[0]?.status !== "stopped"; i++) {
    await live.carryOut({ kind: "sync" });
    await sync(other, NOW);
  }
  expect(view()).toMatchObject({ status: "stopped", contract: null });
  await ask(other, { kind: "publish", connection: "acme", note: "", unverified: true });
  await sync(other, NOW);
  await live.carryOut({ kind: "sync" });
  await vi.waitFor(() => expect(view()).toMatchObject({ status: "running", contract: 1, verified: "without checking" }), PATIENCE);
  expect(asked.map(([text]) => text)).toEqual(["Nordwind has published contract 1. Accept and start?", "Accept contract 1 of Nordwind?"]);
});

test("whoever decided with the invitation is asked nothing", async () => {
  const { live, other, exchange, view } = await sides();
  const asked = answering();
  const made = await connect(other, { name: "acme", exchange, share: null, publish: true }, null);
  await joinByInvitation(live.project, made.ok ? made.value.text : "", { name: "nordwind", exchange, share: null, accept: "known" });
  const theirs = (): ConnectionView | undefined => projectView(other).connections[0];
  for (let i = 0; i < 8 && [view(), theirs()].some((one) => one?.status !== "running"); i++) {
    await live.carryOut({ kind: "sync" });
    await sync(other, NOW);
  }
  expect([view()?.status, theirs()?.status, asked]).toEqual(["running", "running", []]);
});

test("whoever decided with the invitation takes it back at the row, and is asked like anybody", async () => {
  const { live, other, exchange, view } = await sides();
  const made = await connect(live.project, { name: "nordwind", exchange, share: null, publish: true }, null);
  const words = (): string[] => (view() ? connectionTreeRow(view() as ConnectionView, null, Date.now()).context.split(" ") : []);
  expect(words()).toContain("early");
  await editor.commands.get("issueFerry.askMeFirst")?.();
  expect([words().includes("early"), editor.said.at(-1)]).toEqual([
    false,
    expect.stringContaining("Nothing starts by itself on nordwind any more"),
  ]);
  const asked = answering();
  await joinByInvitation(other, made.ok ? made.value.text : "", { name: "acme", exchange, share: null, accept: "known" });
  for (let i = 0; i < 8 && view()?.status === "handshake"; i++) {
    await sync(other, NOW);
    await live.carryOut({ kind: "sync" });
  }
  await vi.waitFor(() => expect(asked.map(([text]) => text)).toEqual([expect.stringContaining("Connected with Nordwind")]), PATIENCE);
  expect(view()).toMatchObject({ status: "stopped", contract: null, verified: "unverified" });
});
