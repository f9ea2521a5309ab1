import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { refusedValues } from "../../../src/app/refused-values.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { refusedSentence } from "../../../src/view/field-failures.ts";
import { openedProject, place } from "./opened-project.ts";

test("a value that the mapping does not let go is told when it is given, and what is refused on purpose is not called missing", async () => {
  const root = place();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const project = openedProject(root);
  const other = openedProject(root, "Nordwind");
  const made = await connect(project, { name: "nordwind", exchange, share: null }, null);
  if (!made.ok) throw new Error(made.failure.kind);
  const settings = join(project.workspace, ".issue-ferry/connections/nordwind.yaml");
  const values = "values:\n  status: { send: { Secret: refuse, New: Open }, otherwise: refuse }\n";
  writeFileSync(settings, `${readFileSync(settings, "utf8").replace(/^values:[^]*?(?=^\S)/m, "")}\n${values}`);
  await joinByInvitation(other, made.value.text, { name: "acme", exchange, share: null });
  for (const side of [other, project, other, project]) await sync(side, { untilIdle: false, timeoutMs: 0 });
  const refused = (status: string): readonly string[] =>
    refusedValues(project, project.store.connections(), { status, title: "Valve" }).map(refusedSentence);
  expect(refused("Secret")).toEqual([]);
  await carryOutAnywhere(project, { kind: "publish", connection: "nordwind", note: "", unverified: true, author: "Ada" });
  for (const side of [project, other]) await sync(side, { untilIdle: false, timeoutMs: 0 });
  await carryOutAnywhere(other, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true, author: "Bo" });
  for (const side of [other, project]) await sync(side, { untilIdle: false, timeoutMs: 0 });
  expect(refused("New")).toEqual([]);
  expect(refused("Secret")).toEqual(['Nordwind does not get it: Status "Secret" stays here: your mapping refuses it.']);
  expect(refused("Odd")).toEqual([
    'Nordwind does not get it: Status "Odd" has no translation in the mapping. Give it one under "values" in the connection\'s file (what has none there goes by its `otherwise`), or choose another value, then retry.',
  ]);
});
