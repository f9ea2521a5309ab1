import { join } from "node:path";
import { expect, test } from "vitest";
import { exitOf } from "../../../src/cli/exit-codes.ts";
import { issueDetails, issuePage, projectView } from "../../../src/app/snapshot.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";

import { openedProject, place } from "./opened-project.ts";

/** The project, where another process commits before each thing that is read of the store. */
function overtaken(): OpenProject {
  const project = openedProject(place());
  const opened = openStore(join(project.stateDirectory, "store.sqlite"));
  if (!opened.ok) throw new Error(opened.failure.kind);
  const worker = opened.value;
  let commits = 0;
  const change = (): void => {
    const key = `N-${++commits}`;
    worker.transaction(() => {
      worker.putConnection(
        sampleConnection("c", { facts: { link: "connected", run: commits % 2 === 0 ? "running" : "stopped", contract: "agreed" } }),
      );
      worker.putIssue(sampleIssue("i", { key, syncStatus: commits % 2 === 0 ? "pending" : "local" }));
      worker.putSync({ sync: sampleSync("c", "i", { partnerKey: key }), status: commits % 2 === 0 ? "pending" : "local", due: false });
    });
  };
  change();
  const store = new Proxy(project.store, {
    get: (target, name, receiver) => {
      const value = Reflect.get(target, name, receiver) as unknown;
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const result = value.apply(target, given) as unknown;
        if (name !== "reading") change();
        return result;
      };
    },
  });
  return { ...project, store };
}

test("what is shown of an issue and of a project is of one commit, whoever works meanwhile", async () => {
  const project = overtaken();
  const row = project.store.issue("i");
  if (!row) throw new Error("no issue");
  const { issue } = await issueDetails(project, row);
  expect(issue.connections[0]?.partnerKey).toBe(issue.key);
  const [listed] = issuePage(project, { since: 0, limit: 9, status: null }).issues;
  expect(listed?.connections[0]?.partnerKey).toBe(listed?.key);
  const view = projectView(project);
  expect(view.connections[0]?.issues.pending).toBe(view.counts.pending);
  expect(view.connections[0]?.running).toBe(view.counts.pending === 1);
});

test("what waits for its turn is not called too new, and not done; what is too new is", () => {
  const project = openedProject(place());
  const { store } = project;
  const entry = { connection: "c", sequence: 1, life: "abcdefghjkmnpqrs", issue: null, body: "{}" };
  const queue = (): unknown => {
    const view = projectView(project);
    const [connection] = view.connections.map((given) => ({ ...given, brokenSettings: null }));
    return [connection?.queue, exitOf({ ...view, connections: connection ? [connection] : [] }, false)];
  };
  store.transaction(() => {
    store.putConnection(sampleConnection("c", { facts: { link: "connected", run: "running", contract: "agreed" } }));
    store.addInbox([{ ...entry, number: 1, tooNew: true }]);
  });
  expect(queue()).toEqual([{ out: 0, in: 1, tooNew: 1 }, 0]);
  store.transaction(() => store.addInbox(Array.from({ length: 300 }, (_, i) => ({ ...entry, number: i + 2 }))));
  expect(queue()).toEqual([{ out: 0, in: 301, tooNew: 1 }, 3]);
});
