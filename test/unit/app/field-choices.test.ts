import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { connectionFile } from "../../../src/app/connection-name.ts";
import { fieldChoices } from "../../../src/app/field-choices.ts";
import { issueIndex } from "../../../src/app/issue-index.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { openedProject, place } from "./opened-project.ts";

test("a field that is called otherwise in the contract has our words for what is listed there", async () => {
  const root = place();
  mkdirSync(join(root, "exchange"));
  const project = openedProject(root);
  await connect(project, { name: "nordwind", exchange: join(root, "exchange"), share: null }, null);
  const [connection] = project.store.connections();
  if (!connection) throw new Error("no connection");
  const fields = DEFAULT_TERMS.fields.map((field) =>
    field.name === "status" ? { ...field, values: ["New", "Done", "Odd", "Rest"] } : field,
  );
  project.store.transaction(() => project.store.putConnection({ ...connection, contract: { ...DEFAULT_TERMS, fields, number: 1 } }));
  const table = "{ send: { Begun: New }, receive: { Odd: refuse }, otherwise: { receive: Other } }";
  const text = `share: all\nfields: { status: type, type: status }\nvalues: { status: ${table} }\n`;
  writeFileSync(connectionFile(project.workspace, "nordwind"), text);
  project.context.begin();
  const index = issueIndex(project.store);
  expect(fieldChoices({ project, index }, "type").map(({ value }) => value)).toEqual(["Begun", "Other"]);
  expect(fieldChoices({ project, index }, "status")).toEqual([]);
});
