import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { gatewayFile, setMoved } from "../../../src/app/gateway.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { tree } from "../../support/tree.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

/** docs/SECURITY.md, "Somebody who changes gateway.yaml": a machine that is not the gateway sends nothing and gives out no key. */
let ada: OpenProject;
let exchange: string;
let named: string;

const OTHER = "machine: 06d9v3k8qxw7h9fb2m1t5r0c4c\nname: pump-house\nperson: Cy\n";

beforeEach(async () => {
  const sides = await runningSides(place());
  ({ ada, exchange } = sides);
  for (const side of [sides.ada, sides.bo, sides.ada]) await sync(side, NOW);
  named = readFileSync(gatewayFile(ada.workspace), "utf8");
  // Something that would be taken and acknowledged.
  await ask(sides.bo, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Crane" }, share: ["acme"] } });
  await sync(sides.bo, NOW);
  // Something that would leave, and would be given a key.
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Valve" }, share: ["nordwind"] } });
  writeFileSync(join(ada.workspace, "issues", "idea.md"), "---\nshare: nordwind\n---\n# Idea\n");
});

const issues = (): string[] => readdirSync(join(ada.workspace, "issues")).toSorted();
const command = { kind: "new issue", change: { fields: { title: "Pump" } }, author: "Ada" } as const;

/** What a command and two passes did: `nothing`, where not even the command was carried out. */
async function done(): Promise<string> {
  const before = JSON.stringify([tree(exchange), issues()]);
  const outcome = await carryOutAnywhere(ada, { ...command, issue: freshId(ada) });
  for (let pass = 0; pass < 2; pass++) await sync(ada, NOW);
  if (outcome.kind === "done") return issues().includes("idea.md") ? "the command" : "everything";
  return JSON.stringify([tree(exchange), issues()]) === before && outcome.code === "NOT_GATEWAY" ? "nothing" : outcome.code;
}

test("where the file names another machine, also when it is gone then; it acts again when the file names it", async () => {
  writeFileSync(gatewayFile(ada.workspace), OTHER);
  expect(await done()).toBe("nothing");
  rmSync(gatewayFile(ada.workspace));
  expect(await done()).toBe("nothing");
  writeFileSync(gatewayFile(ada.workspace), named);
  expect(await done()).toBe("everything");
});

test("where the file cannot be read", async () => {
  writeFileSync(gatewayFile(ada.workspace), `${named}machine: [\n`);
  expect(await done()).toBe("nothing");
  writeFileSync(gatewayFile(ada.workspace), named);
  expect(await done()).toBe("everything");
});

test("once it was handed over, whatever the file says", async () => {
  setMoved(ada.store, true);
  for (const text of [named, OTHER]) {
    writeFileSync(gatewayFile(ada.workspace), text);
    expect(await done()).toBe("nothing");
  }
  rmSync(gatewayFile(ada.workspace));
  expect(await done()).toBe("nothing");
});
