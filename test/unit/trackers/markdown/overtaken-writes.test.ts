import { afterEach, beforeEach, expect, it } from "vitest";
import type { TrackerChange } from "../../../../src/model/tracker-issue.ts";
import type { TrackerWrite } from "../../../../src/ports/tracker.ts";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

const comment = (id: string) => ({ id, author: "Bo", created: null, body: "From the partner.", internal: false });

/** A write that a crash kept from being committed, then an edit, then the scan and the second try of the next process. */
async function overtaken(id: string, expectedVersion: string | null, change: TrackerChange, edit: (text: string) => string) {
  const write: TrackerWrite = { effect: "1.1", issue: id, expectedVersion, action: { kind: "put", change } };
  await space.tracker.write([write]);
  const name = "ACME-1.md";
  space.put(name, edit(space.read(name)));
  space.open();
  await space.scan();
  const [outcome] = await space.tracker.write([write]);
  if (outcome?.kind === "applied") space.memory.commit(outcome.memory);
  return outcome;
}

it.each(["create", "update"] as const)(
  "a %s of which only the commit was lost is found done, and what was edited since is an edit",
  async (kind) => {
    const issue = kind === "create" ? null : await space.create({ fields: { title: "Valve", body: "Below -5 C." } });
    const id = issue?.id ?? space.id();
    const theirs = comment(space.id());
    const change = { fields: { title: "Valve", body: "Below -5 C.", priority: "high" }, comments: [theirs] };
    const outcome = await overtaken(id, issue?.version ?? null, change, (text) => `${text}\n### Ada\n\nMine.\n`);
    expect(outcome).toMatchObject({ kind: "applied", refused: [], issue: { fields: { priority: "high" }, comments: [theirs] } });
    const [found, ...more] = (await space.scan()).observations;
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: "issue",
      issue: { id, fields: { priority: "high" }, comments: [theirs, { author: "Ada", body: "Mine." }] },
    });
    expect(found).not.toHaveProperty("ancestor");
  },
);

it("an edit saved over what the crashed process wrote is an edit of the text before", async () => {
  const issue = await space.create({ fields: { title: "Valve", body: "Below -5 C." } });
  const before = space.read("ACME-1.md");
  const outcome = await overtaken(
    issue.id,
    issue.version,
    { comments: [comment(space.id())] },
    () => `${before}\n## Comments\n\n### Ada\n\nMine.\n`,
  );
  expect(outcome).toEqual({ kind: "stale" });
});

it("a text that was replaced without having been scanned is known when an edit of it is saved", async () => {
  const issue = await space.create({ fields: { title: "Valve" } });
  space.put("ACME-1.md", space.read("ACME-1.md").replace("---\n\n", "priority: low\n---\n\n"));
  const [seen] = (await space.tracker.read([issue.id])) ?? [];
  const stale = space.read("ACME-1.md");
  await space.put1(issue.id, seen?.version ?? null, { fields: { assignee: { name: "Bo" } } });
  space.put("ACME-1.md", stale.replace("priority: low", "priority: high"));
  const [found] = (await space.scan()).observations;
  expect(found).toMatchObject({ kind: "issue", issue: { fields: { priority: "high" } }, ancestor: { fields: { priority: "low" } } });
  expect(issuesOf(await space.scan())).toEqual([]);
});

it("ids of comments that are found together are in the order of the file", async () => {
  const names = Array.from({ length: 20 }, (_, n) => `Speaker ${n}`);
  space.put("talk.md", `# Valve\n\n## Comments\n\n${names.map((name) => `### ${name}\n\nSeen.\n`).join("\n")}`);
  const [issue] = issuesOf(await space.scan());
  const inOrder = issue?.comments.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(inOrder?.map(({ author }) => author)).toEqual(names);
});
