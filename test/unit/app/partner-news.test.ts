import { expect, test } from "vitest";
import { newsAfter, partnerNews } from "../../../src/app/partner-news.ts";
import type { News } from "../../../src/model/news.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { ISSUE, type Side, edit, pair, settle } from "./carried-sides.ts";

/** What came to this side since it was asked last. */
function reader({ context: { store } }: Side): () => News[] {
  let since = 0;
  return () => {
    const { found, upTo } = partnerNews(store, since, 1_000);
    since = upTo;
    expect(found.every(({ issue }) => issue === ISSUE)).toBe(true);
    return found.map(({ news }) => news);
  };
}

async function sides() {
  const { acme, nordwind } = pair();
  const [atAcme, atNordwind] = [reader(acme), reader(nordwind)];
  await edit(acme, { fields: { title: "Valve sticks" } }, "new issue");
  await settle(acme, nordwind);
  return { acme, nordwind, atAcme, atNordwind };
}

const comment = (id: string) => ({ id, author: "Bo", created: "2026-11-22T08:00:00Z", body: "Seen.", internal: false });

test("what a partner does is news at the other side alone: a new issue, edits, comments", async () => {
  const { acme, nordwind, atAcme, atNordwind } = await sides();
  expect(atNordwind()).toEqual([{ kind: "new", partner: "Acme", parts: [] }]);
  expect(atAcme()).toEqual([]);
  await edit(nordwind, { fields: { title: "Valve leaks" }, comments: [comment("00000000000000000000000104")] });
  await settle(nordwind, acme);
  expect(atAcme()).toEqual([{ kind: "changed", partner: "Nordwind", parts: ["title", "comment"] }]);
  // The answer to an own edit brings nothing that this side has not written itself.
  expect(atNordwind()).toEqual([]);
});

test("a file that a partner attached is told as a file, a link as a link and a comment as a comment", () => {
  const event = { time: 0, actor: "partner Nordwind", action: "issue applied", issue: ISSUE } as const;
  const parts = ["attachment:00000000000000000000000105", "link:blocks 00000000000000000000000106", "comment:00000000000000000000000107"];
  const audits = () => [{ ...event, sequence: 1, parts, added: parts }];
  const { found } = partnerNews({ audits }, 0, 10);
  expect(found.map(({ news }) => news.parts)).toEqual([["file", "link", "comment"]]);
});

test("what came merged into the answer to an own edit is news, the own edit is not", async () => {
  const { acme, nordwind, atAcme, atNordwind } = await sides();
  await edit(nordwind, { fields: { priority: "High" } });
  await carryOut(acme.context, { kind: "edit issue", issue: ISSUE, change: { fields: { status: "Done" } }, author: "Ada" });
  atNordwind();
  await settle(nordwind, acme);
  expect(atNordwind()).toEqual([{ kind: "changed", partner: "Acme", parts: ["status"] }]);
  expect(atAcme()).toEqual([{ kind: "changed", partner: "Nordwind", parts: ["priority"] }]);
});

test("a deletion is none, since its row is gone; that it is there again is", async () => {
  const { acme, nordwind, atAcme, atNordwind } = await sides();
  atNordwind();
  await carryOut(acme.context, { kind: "delete issue", issue: ISSUE, author: "Ada" });
  await createEngine(acme.context).pass();
  await settle(acme, nordwind);
  expect(atNordwind()).toEqual([]);
  await carryOut(nordwind.context, { kind: "bring back", issue: ISSUE, author: "Bo" });
  await createEngine(nordwind.context).pass();
  await settle(nordwind, acme);
  expect(atAcme()).toEqual([{ kind: "changed", partner: "Nordwind", parts: ["deleted"] }]);
});

test("that sharing ended is news, at the other side", async () => {
  const { acme, nordwind, atAcme, atNordwind } = await sides();
  atNordwind();
  await edit(acme, { share: ["-Nordwind"] });
  await settle(acme, nordwind);
  expect(atNordwind()).toEqual([{ kind: "stopped", partner: "Acme", parts: [] }]);
  expect(atAcme()).toEqual([]);
});

test("the trail is read in steps", async () => {
  const { nordwind } = await sides();
  const { store } = nordwind.context;
  const all = partnerNews(store, 0, 1_000);
  const found: unknown[] = [];
  for (let since = 0, more = true; more;) {
    const step = partnerNews(store, since, 1);
    found.push(...step.found);
    ({ more } = step);
    since = step.upTo;
  }
  expect(found).toEqual(all.found);
});

test("several things make one: new stays new, parts are gathered, the end of sharing is said whatever came before", () => {
  const changed = (...parts: string[]): News => ({ kind: "changed", partner: "Acme", parts });
  const fresh: News = { kind: "new", partner: "Acme", parts: [] };
  const stopped: News = { kind: "stopped", partner: "Acme", parts: [] };
  expect(newsAfter(undefined, changed("title"))).toEqual(changed("title"));
  expect(newsAfter(fresh, changed("title"))).toEqual(fresh);
  expect(newsAfter(changed("title"), changed("comment", "title"))).toEqual(changed("title", "comment"));
  expect(newsAfter(fresh, stopped)).toEqual(stopped);
  expect(newsAfter(stopped, changed("shared"))).toEqual(changed("shared"));
});
