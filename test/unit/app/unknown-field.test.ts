import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { settingsIn } from "../../../src/app/connection-file.ts";
import { connectionFile } from "../../../src/app/connection-name.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { projectFilePath } from "../../../src/app/project-file.ts";
import { checkSettings } from "../../../src/app/settings-check.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { checkLines } from "../../../src/view/settings-check.ts";
import { openedProject, place } from "./opened-project.ts";

/** Names of a connection's file that fit no field: a filter that asks for what this project has not would name every issue behind `not`: such a connection stands still. */
let project: OpenProject;
let connection: Connection;

beforeEach(async () => {
  const root = place();
  mkdirSync(join(root, "exchange"));
  project = openedProject(root);
  await connect(project, { name: "nordwind", exchange: join(root, "exchange"), share: null }, null);
  const [made] = project.store.connections();
  if (!made) throw new Error("no connection");
  connection = made;
});

function share(filter: string): void {
  const file = connectionFile(project.workspace, "nordwind");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^share: .*$/m, `share: ${filter}`));
  project.context.begin();
}

test.each([
  ["not (Labels contains internal)", '"Labels"; perhaps labels is meant'],
  ["not confidential = true", '"confidential"'],
  ["statsu != Done", '"statsu"; perhaps status is meant'],
  ["status = New or (not team = legal)", '"team"'],
])("%s: nothing is shared, and its line says why", async (filter, said) => {
  share(filter);
  expect(project.context.settingsOf(connection)).toBeNull();
  const detail = expect.stringContaining(`this project has no field ${said}`);
  const [broken] = project.brokenFiles();
  expect(broken).toMatchObject({ kind: "broken", detail });
  const { faults } = await checkSettings(project, connection);
  expect(faults).toMatchObject([{ line: (broken?.kind === "broken" && broken.line) || 0, detail }]);
});

test.each(["label:pump", "not labels contains internal", "text contains valve and not due < 2026-12-01"])(
  "%s is a filter of this project",
  (filter) => {
    share(filter);
    expect(project.context.settingsOf(connection)).not.toBeNull();
  },
);

test("a connection is not made with such a filter", async () => {
  const made = await connect(
    project,
    { name: "south", exchange: join(project.workspace, "../exchange"), share: "not confidential = true" },
    null,
  );
  expect(made).toMatchObject({ ok: false, failure: { kind: "bad share", word: expect.stringContaining("no field") } });
});

test("fields that come into project.yaml while a process works let nothing go until it begins anew", () => {
  share("not due < 2026-12-01");
  expect(project.context.settingsOf(connection)).not.toBeNull();
  appendFileSync(projectFilePath(project.workspace), "fields: { confidential: boolean }\n");
  project.context.begin();
  expect(project.context.settingsOf(connection)).toBeNull();
  expect(project.brokenFiles()).toMatchObject([{ kind: "broken", detail: expect.stringContaining("project.yaml") }]);
});

test.each([
  ["{ status: priority }", "fields.status: the contract's field priority is called priority here, too"],
  ["{ priority: title }", "fields.priority: the contract's field title is called title here, too"],
  ["{ due: deadline, priority: due }", null],
])("two fields of the contract cannot be one field here: fields: %s", async (fields, said) => {
  const file = connectionFile(project.workspace, "nordwind");
  const secondary = `share: all\nfields: ${fields}\n`;
  for (const text of [secondary, readFileSync(file, "utf8") + `fields: ${fields}\n`]) {
    writeFileSync(file, text);
    project.context.begin();
    const agreed: Connection = { ...connection, contract: { ...DEFAULT_TERMS, number: 1 } };
    expect(project.context.settingsOf(agreed) === null).toBe(said !== null);
    const { faults } = await checkSettings(project, agreed);
    const line = text.split("\n").indexOf(`fields: ${fields}`) + 1;
    expect(faults.map((fault) => `${fault.line}: ${fault.detail}`.slice(0, 30))).toEqual(
      said === null ? [] : [`${line}: ${said}`.slice(0, 30)],
    );
  }
});

test.each([
  ["labels: internal", "fixed.labels: must be a list"],
  ["due: soon", "fixed.due: must be a date"],
  ["status: [Open]", "fixed.status: must be a text"],
])("a fixed value that no issue can hold is a fault: %s", async (fixed, said) => {
  writeFileSync(connectionFile(project.workspace, "nordwind"), `share: all\nfixed:\n  ${fixed}\n`);
  project.context.begin();
  expect(project.context.settingsOf(connection)).toBeNull();
  const { faults } = await checkSettings(project, connection);
  expect(faults).toEqual([{ line: 3, detail: expect.stringContaining(said) }]);
});

test("a fixed person is one in every field of persons", () => {
  const held = new Map([["owner", { name: "owner", kinds: ["person" as const] }]]);
  const read = settingsIn("share: all\nfixed: { owner: Ada Marsh <ada@acme.example> }\n", held);
  expect(read).toMatchObject({ ok: true, value: { mapping: { fixed: { owner: { name: "Ada Marsh", email: "ada@acme.example" } } } } });
});

test("the check names what stands on the command line as such, and fields of the contract that are not here", async () => {
  const fields = [
    ...DEFAULT_TERMS.fields,
    { name: "x-team", kind: "option" as const, direction: "both" as const, policy: "primary" as const },
  ];
  const proposed: Connection = { ...connection, role: "secondary", contract: { ...DEFAULT_TERMS, fields, number: 1 } };
  expect(checkLines(await checkSettings(project, proposed), "x.yaml").join("\n")).toContain("This project has no field x-team (option).");
  expect(checkLines(await checkSettings(project, proposed, "statsu = New"), "x.yaml")[0]).toMatch(
    /^--share: "statsu = New" is not understood/,
  );
});
