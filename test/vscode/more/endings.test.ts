import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { createMachine } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { startServer } from "../support/server.ts";
import { SETUP_PATIENCE, type Side, type TwoSides, connectedSides, connectionStatus, openSide } from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * A project that was copied while its original went on, and a partner whose key is revoked: what only a person can answer. Each test goes on where the
 * one before left.
 */
const windows = useBrowser();
let sides: TwoSides;
/** Ada's project as a backup brought it to two other machines. */
let copies: readonly [Side, Side];

beforeAll(async () => {
  sides = await connectedSides({}, "all");
  const { acme, nordwind, exchange } = sides;
  const root = dirname(exchange);
  const backup = join(root, "backup.bin");
  const sealed = { ...acme.machine, environment: { ...acme.machine.environment, ISSUE_FERRY_PASSPHRASE: "correct horse battery" } };
  const pass = async (): Promise<void> => {
    for (const { machine } of [acme, nordwind, acme, nordwind]) await ferry(machine, ["sync", "--quiet"], { exit: "any" });
  };
  await ferry(acme.machine, ["new", "--title", "Valve sticks"]);
  await pass();
  await ferry(sealed, ["backup", backup]);
  await ferry(acme.machine, ["set", "ACME-1", "status=Open"]);
  await pass();
  // It is the copies' turn now.
  await acme.server.stop();
  const restored = async (name: string): Promise<Side> => {
    const machine = createMachine(root, name);
    cpSync(acme.machine.workspace, machine.workspace, { recursive: true });
    const environment = { ...sealed.environment, ...machine.environment };
    await ferry({ ...machine, environment }, ["restore", backup], { exit: "any" });
    await installExtension(machine, extensionFile());
    return { ...acme, machine, server: await startServer(machine) };
  };
  copies = [await restored("Cy"), await restored("Di")];
}, SETUP_PATIENCE);
afterAll(async () => {
  await Promise.all((copies ?? []).map(({ server }) => server.stop()));
  await sides?.stop();
});

/** Asks by the menu of the connection's row, is left as it is, and asks again. */
async function ask(window: Workbench, row: string, entry: string, question: string): Promise<void> {
  for (const leaves of [true, false]) {
    await window.view("Connections").contextMenu(row, entry);
    await window.messages.dialog(question);
    if (leaves) await window.messages.answerDialog("Leave As It Is");
  }
}

const issue = ({ machine, prefix }: Side): string => readFileSync(join(machine.workspace, "issues", `${prefix}-1.md`), "utf8");

test("a copy that stands still goes on when its person says so, and what it says reaches the partner", async () => {
  const [copy] = copies;
  const [cy, bo] = [await openSide(windows, copy), await openSide(windows, sides.nordwind)];
  await connectionStatus(cy, "Nordwind", "suspended");
  await cy.view("Connections").row("Was put back, or copied");
  await ask(cy, "Nordwind", "Go On With This Copy...", "Go on with Nordwind from this copy of the project?");
  await cy.screenshot("endings-go-on");
  await cy.messages.answerDialog("Go On");
  await connectionStatus(cy, "Nordwind", "running");
  await cy.view("Issues").row(/^ACME-1\b/, ({ badge }) => badge === "✓");
  await ferry(copy.machine, ["set", "ACME-1", "priority=high"], { exit: "any" });
  await until("the partner has it", () => issue(sides.nordwind).includes("priority: high\n"));
  await bo.view("Issues").row(/^NW-1\b/, ({ badge }) => badge === "✓");
  expect(issue(sides.nordwind)).toContain("status: Open\n");
});

test("a copy that is not to go on is retired for good", async () => {
  const { nordwind } = sides;
  const [, copy] = copies;
  const di = await openSide(windows, copy);
  await connectionStatus(di, "Nordwind", "suspended");
  await di.screenshot("endings-copy", "light");
  await ask(di, "Nordwind", "Retire This Copy...", "Never talk on Nordwind from this copy of the project again?");
  await di.screenshot("endings-retire");
  await di.messages.answerDialog("Retire This Copy");
  await connectionStatus(di, "Nordwind", "closed");
  const before = issue(nordwind);
  await ferry(copy.machine, ["set", "ACME-1", "status=Rejected"], { exit: "any" });
  expect(issue(copy)).toContain("status: Rejected\n");
  await ferry(nordwind.machine, ["sync", "--quiet"], { exit: "any" });
  expect(issue(nordwind)).toBe(before);
});

test("a partner whose key is revoked is read no more, and reads why", async () => {
  const { nordwind } = sides;
  const [cy, bo] = [await openSide(windows, copies[0]), await openSide(windows, nordwind)];
  await connectionStatus(bo, "Acme", "running");
  await ask(bo, "Acme", "Revoke Partner...", "Revoke the key of Acme?");
  await bo.screenshot("endings-revoke");
  await bo.messages.answerDialog("Revoke");
  await connectionStatus(bo, "Acme", "revoked");
  await connectionStatus(cy, "Nordwind", "closed");
  await cy.screenshot("endings-revoked-partner");
  await bo.screenshot("endings-revoked");
  expect(issue(nordwind)).toContain("priority: high\n");
});
