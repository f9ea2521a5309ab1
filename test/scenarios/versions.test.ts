import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";
import { VERSION_1_1, builtWith, speaking } from "../support/later-version.ts";
import { settle, statuses } from "../support/two-sides.ts";
import { writeIssue } from "../support/hub.ts";

/** Ada stays with the program as it is until her update; Bo has a made-up 1.1 from the first day. */
const place = playground();
const exchange = join(place.path, "exchange");
const handshakeFile = join(place.path, "handshake.txt");
let later: string;
let ada: User;
let bo: User;

beforeAll(async () => {
  mkdirSync(exchange);
  later = await builtWith(join(place.path, "later"), VERSION_1_1);
  ada = user(place.path, "Ada");
  bo = user(place.path, "Bo", undefined, later);
  await ada.json(["init", "--name", "Acme Pumps", "--key", "ACME"], 0);
  await bo.json(["init", "--name", "Nordwind", "--key", "NW"], 0);
  await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", handshakeFile, "--share", "all"], 0);
  await bo.json(["join", handshakeFile, "--exchange", exchange, "--name", "acme", "--share", "all"], 0);
  for (const side of [bo, ada, bo, ada]) await side.run(["sync"]);
  await ada.run(["config", "publish", "nordwind", "--unverified"]);
  await ada.run(["start", "nordwind"]);
  for (const side of [ada, bo]) await side.run(["sync"]);
  await bo.run(["config", "accept", "acme", "--unverified"]);
  await bo.run(["start", "acme"]);
  await settle({ ada, bo });
});
afterAll(() => place.remove());

const issues = async (side: User): Promise<readonly string[]> =>
  (await side.json<{ issues: { title: string; syncStatus: string }[] }>(["issues"])).issues.map(
    ({ title, syncStatus }) => `${title}: ${syncStatus}`,
  );

test("1.0 and 1.1 work together as 1.0 does", async () => {
  expect(await statuses({ ada, bo })).toBe("running | running");
  writeIssue(ada, "one.md", "# The valve leaks\n");
  writeIssue(bo, "two.md", "# The pump is loud\n");
  await settle({ ada, bo });
  for (const side of [ada, bo])
    expect((await issues(side)).toSorted()).toEqual(["The pump is loud: up to date", "The valve leaks: up to date"]);
});

test("what 1.0 cannot read is kept, both users are told why, and after the update it is there", async () => {
  writeIssue(bo, "three.md", "# The fan, with a video\n");
  await settle({ ada, bo }).catch(() => undefined);
  expect(await issues(ada)).not.toContain("The fan, with a video: up to date");
  expect(await issues(bo)).toContain("The fan, with a video: error");
  // The rest goes on beside it.
  writeIssue(bo, "four.md", "# The fan alone\n");
  await settle({ ada, bo }).catch(() => undefined);
  expect(await issues(ada)).toContain("The fan alone: up to date");
  const told = await ada.run(["connections"]);
  expect(told.out + told.err).toContain("1 message of Nordwind needs a newer version of Issue Ferry");

  // The same of a message of a kind that it has never heard of.
  writeIssue(bo, "five.md", "# The pipe, by a telegram\n");
  await settle({ ada, bo }).catch(() => undefined);
  expect(await issues(ada)).not.toContain("The pipe, by a telegram: up to date");
  expect(await issues(bo)).toContain("The pipe, by a telegram: error");
  const both = await ada.run(["connections"]);
  expect(both.out + both.err).toContain("2 messages of Nordwind need a newer version of Issue Ferry");

  const updated = user(place.path, "Ada", undefined, later);
  await settle({ ada: updated, bo });
  expect(await issues(updated)).toContain("The fan, with a video: up to date");
  expect(await issues(bo)).toContain("The fan, with a video: up to date");
  for (const side of [updated, bo]) expect(await issues(side)).toContain("The pipe, by a telegram: up to date");
  const after = await updated.run(["connections"]);
  expect(after.out + after.err).not.toContain("newer version");
});

test("a version under development joins no released one, and says which it is", async () => {
  const beta = user(place.path, "Cy", undefined, await builtWith(join(place.path, "beta"), speaking("1.1-beta.1", ["1.1-beta.1", "1.0"])));
  await beta.json(["init", "--name", "Cyan", "--key", "CY"], 0);
  const invitation = join(place.path, "for-cy.txt");
  await ada.json(["connect", "cyan", "--exchange", exchange, "--out", invitation], 0);
  const refused = await beta.run(["join", invitation, "--exchange", exchange, "--name", "acme"]);
  expect(refused.exit).not.toBe(0);
  expect(refused.err).toMatch(/version/);
});
