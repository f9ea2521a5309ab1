import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { nameGateway } from "../../../src/app/name-gateway.ts";
import { BACKUP_PARTS } from "../../../src/app/backup-parts.ts";
import { connect } from "../../../src/app/connect.ts";
import { checkGateway } from "../../../src/app/doctor-team.ts";
import { gatewayFile } from "../../../src/app/gateway.ts";
import { machineName } from "../../../src/app/machine-kind.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { connectSentence } from "../../../src/view/connect-failures.ts";
import { gatewaySentence } from "../../../src/view/gateway-words.ts";
import { place } from "./opened-project.ts";
import { runningSides } from "./running-sides.ts";

let state: string;
let workspace: string;
let exchange: string;

/** Issues and settings are there; keys and connections are not. */
beforeEach(async () => {
  const sides = await runningSides(place());
  ({ workspace, stateDirectory: state } = sides.ada);
  ({ exchange } = sides);
  sides.ada.close();
  rmSync(state, { recursive: true });
});

function opened(author: string): OpenProject {
  const found = openProject(workspace, { state: `${state}/..`, author });
  if (!found.ok) throw new Error(found.failure.kind);
  onTestFinished(() => found.value.close());
  return found.value;
}

test("a state that is lost is told as that, with what to do, wherever somebody looks", async () => {
  const ada = opened("Ada");
  const gateway = ada.gateway();
  expect(gateway).toEqual({ kind: "elsewhere", name: machineName(), person: "Ada", lost: state });
  const said = gatewaySentence(gateway);
  expect(said).toContain(`its keys and connections are not in ${state}`);
  expect(said).toContain("`issue-ferry restore FILE`");
  // The same name and person are those of WSL and of containers, too: a deletion travels to the gateway that works.
  expect(said).toContain("WSL, a container");
  expect(said).not.toMatch(/delete/i);
  expect(gatewaySentence(gateway, "editor")).not.toContain("issue-ferry restore");
  expect(checkGateway(ada)).toMatchObject({ ok: false, code: "STATE_LOST" });
  const again = await connect(ada, { name: "nordwind", exchange, share: null }, null);
  expect(again.ok ? "" : connectSentence(again.failure)).toBe(said);
});

test("as it says, this machine is named anew without a backup, and connects again", async () => {
  const ada = opened("Ada");
  expect(nameGateway(ada, BACKUP_PARTS).ok).toBe(false);
  rmSync(gatewayFile(workspace));
  expect(nameGateway(ada, BACKUP_PARTS)).toMatchObject({ ok: true, value: { kind: "here" } });
  expect((await connect(ada, { name: "nordwind", exchange, share: null }, null)).ok).toBe(true);
});

test("a team mate's machine has lost nothing", () => {
  expect(opened("Cy").gateway()).toEqual({ kind: "elsewhere", name: machineName(), person: "Ada" });
});

test("the same host name in WSL or a container is another machine's: nothing is lost there", () => {
  const signs = { has: () => false, kernel: "6.1.0", environment: {}, host: "desk" };
  const names = [
    machineName(signs),
    machineName({ ...signs, kernel: "5.15-microsoft-standard-WSL2" }),
    machineName({ ...signs, has: (path) => path === "/.dockerenv" }),
    // A shell on the machine itself.
    machineName({ ...signs, environment: { SSH_CONNECTION: "1" } }),
  ];
  expect(names).toEqual(["desk", "desk (WSL)", "desk (container)", "desk"]);
  const file = gatewayFile(workspace);
  writeFileSync(file, readFileSync(file, "utf8").replace(machineName(), `${machineName()} (WSL)`));
  expect(opened("Ada").gateway()).not.toHaveProperty("lost");
});
