import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";

let ada: User;

beforeEach(async () => {
  const { path, remove } = playground();
  onTestFinished(remove);
  mkdirSync(join(path, "exchange"));
  ada = user(path, "Ada");
  await ada.json(["init", "--key", "ACME"], 0);
  await ada.json(["connect", "nordwind", "--exchange", join(path, "exchange"), "--out", join(path, "handshake.txt")], 0);
});

const issue = (key: string): string => join(ada.workspace, "issues", `${key}.md`);

test("a new issue whose text is too long is not created", async () => {
  const ran = await ada.run(["--json", "new", "--title", "Log", "--share", "nordwind", "--body-file", "-"], "x".repeat(1_000_001));
  expect([ran.exit, JSON.parse(ran.out).error.code]).toEqual([1, "FIELD_REFUSED"]);
  expect(readdirSync(join(ada.workspace, "issues"))).toEqual([]);
});

test("a field that is refused beside one that is taken: the answer names the issue and the field", async () => {
  const { error, key } = await ada.json(["new", "--title", "Log", "--assignee", "a".repeat(2000)], 1);
  expect({ code: error.code, key }).toEqual({ code: "PARTLY_TAKEN", key: "ACME-1" });
  expect(error.message).toMatch(/^ACME-1 is written, but without this: .*ssignee/);
  expect(readFileSync(issue("ACME-1"), "utf8")).toContain("# Log");
  expect((await ada.json(["set", "ACME-1", `assignee=${"a".repeat(2000)}`], 1)).error.code).toBe("FIELD_REFUSED");
});

test("sharing several, one of them held: the others are shared, and the answer says which", async () => {
  for (const title of ["A", "B", "C"]) await ada.json(["new", "--title", title], 0);
  writeFileSync(issue("ACME-2"), readFileSync(issue("ACME-2"), "utf8").replace("id:", "labels: [B\nid:"));
  await ada.run(["sync"]);
  const { error, issues } = await ada.json(["share", "ACME-1", "ACME-2", "ACME-3", "--with", "nordwind"], 1);
  expect(error.code).toBe("ISSUE_HELD");
  expect(error.message).toContain("ACME-2 is held");
  expect(error.message).toContain("ACME-1, ACME-3 are shared with nordwind.");
  expect(issues.map(({ key }: { key: string }) => key)).toEqual(["ACME-1", "ACME-3"]);
  const shared = ["ACME-1", "ACME-2", "ACME-3"].map(
    (key) => existsSync(issue(key)) && readFileSync(issue(key), "utf8").includes("nordwind"),
  );
  expect(shared).toEqual([true, false, true]);
});
