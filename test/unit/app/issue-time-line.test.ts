import { expect, test } from "vitest";
import { issueTrail } from "../../../src/app/issue-trail.ts";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { timeLine } from "../../../src/view/details-time-line.ts";
import { ISSUE, type Side, carry, edit, last, pair, settle } from "./carried-sides.ts";

const REFUSES: Mapping = { ...DEFAULT_MAPPING, values: { status: { send: {}, receive: { New: "New" }, otherwise: "refuse" } } };

/** What the page says that happened since, newest first. */
function told({ context }: Side, since = 0): string[] {
  const events = issueTrail(context.store, ISSUE, 100).filter(({ sequence }) => sequence > since);
  return timeLine(events).map(({ text }) => text);
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
  expect(news(acme).slice(0, 2)).toEqual([
    "Sent status to Nordwind, with the answer (revision 0.2).",
    'Nordwind changed priority to "High".',
  ]);
  await carry(acme, nordwind);
  expect(news(nordwind)[0]).toBe('Acme confirmed revision 0.2, merged with changes of its own: status from "New" to "Done".');
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
  expect(news(nordwind)[0]).toBe("Ada (Acme) added a comment (revision 0.2).");
  await edit(acme, { fields: { status: "Done" }, comments: [comment("00000000000000000000000104", "Seen twice.")] });
  await settle(acme, nordwind);
  expect(news(nordwind)[0]).toBe('Acme changed status from "New" to "Done" and a comment (revision 0.3).');
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

test("whose title was replaced finds what it was; a value that won was not replaced, and a long text is not copied", async () => {
  const { acme, nordwind, news } = await shared();
  const long = "word ".repeat(60).trim();
  await edit(acme, { fields: { title: "Valve leaks", body: long, labels: ["pump"] } });
  await settle(acme, nordwind);
  expect(news(nordwind)[0]).toBe('Acme changed title from "Valve sticks" to "Valve leaks", body and labels to "pump" (revision 0.2).');
  await edit(acme, { fields: { labels: null } });
  await settle(acme, nordwind);
  expect(news(nordwind)[0]).toBe('Acme changed labels from "pump" to nothing (revision 0.3).');
  // Both change it without having seen the other: the primary's value stands, so at its side nothing was replaced.
  await edit(nordwind, { fields: { title: "Valve drips" } });
  await edit(acme, { fields: { title: "Valve hisses" } });
  await settle(nordwind, acme);
  expect(news(acme)).toContain("Nordwind changed title.");
  expect(news(nordwind)).toContainEqual(expect.stringMatching(/^Acme changed title from "Valve drips" to "Valve hisses"/));
});

test("a field may be called as what every object has", () => {
  const event = { sequence: 1, time: 1, actor: "partner Acme", action: "issue applied", partner: "Acme", travelled: null };
  expect(timeLine([{ ...event, parts: ["constructor"], values: {} }]).map(({ text }) => text)).toEqual(["Acme changed constructor."]);
});

test("that sharing ended, or began anew, is told in a sentence at both sides", async () => {
  const { acme, nordwind, news } = await shared();
  await edit(acme, { share: ["-Nordwind"] });
  await settle(acme, nordwind);
  expect(news(acme)).toContain("Told Nordwind that the issue is no longer shared (revision 0.2).");
  expect(news(nordwind)[0]).toBe("Acme stopped sharing this issue (revision 0.2). Your copy stays.");
  await edit(acme, { share: ["Nordwind"] });
  await settle(acme, nordwind);
  expect(news(acme)).toContain("Told Nordwind that the issue is shared again (revision 0.3).");
  expect(news(nordwind)[0]).toBe("Acme shared this issue again (revision 0.3).");
});
