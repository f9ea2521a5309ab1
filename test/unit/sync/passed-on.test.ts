import { expect, onTestFinished, test } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { deletionOf } from "../../../src/app/deleted-issues.ts";
import { newId } from "../../../src/model/ids.ts";
import { SimulatedContents, bytesOf } from "../../simulation/simulated-contents.ts";
import { type Link, type Member, type Tree, connectedTree } from "../../simulation/tree-world.ts";

/** Three in a line; Bea, in the middle, passes on what she received. */
const LINES: readonly (readonly [string, readonly Link[]])[] = [
  [
    "a primary",
    [
      [1, 0],
      [1, 2],
    ],
  ],
  [
    "a secondary",
    [
      [0, 1],
      [2, 1],
    ],
  ],
];
const TERMS: ContractTerms = { ...DEFAULT_TERMS, attachments: "all" };

interface Line {
  readonly tree: Tree;
  readonly ada: Member;
  readonly bea: Member;
  readonly cy: Member;
  readonly issue: string;
  readonly contents: ReadonlyMap<Member, SimulatedContents>;
}

/** All three have the issue, which Cy made. */
async function line(seed: number, links: readonly Link[]): Promise<Line> {
  const tree = await connectedTree(seed, 3, links, null, { terms: TERMS, part: 20_000 });
  onTestFinished(() => {
    for (const member of tree.members) member.close();
  });
  const contents = new Map(tree.members.map((member) => [member, new SimulatedContents(member)]));
  for (const [member, place] of contents) {
    member.contents = place;
    member.tracker.isHere = (of, { id, content }) => content !== null && place.sumOf(of, id) === content.sha256;
    member.restart();
  }
  const [ada, bea, cy] = tree.members;
  if (!ada || !bea || !cy) throw new Error("nobody");
  const issue = newId(tree.clock.now++, tree.random.bytes(10));
  cy.tracker.add(issue, { fields: { title: "Valve" } });
  await passes(tree, tree.members, 6);
  expect(tree.members.map(({ tracker }) => tracker.ids())).toEqual([[issue], [issue], [issue]]);
  return { tree, ada, bea, cy, issue, contents };
}

async function passes({ clock }: Tree, members: readonly Member[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    clock.now += 1000;
    for (const member of members) await member.pass();
  }
}

const ID = "06gc8m6dn9wwzbwh8qby13q03c";

/** Cy attaches the file, or gives it another content. */
function fill({ cy, issue, contents }: Line, number: number, size: number): string {
  const content = contents.get(cy)?.put(issue, ID, bytesOf(number, size));
  if (!content) throw new Error("no contents");
  const file = { id: ID, name: "valve.bin", mediaType: "application/octet-stream", author: "", created: null, content, here: true };
  cy.tracker.edit(issue, { attachments: [file] });
  return content.sha256;
}

async function get({ tree, issue }: Line, member: Member): Promise<unknown> {
  const id = newId(tree.clock.now++, tree.random.bytes(10));
  return member.command({ kind: "get file", issue, file: ID, id, author: member.letter });
}

const sumAt = ({ contents, issue }: Line, member: Member): string | undefined => contents.get(member)?.sumOf(issue, ID);

test.each(LINES)("a deletion at one end is passed on to the other by %s in the middle", async (_, links) => {
  const made = await line(401, links);
  const { tree, ada, bea, cy, issue } = made;
  cy.tracker.remove(issue);
  await passes(tree, tree.members, 8);
  expect(tree.members.map(({ tracker }) => tracker.ids())).toEqual([[], [], []]);
  for (const member of [ada, bea, cy])
    for (const { sync, status } of member.store.syncsOf(issue)) expect([status, sync.base.deleted]).toEqual(["up to date", true]);
  const row = bea.store.issue(issue);
  expect(row && deletionOf(bea.store, row)?.by).toEqual({ side: "partner", name: "Project C" });
});

test.each(LINES)("an edit at the far end keeps alive what is deleted meanwhile, over %s in the middle", async (_, links) => {
  const { tree, ada, cy, issue } = await line(402, links);
  cy.tracker.remove(issue);
  ada.tracker.edit(issue, { fields: { title: "Valve, leaking" } });
  await passes(tree, tree.members, 12);
  expect(tree.members.map(({ tracker }) => tracker.issue(issue)?.fields["title"])).toEqual(Array(3).fill("Valve, leaking"));
});

test.each(LINES)("%s in the middle gets the content that a file has by now, not one that it passed on before", async (_, links) => {
  const made = await line(403, links);
  const { tree, bea } = made;
  const first = fill(made, 1, 300);
  await passes(tree, tree.members, 6);
  expect(await get(made, bea)).toMatchObject({ kind: "done" });
  await passes(tree, tree.members, 8);
  expect(sumAt(made, bea)).toBe(first);
  const second = fill(made, 2, 400);
  await passes(tree, tree.members, 8);
  expect(await get(made, bea)).toMatchObject({ kind: "done" });
  await passes(tree, tree.members, 8);
  expect(sumAt(made, bea)).toBe(second);
});

test.each(LINES)("who gets a file whose former content is on its way gets what it is by now, from %s", async (_, links) => {
  const made = await line(404, links);
  const { tree, bea, cy } = made;
  fill(made, 1, 300);
  await passes(tree, tree.members, 6);
  // Both at once: Bea asks for what the file was, and hears what it is.
  expect(await get(made, bea)).toMatchObject({ kind: "done" });
  const second = fill(made, 2, 400);
  await passes(tree, [cy, bea], 1);
  expect(bea.store.askedParts(null, ["identifying", "requested", "accepted"])).toHaveLength(1);
  expect(await get(made, bea)).toMatchObject({ kind: "done" });
  await passes(tree, tree.members, 12);
  expect(sumAt(made, bea)).toBe(second);
  expect(tree.exchange.folder.paths().filter((path) => path.includes("/files/"))).toEqual([]);
});
