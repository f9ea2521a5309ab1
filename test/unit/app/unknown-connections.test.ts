import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { examine } from "../../../src/app/doctor.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { unknownConnections } from "../../../src/app/unknown-connections.ts";
import { sync } from "../../../src/app/worker.ts";
import { EVERYTHING, stateOf } from "../../../src/cli/state-answer.ts";
import { checkSentence } from "../../../src/view/doctor-lines.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

/** Ada as she is, and as she was put back to before she was connected with Cy over the same folder. */
async function putBack(): Promise<{ ada: OpenProject; old: OpenProject; exchange: string; own: string }> {
  const root = place();
  const { ada, exchange } = await runningSides(root);
  cpSync(join(root, "Acme-state"), join(root, "Acme-old"), { recursive: true });
  const cy = openedProject(root, "West");
  const made = await connect(ada, { name: "west", exchange, share: null }, null);
  await joinByInvitation(cy, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  for (const side of [cy, ada, cy, ada]) await sync(side, NOW);
  const opened = openProject(ada.workspace, { state: join(root, "Acme-old"), author: "Ada" });
  if (!opened.ok) throw new Error(opened.failure.kind);
  onTestFinished(() => opened.value.close());
  const known = opened.value.store.connections().map(({ name }) => name);
  expect([known, ada.store.connections().map(({ name }) => name)]).toEqual([["nordwind"], ["nordwind", "west"]]);
  const west = ada.store.connections().find(({ name }) => name === "west");
  return { ada, old: opened.value, exchange, own: join(exchange, ada.context.self, west?.id ?? "") };
}

test("what this project signed for a connection that its copy does not know is told by doctor and status, with what to do", async () => {
  const { ada, old, own } = await putBack();
  expect(await unknownConnections(ada)).toEqual([]);
  expect(await unknownConnections(old)).toEqual([{ place: own, partner: "west" }]);
  const check = (await examine(old)).find(({ code }) => code === "CONNECTION_UNKNOWN");
  expect(check).toMatchObject({ check: "earlier state", ok: false });
  const { notes } = await stateOf(old, EVERYTHING);
  expect(notes).toContain(check && checkSentence(check));
  expect(notes.join()).toContain("west exchanges with this project over a connection that this copy does not know");
});

test("a name alone shows nothing, nor what was ended in good order", async () => {
  const { ada, old, exchange } = await putBack();
  const stray = join(exchange, old.context.self, freshId(old));
  mkdirSync(stray);
  writeFileSync(join(stray, `ack-${"0".repeat(52)}.ferry`), "junk");
  expect(await unknownConnections(ada)).toEqual([]);
  await ask(ada, { kind: "remove", connection: "west" });
  await sync(ada, NOW);
  await ask(ada, { kind: "remove", connection: "west" });
  expect(ada.store.connections().map(({ name }) => name)).toEqual(["nordwind"]);
  expect(await unknownConnections(ada)).toEqual([]);
});
