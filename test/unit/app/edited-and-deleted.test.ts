import { renameSync } from "node:fs";
import { expect, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

const SLIP = "A slip";

/** Everything that a side knows of the issue on its connection. */
function known(side: OpenProject, issue: string): string {
  const [state] = side.store.syncsOf(issue);
  return JSON.stringify(state?.sync);
}

async function rest(ada: OpenProject, bo: OpenProject): Promise<void> {
  for (const side of [ada, bo, ada, bo, ada, bo]) await sync(side, NOW);
}

test.each(["primary", "secondary"])("what was edited at the %s and not sealed yet does not leave with the deletion", async (role) => {
  const { ada, bo, exchange } = await runningSides(place());
  const [from, to, name] = role === "primary" ? [ada, bo, "nordwind"] : [bo, ada, "acme"];
  const issue = freshId(from);
  await ask(from, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: [name] } });
  await rest(ada, bo);
  renameSync(exchange, `${exchange}-away`);
  await ask(from, { kind: "edit issue", issue, change: { fields: { title: SLIP } } });
  await sync(from, NOW);
  await ask(from, { kind: "delete issue", issue });
  renameSync(`${exchange}-away`, exchange);
  await rest(ada, bo);
  expect(to.store.issue(issue)?.gone).toBe("deleted");
  expect(known(to, issue)).not.toContain(SLIP);
  expect(from.store.syncsOf(issue).map(({ status }) => status)).toEqual(["up to date"]);
  // Brought back, it comes back as it was here.
  await ask(from, { kind: "bring back", issue });
  await rest(ada, bo);
  expect(to.store.issue(issue)).toMatchObject({ gone: null, syncStatus: "up to date", fields: { title: SLIP } });
});

test.each(["primary", "secondary"])(
  "deleted at the %s after an edit, while the partner edits: it lives on with both edits",
  async (role) => {
    const { ada, bo, exchange } = await runningSides(place());
    const [from, to, name] = role === "primary" ? [ada, bo, "nordwind"] : [bo, ada, "acme"];
    const issue = freshId(from);
    await ask(from, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: [name] } });
    await rest(ada, bo);
    renameSync(exchange, `${exchange}-away`);
    await ask(from, { kind: "edit issue", issue, change: { fields: { status: "Done" } } });
    await ask(from, { kind: "delete issue", issue });
    await ask(to, { kind: "edit issue", issue, change: { fields: { priority: "high" } } });
    renameSync(`${exchange}-away`, exchange);
    await rest(ada, bo);
    for (const side of [ada, bo])
      expect(side.store.issue(issue)).toMatchObject({ gone: null, fields: { title: "Valve", status: "Done", priority: "high" } });
  },
);
