import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** Ada's machine is the gateway of a project, Cy is a team mate with the same files. Each test goes on where the one before left. */
const windows = useBrowser();
const place = playground();
const PASSPHRASE = "correct horse battery";
const file = join(place.path, "gateway.bin");
let ada: Machine;
let cy: Machine;
let servers: Server[] = [];

beforeAll(async () => {
  [ada, cy] = ["Ada", "Cy"].map((name) => createMachine(place.path, name)) as [Machine, Machine];
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"]);
  await ferry(ada, ["new", "--title", "Valve sticks"]);
  mkdirSync(join(place.path, "exchange"));
  await ferry(ada, ["connect", "nordwind", "--exchange", join(place.path, "exchange")]);
  // As git would bring them.
  cpSync(ada.workspace, cy.workspace, { recursive: true });
  servers = await Promise.all(
    [ada, cy].map(async (machine) => {
      await installExtension(machine, extensionFile());
      return startServer(machine);
    }),
  );
}, 180_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  place.remove();
});

async function opened(index: 0 | 1): Promise<Workbench> {
  const server = servers[index];
  if (server === undefined) throw new Error("no server");
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  await window.view("Issues").row(/^ACME-1\b/);
  return window;
}

test("the gateway is handed over, and goes on at the machine of a team mate", async () => {
  const [here, there] = [await opened(0), await opened(1)];
  const connections = await there.view("Connections").shown();
  await until("the view says who the gateway is", async () => /\(Ada\) is the gateway.*Show Gateway/s.test(await connections.message()));
  await there.screenshot("team-other-machine", "dark");

  await here.command("Issue Ferry: Show Gateway...");
  await here.quick.opened("This machine is the gateway");
  await here.screenshot("team-gateway");
  await here.quick.choose("Hand it over to another machine...");
  await here.messages.dialog("Hand the gateway over to another machine?");
  await here.screenshot("team-hand-over");
  await here.messages.answerDialog("Hand Over...");
  await here.quick.answer("A passphrase to seal the file with", PASSPHRASE);
  await here.quick.answer("The same passphrase again", PASSPHRASE);
  await here.quick.acceptPath(file);
  await here.messages.notification("This machine sends nothing any more.");
  await here.screenshot("team-handed-over");
  await here.messages.clear();
  expect(existsSync(file)).toBe(true);
  await until("the message says so", async () => (await here.view("Connections").message()).includes("was handed over by Ada"));

  await there.command("Issue Ferry: Show Gateway...");
  await there.quick.opened("The gateway is");
  await there.quick.choose("Restore from a file...");
  await there.messages.dialog("Make this machine the gateway, from a file?");
  await there.messages.answerDialog("Restore...");
  await there.quick.acceptPath(file);
  await there.quick.answer("The passphrase that the file was sealed with", PASSPHRASE);
  await there.messages.notification("This machine is the gateway now");
  await there.screenshot("team-restored", "light");
  await there.messages.clear();
  await connections.row("nordwind", ({ description }) => description.startsWith("handshake"));
  expect(readFileSync(join(cy.workspace, ".issue-ferry/gateway.yaml"), "utf8")).toContain("person: Cy");
});

test("git merges issue files field by field, with the program that the extension brought", async () => {
  const { workspace } = ada;
  const git = (...words: string[]): string =>
    execFileSync("git", ["-C", workspace, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], { encoding: "utf8" });
  const issue = join(workspace, "issues/ACME-1.md");
  const change = (from: string, to: string): void => writeFileSync(issue, readFileSync(issue, "utf8").replace(from, to));
  git("init", "--quiet", "--initial-branch", "main");
  const window = await opened(0);
  await window.command("Issue Ferry: Merge Issue Files in Git...");
  await window.quick.opened("Not set in this clone");
  await window.screenshot("team-merge-driver");
  await window.quick.choose("Set it");
  await window.messages.notification("Git merges issue files field by field");
  await window.messages.clear();
  git("add", "--all");
  git("commit", "--quiet", "-m", "Begin");
  git("checkout", "--quiet", "-b", "other");
  change("key: ACME-1\n", "key: ACME-1\nstatus: Done\n");
  git("commit", "--quiet", "-am", "Done");
  git("checkout", "--quiet", "main");
  change("key: ACME-1\n", "key: ACME-1\npriority: high\n");
  git("commit", "--quiet", "-am", "High");
  git("merge", "--quiet", "--no-edit", "other");
  const text = readFileSync(issue, "utf8");
  expect([text.includes("status: Done\n"), text.includes("priority: high\n"), text.includes("<<<<")]).toEqual([true, true, false]);
});
