import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { attachFile } from "../../../src/app/attach-file.ts";
import { dryRun } from "../../../src/app/dry-run.ts";
import { filesThatStay } from "../../../src/app/kept-here.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { issueDetails } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { detailsPage } from "../../../src/view/details-page.ts";
import { dryRunLines } from "../../../src/view/dry-run-lines.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

let root: string;
let ada: OpenProject;
let bo: OpenProject;
let issue: string;

beforeEach(async () => {
  root = place();
  ({ ada, bo } = await runningSides(root));
  issue = freshId(ada);
  await ask(ada, { kind: "new issue", issue, change: { fields: { title: "Pump" }, share: ["nordwind"] } });
  await settle();
});

async function settle(): Promise<void> {
  for (const side of [ada, bo, ada, bo, ada]) await sync(side, NOW);
}

async function attach(): Promise<string> {
  writeFileSync(join(root, "photo.png"), "a photo");
  const row = ada.store.issue(issue);
  if (!row) throw new Error("no issue");
  const done = await attachFile(ada, row, join(root, "photo.png"), (change) => ask(ada, { kind: "edit issue", issue, change }));
  if (!done.ok) throw new Error(done.failure.kind);
  return done.value.id;
}

async function banner(): Promise<{ readonly word: string; readonly remedy: string | null; readonly sentence: string }> {
  const row = ada.store.issue(issue);
  if (!row) throw new Error("no issue");
  return detailsPage(await issueDetails(ada, row), []).banner;
}

test("a file that the contract keeps here is told in the details, by a dry run and to who attaches it; the issue stays up to date", async () => {
  expect(await banner()).toMatchObject({ word: "Up to date.", sentence: "Nordwind confirmed everything that is here.", remedy: null });
  const id = await attach();
  await settle();
  expect(await banner()).toMatchObject({
    word: "Up to date.",
    sentence: "Nordwind confirmed everything that travels.",
    remedy: "1 file stays here: the contract with Nordwind has no attachments.",
  });
  expect(dryRunLines(await dryRun(ada))).toEqual([
    "nothing would leave, and nothing would be written",
    "to nordwind: ACME-1: stays here: the file photo.png: the contract has no attachments",
  ]);
  const stay = [{ connection: "nordwind", partner: "Nordwind", files: ["photo.png"], none: true }];
  expect(await filesThatStay(ada, issue, [id])).toEqual(stay);
  expect(await filesThatStay(ada, freshId(ada), [id])).toBeNull();
});

test("an internal comment stays as its author means it: told in the details, and not by a dry run", async () => {
  const internal = { id: freshId(ada), author: "Ada", created: null, body: "Not for them.", internal: true };
  const open = { ...internal, id: freshId(ada), body: "For them.", internal: false };
  await ask(ada, { kind: "edit issue", issue, change: { comments: [internal, open] } });
  await settle();
  expect(await banner()).toMatchObject({ word: "Up to date.", remedy: "1 internal comment stays here." });
  expect((await dryRun(ada)).stays).toEqual([]);
});
