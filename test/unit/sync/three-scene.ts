import { onTestFinished } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { post } from "../../../src/sync/context.ts";
import { LARGEST } from "../../simulation/files-life.ts";
import { type Link, type Member, type Tree, connectedTree } from "../../simulation/tree-world.ts";
import { MemoryContents } from "../../support/memory-contents.ts";

const LENIENT: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", links: "known", comments: "all" };

/** Ada is the primary of both others, or the secondary of both. */
export const ROLES: readonly (readonly [string, readonly Link[]])[] = [
  [
    "a primary",
    [
      [0, 1],
      [0, 2],
    ],
  ],
  [
    "a secondary",
    [
      [1, 0],
      [2, 0],
    ],
  ],
];

/** Ada shares with Bo and with Cy, each what she marks for them. Cy says whatever he likes, over his genuine stream. */
export interface ThreeScene {
  readonly tree: Tree;
  readonly ada: Member;
  readonly bo: Member;
  readonly cy: Member;
  readonly contents: ReadonlyMap<Member, MemoryContents>;
}

export async function threeScene(seed: number, links: readonly Link[], terms: Partial<ContractTerms> = {}): Promise<ThreeScene> {
  const tree = await connectedTree(seed, 3, links, null, { terms: { ...LENIENT, ...terms }, largest: LARGEST });
  onTestFinished(() => {
    for (const member of tree.members) member.close();
  });
  const contents = new Map(tree.members.map((member) => [member, new MemoryContents()]));
  for (const [member, place] of contents) {
    member.settings = { ...member.settings, choice: { scope: { kind: "marked" }, forward: false } };
    member.contents = place;
    member.restart();
  }
  const [ada, bo, cy] = tree.members;
  if (!ada || !bo || !cy) throw new Error("nobody");
  return { tree, ada, bo, cy, contents };
}

export const mint = ({ tree }: ThreeScene): string => newId(tree.clock.now++, tree.random.bytes(10));

export async function rounds({ tree }: ThreeScene, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    tree.clock.now += 1000;
    for (const member of tree.members) await member.pass();
  }
}

/** The id of the connection that this member calls so. */
export function connectionOf(member: Member, name: string): string {
  const found = member.store.connections().find((connection) => connection.name === name);
  if (!found) throw new Error(`no connection ${name}`);
  return found.id;
}

/** An issue of Ada's with this word in its title, its text, a comment, a file's name and its content. */
export function issueWith(scene: ThreeScene, word: string, share: readonly string[]): WantedFile {
  const { ada, contents, tree } = scene;
  const [issue, id] = [mint(scene), mint(scene)];
  const content = contents.get(ada)?.put(issue, id, new TextEncoder().encode(`${word} inside`.repeat(40)));
  if (!content) throw new Error("no contents");
  ada.tracker.add(issue, {
    fields: { title: `${word} title`, body: `${word} text` },
    comments: [
      { id: newId(tree.clock.now++, tree.random.bytes(10)), author: "Ada", created: null, body: `${word} comment`, internal: false },
    ],
    attachments: [{ id, name: `${word}.png`, mediaType: "image/png", author: "Ada", created: null, content, here: true }],
    share: [...share],
  });
  return { issue, id, ...content };
}

/** The attacker's program says this over its stream, and Ada's answers it. Gives the texts of all that she says to it. */
export async function attacked(scene: ThreeScene, messages: readonly Message[], from: Member = scene.cy): Promise<readonly string[]> {
  const { ada } = scene;
  const connection = connectionOf(ada, from.letter);
  const before = ada.said.length;
  from.store.transaction(() => post(from.context, connection, messages));
  for (let round = 0, moved = true; moved && round < 20; round++) {
    moved = false;
    for (const side of [from, ada]) {
      const report = await side.pass();
      moved ||= report === null || report.progress || report.unsettled;
    }
  }
  return ada.said
    .slice(before)
    .filter((entry) => entry.connection === connection)
    .map(({ body }) => body);
}
