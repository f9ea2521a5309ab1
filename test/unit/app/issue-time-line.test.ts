import { expect, test } from "vitest";
import { issueTrail } from "../../../src/app/issue-trail.ts";
import type { TrackerChange } from "../../../src/model/tracker-issue.ts";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { timeLine } from "../../../src/view/details-time-line.ts";
import { contextInMemory, runningConnection } from "../sync/sample-context.ts";

const ISSUE = "00000000000000000000000004";
const REFUSES: Mapping = { ...DEFAULT_MAPPING, values: { status: { send: {}, receive: { New: "New" }, otherwise: "refuse" } } };

const IDS = { Acme: "00000000000000000000000014", Nordwind: "00000000000000000000000018" };

/** A project with a connection `c`, whose messages the tests carry over by hand. */
interface Side {
  readonly name: string;
  readonly context: Context;
  readonly connection: Connection;
  mapping: Mapping;
  carried: number;
}

function side(name: keyof typeof IDS, partner: keyof typeof IDS, role: Connection["role"]): Side {
  const plain = contextInMemory();
  const context: Context = {
    ...plain,
    self: IDS[name],
    settingsOf: (connection) => {
      const settings = plain.settingsOf(connection);
      return settings && { ...settings, mapping: made.mapping };
    },
  };
  const running = runningConnection(context, "c", partner, role);
  const connection = { ...running, partner: running.partner && { ...running.partner, id: IDS[partner] } };
  context.store.transaction(() => context.store.putConnection(connection));
  const made: Side = { name, context, connection, mapping: DEFAULT_MAPPING, carried: 0 };
  return made;
}

function pair(): { readonly acme: Side; readonly nordwind: Side } {
  return { acme: side("Acme", "Nordwind", "primary"), nordwind: side("Nordwind", "Acme", "secondary") };
}

async function edit({ context, name }: Side, change: TrackerChange, kind: "edit issue" | "new issue" = "edit issue"): Promise<void> {
  const outcome = await carryOut(context, { kind, issue: ISSUE, change, author: `${name}'s user` });
  expect(outcome.kind).toBe("done");
  await createEngine(context).pass();
}

/** What waits in the outbox arrives, and is applied. */
async function carry(from: Side, to: Side): Promise<void> {
  const waiting = from.context.store.unsealed("c", { count: 100, bytes: 1_000_000 }).filter(({ number }) => number > from.carried);
  const arrived = waiting.map(({ life, number, body }) => ({ connection: "c", sequence: number, life, number, issue: ISSUE, body }));
  from.carried = waiting.at(-1)?.number ?? from.carried;
  to.context.store.transaction(() => to.context.store.addInbox(arrived));
  while ((await applyInbox(to.context, to.connection)) > 0);
  await createEngine(to.context).pass();
}

async function settle(one: Side, other: Side): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await carry(one, other);
    await carry(other, one);
  }
}

/** What the page says that happened since, newest first. */
function told({ context }: Side, since = 0): string[] {
  const events = issueTrail(context.store, ISSUE, 100).filter(({ sequence }) => sequence > since);
  return timeLine(events).map(({ text }) => text);
}

function last({ context }: Side): number {
  return context.store.auditsOf(ISSUE, 1)[0]?.sequence ?? 0;
}

async function shared(): Promise<{ readonly acme: Side; readonly nordwind: Side; readonly news: (one: Side) => string[] }> {
  const { acme, nordwind } = pair();
  await edit(acme, { fields: { title: "Valve sticks", status: "New" } }, "new issue");
  await settle(acme, nordwind);
  const before = new Map([acme, nordwind].map((one) => [one, last(one)]));
  return { acme, nordwind, news: (one) => told(one, before.get(one)) };
}

const comment = (id: string, body: string) => ({ id, author: "Ada", created: "2026-11-22T08:00:00Z", body, internal: false });

test("a value that cannot be written here is told where it came in, and when the mapping has it", async () => {
  const { acme, nordwind, news } = await shared();
  nordwind.mapping = REFUSES;
  await edit(acme, { fields: { status: "Blocked" } });
  await settle(acme, nordwind);
  expect(news(nordwind)).toEqual(["Acme changed status (revision 0.2): status cannot be written here."]);
  expect(news(acme)[0]).toBe("Nordwind confirmed revision 0.2: status refused.");

  nordwind.mapping = DEFAULT_MAPPING;
  await carryOut(nordwind.context, { kind: "retry", issue: ISSUE, author: "Bo" });
  await createEngine(nordwind.context).pass();
  expect(news(nordwind)).toContain("Told Acme that everything is written here.");
});

test("an own edit that leaves with the answer to the partner's is told", async () => {
  const { acme, nordwind, news } = await shared();
  await edit(nordwind, { fields: { priority: "High" } });
  // The edit is noticed, and not sent: the answer comes first.
  await carryOut(acme.context, { kind: "edit issue", issue: ISSUE, change: { fields: { status: "Done" } }, author: "Ada" });
  await carry(nordwind, acme);
  expect(news(acme).slice(0, 2)).toEqual(["Sent status to Nordwind, with the answer (revision 0.2).", "Nordwind changed priority."]);
  await carry(acme, nordwind);
  expect(news(nordwind)[0]).toBe("Acme confirmed revision 0.2, merged with changes of its own: status.");
});

test("an answer that only came after another change is no merge", async () => {
  const { acme, nordwind, news } = await shared();
  await edit(nordwind, { fields: { priority: "High" } });
  await edit(acme, { fields: { status: "Done" } });
  await carry(acme, nordwind);
  await carry(nordwind, acme);
  expect(news(acme)).not.toContainEqual(expect.stringContaining("with the answer"));
  await carry(acme, nordwind);
  expect(news(nordwind)[0]).toBe("Acme confirmed revision 0.3.");
});

test("a comment is added, or changed, or removed", async () => {
  const { acme, nordwind, news } = await shared();
  await edit(acme, { comments: [comment("00000000000000000000000104", "Seen.")] });
  await settle(acme, nordwind);
  expect(news(acme).at(-1)).toBe("Acme's user added a comment.");
  expect(news(acme)).toContain("Sent a comment to Nordwind (revision 0.2).");
  expect(news(nordwind)[0]).toBe("Acme added a comment (revision 0.2).");
  await edit(acme, { fields: { status: "Done" }, comments: [comment("00000000000000000000000104", "Seen twice.")] });
  await settle(acme, nordwind);
  expect(news(nordwind)[0]).toBe("Acme changed status and a comment (revision 0.3).");
  await edit(acme, { removedComments: ["00000000000000000000000104"] });
  await settle(acme, nordwind);
  expect(news(nordwind)[0]).toBe("Acme removed a comment (revision 0.4).");
});

test("a deletion, and what brings the issue back, are told as what they are", async () => {
  const { acme, nordwind, news } = await shared();
  await carryOut(acme.context, { kind: "delete issue", issue: ISSUE, author: "Ada" });
  await createEngine(acme.context).pass();
  await settle(acme, nordwind);
  expect(news(acme)).toContain("Told Nordwind that the issue is deleted (revision 0.2).");
  expect(news(nordwind)[0]).toBe("Acme deleted the issue (revision 0.2).");
  await carryOut(nordwind.context, { kind: "bring back", issue: ISSUE, author: "Bo" });
  await createEngine(nordwind.context).pass();
  await settle(nordwind, acme);
  expect(news(nordwind)).toContain("Bo brought the deleted issue back.");
  expect(news(nordwind)).toContainEqual(expect.stringMatching(/^Told Acme that the issue is there again/));
  expect(news(acme)).toContain("Nordwind brought the deleted issue back.");
  expect([...news(acme), ...news(nordwind)]).not.toContainEqual(expect.stringMatching(/deletion/));
});
