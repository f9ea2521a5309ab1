import { expect, test } from "vitest";
import { sync } from "../../../src/app/worker.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

test.each(["primary", "secondary"])(
  "an issue that the %s linked is known to the partner by its key from there on, though nothing differs",
  async (role) => {
    const { ada, bo } = await runningSides(place());
    const [from, to, name] = role === "primary" ? [bo, ada, "acme"] : [ada, bo, "nordwind"];
    const rest = async () => {
      for (const side of [ada, bo, ada, bo, ada, bo]) await sync(side, NOW);
    };
    const [theirs, ours] = [freshId(from), freshId(to)];
    await ask(to, { kind: "new issue", issue: freshId(to), change: { fields: { title: "Another" } } });
    await ask(to, { kind: "new issue", issue: ours, change: { fields: { title: "Valve" } } });
    await ask(from, { kind: "new issue", issue: theirs, change: { fields: { title: "Valve" }, share: [name] } });
    await rest();
    const key = to.store.issue(ours)?.key;
    const keyThere = () => from.store.syncsOf(theirs).map(({ sync: state }) => state.partnerKey);
    expect(keyThere()).not.toEqual([key]);
    await ask(to, { kind: "link", issue: ours, partnerKey: from.store.issue(theirs)?.key ?? "" });
    await rest();
    expect(keyThere()).toEqual([key]);
    for (const side of [ada, bo]) expect(side.store.issue(theirs)?.syncStatus).toBe("up to date");
  },
);
