import { expect, test } from "vitest";
import { movedIssues } from "../../../src/app/moved-issues.ts";
import type { AuditEvent } from "../../../src/model/audit.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";

test("what moved since is read from the trail, each issue once; what was there before is not", () => {
  const opened = openStore(":memory:");
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  const event = (issue: string, action: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
    time: 0,
    actor: "a",
    action,
    connection: "c",
    issue,
    ...more,
  });
  store.transaction(() => {
    store.putConnection(sampleConnection("c"));
    for (const id of ["1", "2", "3", "4", "5"]) {
      store.putIssue(sampleIssue(id));
      store.putSync({ sync: sampleSync("c", id), status: id === "4" ? "error" : "up to date", due: false });
    }
    store.addAudit([event("5", "issue sent"), event("5", "issue applied")]);
  });
  const moved = movedIssues(store);
  expect(moved()).toEqual({ sent: [], received: [], deleted: [], refused: [], files: [] });
  store.transaction(() =>
    store.addAudit([
      ...Array.from({ length: 1500 }, () => event("2", "issue sent")),
      event("1", "issue sent"),
      event("3", "issue applied"),
      event("4", "issue applied"),
      event("1", "confirmation applied", { info: "merged", refused: ["status"] }),
      event("2", "confirmation confirmed", { info: "already shared" }),
      event("gone", "issue applied"),
      // After a restore: the whole of it is asked for and comes by itself.
      event("5", "confirmation confirmed", { info: "base unknown" }),
    ]),
  );
  store.transaction(() => store.putIssue({ ...sampleIssue("3"), gone: "deleted" }));
  expect(moved()).toEqual({
    sent: ["ACME-2", "ACME-1"],
    received: ["ACME-3", "ACME-4"],
    deleted: ["ACME-3"],
    refused: ["ACME-1", "ACME-2", "ACME-4"],
    files: [],
  });
});
