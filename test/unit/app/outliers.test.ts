import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outliers, partnerAnswer } from "../../../src/app/operations.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { place } from "./opened-project.ts";

/** Three partners; `all` is shared with each, `two` with the first two, `one` with the first. What is given differs at the named ones. */
function compared(differs: Readonly<Record<string, readonly string[]>>, unanswered: readonly string[] = []): readonly unknown[] {
  const opened = openStore(join(place(), "store.sqlite"));
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  onTestFinished(() => store.close());
  const partners = ["north", "south", "west"];
  store.transaction(() => {
    for (const id of partners) store.putConnection(sampleConnection(id, { name: id }));
    for (const issue of ["all", "two", "one"]) store.putIssue(sampleIssue(issue, { key: issue }));
    for (const [issue, shared] of [["all", 3] as const, ["two", 2] as const, ["one", 1] as const])
      for (const id of partners.slice(0, shared)) store.putSync({ sync: sampleSync(id, issue), status: "up to date", due: false });
    for (const connection of partners) {
      const differences = Object.entries(differs).flatMap(([issue, at]) =>
        at.includes(connection) ? [{ issue, kind: "different" as const }] : [],
      );
      const comparison = {
        salt: "",
        asked: [],
        waiting: [],
        rounds: 1,
        characters: 1,
        differences,
        found: differences.length,
        underWay: 0,
      };
      const common = { id: connection, connection, operation: "GetChecksums", begun: 0, until: 1 } as const;
      const asked: AskedOperation = unanswered.includes(connection)
        ? { ...common, state: "failed", code: "TIMEOUT" }
        : { ...common, state: "completed", ended: 1, comparison };
      store.putAsked(asked);
    }
  });
  const project = { store } as unknown as OpenProject;
  const told = partners.flatMap((name) => partnerAnswer(project, name, "GetChecksums") ?? []);
  return outliers(project, told);
}

test("of several partners the one that stands apart is named, and this side where it does", () => {
  expect(compared({ all: ["south"] })).toEqual([{ key: "all", partner: "south", among: 3 }]);
  expect(compared({ all: ["north", "south", "west"], two: ["north"] })).toEqual([
    { key: "all", partner: null, among: 3 },
    { key: "two", partner: "north", among: 2 },
  ]);
});

test("nobody is named where nobody can tell: with one partner, with several that differ, or while the others did not answer", () => {
  expect(compared({ one: ["north"] })).toEqual([]);
  expect(compared({ all: ["north", "south"] })).toEqual([]);
  expect(compared({ all: ["north"] }, ["south", "west"])).toEqual([]);
});
