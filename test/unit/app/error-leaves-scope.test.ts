import { writeFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { connectionFile } from "../../../src/app/connection-name.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

const WORDS = "values:\n  status:\n    otherwise: refuse\n";
let ada: OpenProject;
let bo: OpenProject;

beforeEach(async () => {
  ({ ada, bo } = await runningSides(place()));
  for (const side of [bo, ada]) await sync(side, NOW);
});

const settings = (share: string): void => writeFileSync(connectionFile(ada.workspace, "nordwind"), `share: ${share}\n${WORDS}`);
const stands = (key: string): string | undefined => ada.store.issueByKey(key)?.syncStatus;

test("an issue in error that the filter leaves out by now is no error any more, though nobody edited it", async () => {
  settings("label:pump");
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Pump", status: "Odd", labels: ["pump"] } } });
  await sync(ada, NOW);
  expect(stands("ACME-1")).toBe("error");
  settings("label:valve");
  await sync(ada, NOW);
  await sync(ada, NOW);
  expect(stands("ACME-1")).toBe("local");
});

test("one that was shared and is in error is local once both sides know that it is shared no more", async () => {
  settings("all");
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Pump" } } });
  for (const side of [ada, bo, ada, bo, ada]) await sync(side, NOW);
  expect(stands("ACME-1")).toBe("up to date");
  const id = ada.store.issueByKey("ACME-1")?.id ?? "";
  await ask(ada, { kind: "edit issue", issue: id, change: { fields: { status: "Odd" } } });
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(stands("ACME-1")).toBe("error");
  settings("marked");
  for (const side of [ada, bo, ada, bo, ada]) await sync(side, NOW);
  expect(stands("ACME-1")).toBe("local");
});
