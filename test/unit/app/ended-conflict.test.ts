import { expect, test } from "vitest";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

test.each(["here", "at the partner"])("a value that lost is still to be had when the connection was ended %s", async (where) => {
  const { ada, bo } = await runningSides(place());
  const [issue, other] = [freshId(ada), freshId(ada)];
  for (const [id, title] of [
    [issue, "Valve"],
    [other, "Pump"],
  ] as const)
    await ask(ada, { kind: "new issue", issue: id, change: { fields: { title }, share: ["nordwind"] } });
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  for (const id of [issue, other]) {
    await ask(ada, { kind: "edit issue", issue: id, change: { fields: { status: "Ada's" } } });
    await ask(bo, { kind: "edit issue", issue: id, change: { fields: { status: "Bo's" } } });
  }
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(bo.store.issue(issue)?.syncStatus).toBe("conflict");
  await (where === "here" ? ask(bo, { kind: "remove", connection: "acme" }) : ask(ada, { kind: "remove", connection: "nordwind" }));
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(bo.store.connections()[0]?.facts.link).toBe("closed");
  expect(bo.store.issue(issue)?.syncStatus).toBe("conflict");
  // Forgotten with the connection they would be gone.
  expect(await carryOutAnywhere(bo, { kind: "remove", connection: "acme", author: "Bo" })).toMatchObject({
    kind: "failed",
    code: "CLOSED_UNSETTLED",
    data: { keys: "NORDWIND-1 NORDWIND-2" },
  });
  const settle = (id: string, take: "mine" | "theirs") =>
    ask(bo, { kind: "resolve", issue: id, connection: null, field: "status", take: { kind: take } });
  await settle(issue, "mine");
  await settle(other, "theirs");
  expect([issue, other].map((id) => bo.store.issue(id))).toMatchObject([
    { syncStatus: "local", fields: { status: "Bo's" } },
    { syncStatus: "local", fields: { status: "Ada's" } },
  ]);
  await ask(bo, { kind: "remove", connection: "acme" });
  expect(bo.store.connections()).toEqual([]);
});
