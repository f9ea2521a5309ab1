import { expect, it } from "vitest";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { observeGone } from "../../../src/sync/observe.ts";
import { putRow, putSync, rowOf } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";
import { issueOf } from "./sample-rules.ts";

it("the partner's copy that a link is taking away is not deleted by anybody", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "secondary");
  const { store } = context;
  const start = startSync("c1", "theirs", "partner");
  const gone = (joins?: string): boolean =>
    store.transaction(() => {
      const pendingWrite = joins === undefined ? null : { effect: "e", inbox: null, waits: null, joins };
      putSync(context, connection, { ...start, pendingWrite });
      putRow(context, rowOf(issueOf({ id: "theirs" }), "c1"));
      observeGone(context, "theirs");
      return store.sync("c1", "theirs")?.mine.deleted === true || store.issue("theirs")?.gone === "deleted";
    });
  expect([gone("ours"), gone()]).toEqual([false, true]);
});
