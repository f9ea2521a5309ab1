import { expect, test } from "vitest";
import { type PartnerEdit, partnerChange } from "../../../src/app/partner-change.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

/** Lines that only one of the texts has. */
function difference({ texts }: PartnerEdit): { readonly gone: string[]; readonly come: string[] } {
  const [old = [], now = []] = [texts?.before.split("\n"), texts?.after.split("\n")];
  return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) };
}

test("what the partner changed last stays known, whatever is edited here since, until the issue is deleted", async () => {
  const { ada, bo } = await runningSides(place());
  const issue = freshId(ada);
  const exchanged = async (): Promise<void> => {
    for (const side of [bo, ada, bo, ada]) await sync(side, NOW);
  };
  const known = (project: OpenProject): PartnerEdit | null => {
    const row = project.store.issue(issue);
    return row && partnerChange(project, row);
  };
  await ask(ada, { kind: "new issue", issue, change: { fields: { title: "Valve", status: "New" }, share: ["nordwind"] } });
  await sync(ada, NOW);
  await exchanged();
  // It came whole: there is nothing to compare it with.
  expect([known(ada), known(bo)]).toEqual([null, null]);

  await ask(bo, { kind: "edit issue", issue, change: { fields: { status: "Done" } } });
  await exchanged();
  const change = known(ada);
  expect(change).toMatchObject({ partner: "Nordwind" });
  expect(change && difference(change)).toEqual({ gone: ["status: New"], come: ["status: Done"] });
  // The confirmation of what Bo himself said changed nothing at his side.
  expect(known(bo)).toBeNull();

  for (const status of ["a", "b", "c", "d", "e", "f", "g", "h"])
    await ask(ada, { kind: "edit issue", issue, change: { fields: { status } } });
  expect(known(ada)).toEqual(change);
  await exchanged();
  expect(known(bo)).toMatchObject({ partner: "Acme" });

  // Too long to be kept as it was: that there was a change stays known.
  const body = "A long line of words.\n".repeat(15_000);
  for (const text of [body, `${body}More.`]) {
    await ask(bo, { kind: "edit issue", issue, change: { fields: { body: text } } });
    await exchanged();
  }
  expect(known(ada)).toEqual({ partner: "Nordwind", texts: null });

  await ask(ada, { kind: "delete issue", issue });
  expect(known(ada)).toBeNull();
});
