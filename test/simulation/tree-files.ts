import { type ContractTerms, DEFAULT_TERMS } from "../../src/model/contract.ts";
import { newId } from "../../src/model/ids.ts";
import { LARGEST } from "./files-life.ts";
import { JudgeTreeFiles } from "./judge-tree-files.ts";
import { storesDirectory } from "./saved-side.ts";
import { SimulatedContents } from "./simulated-contents.ts";
import { befallTree } from "./tree-file-faults.ts";
import { TreeFileDeeds } from "./tree-file-deeds.ts";
import { TreeFileRest } from "./tree-file-rest.ts";
import { type Link, type Member, type Tree, connectedTree } from "./tree-world.ts";

/** All files and links travel, contents when somebody asks for them, or at once. */
const TERMS: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", links: "known" };
const STEPS = 100;

export interface TreeFilesOptions {
  readonly atOnce: boolean;
  /** Somebody's state, issues and contents are put back to an earlier moment. */
  readonly restores: boolean;
}

export interface TreeFilesTold {
  readonly problems: readonly string[];
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a history of files in a tree has in common: its people, its faults, how it comes to rest and who judges it. */
export interface FilesOfTree {
  readonly tree: Tree;
  readonly options: TreeFilesOptions;
  /** Directory of the stores. */
  readonly stores: string;
  readonly contents: ReadonlyMap<Member, SimulatedContents>;
  readonly problems: string[];
  readonly count: (what: string) => void;
}

/**
 * One random history of three in a line: files are attached, replaced, renamed and taken away at any of them, and wanted at any other, which only the one in
 * the middle can bring. Then rest; then the middle fetches what it has not got, then the ends do, and what anybody holds stands everywhere.
 */
export async function runTreeFiles(seed: number, links: readonly Link[], options: TreeFilesOptions): Promise<TreeFilesTold> {
  const stores = storesDirectory();
  const terms: ContractTerms = options.atOnce ? { ...TERMS, contents: "at once" } : TERMS;
  const tree = await connectedTree(seed, 3, links, stores.path, { terms, part: LARGEST });
  try {
    const counts: Record<string, number> = {};
    const count = (what: string): void => {
      counts[`through the middle: ${what}`] = (counts[`through the middle: ${what}`] ?? 0) + 1;
    };
    const contents = new Map(tree.members.map((member) => [member, contentsOf(member)]));
    const given: FilesOfTree = { tree, options, stores: stores.path, contents, problems: [], count };
    listen(given);
    const deeds = new TreeFileDeeds(given);
    for (let step = 0; step < STEPS; step++) await takeStep(given, deeds);
    await comeToEnd(given, deeds);
    noteWhatCame(given, deeds);
    return { problems: given.problems, counts };
  } finally {
    for (const member of tree.members) member.close();
    stores.remove();
  }
}

/** Its tracker shows a file as being here where its content lies there, and no other. */
function contentsOf(member: Member): SimulatedContents {
  const contents = new SimulatedContents(member);
  member.contents = contents;
  member.tracker.isHere = (issue, { id, content }) => content !== null && contents.sumOf(issue, id) === content.sha256;
  member.restart();
  return contents;
}

/** P12: nobody is told who stands behind the one in the middle. */
function listen({ tree: { members }, problems }: FilesOfTree): void {
  for (const member of members)
    member.onSaid = ({ connection, body }) => {
      const to = member.store.connections().find(({ id }) => id === connection)?.name;
      for (const { letter, self } of members)
        if (letter !== to && letter !== member.letter && body.includes(self))
          problems.push(`P12: ${member.letter} names ${letter} to ${to}: ${body}`);
    };
}

async function takeStep(given: FilesOfTree, deeds: TreeFileDeeds): Promise<void> {
  const { clock, random, members } = given.tree;
  clock.now += 5_000;
  const member = random.pick(members);
  if (random.chance(0.5)) return passOf(given, member);
  if (!(await deeds.happen(member))) befallTree(given, member);
}

/** Now and then the process ends in it. */
async function passOf({ tree: { random }, count }: FilesOfTree, member: Member): Promise<void> {
  if (random.chance(0.15)) member.points.arm(1 + random.below(20), random.chance(0.3) ? "content" : "");
  if ((await member.pass()) === null) count("a process ends");
  member.points.disarm();
}

/** After the last fault all comes to rest; then what is wanted comes, too. */
async function comeToEnd(given: FilesOfTree, deeds: TreeFileDeeds): Promise<void> {
  const { tree, contents, problems, options } = given;
  const [first, middle, last] = tree.members;
  if (!first || !middle || !last) throw new Error("not three");
  const rest = new TreeFileRest(given);
  const judge = new JudgeTreeFiles(given, deeds.made, deeds.deleted, middle);
  tree.exchange.folder.heal();
  for (const place of contents.values()) place.failure = null;
  await rest.come("after the last fault");
  if (problems.length > 0) return;
  judge.atRest();
  if (options.atOnce) judge.cameByItself(deeds);
  for (const member of [middle, first, last]) if (problems.length === 0) await fetchAll(given, rest, member);
  if (problems.length > 0) return;
  judge.atRest();
  judge.whole();
}

/** A person at this side gets all that is not here. */
async function fetchAll({ tree: { clock, random }, problems, count }: FilesOfTree, rest: TreeFileRest, member: Member): Promise<void> {
  for (const issue of member.tracker.ids())
    for (const { id: file, here } of member.tracker.issue(issue)?.attachments ?? []) {
      if (here) continue;
      const id = newId(clock.now++, random.bytes(10));
      const outcome = await member.command({ kind: "get file", issue, file, id, author: member.letter });
      if (outcome?.kind !== "done") problems.push(`P6: ${member.letter} cannot get ${file} of ${issue}: ${JSON.stringify(outcome)}`);
      count("is fetched at rest");
    }
  await rest.come(`after ${member.letter} fetched`);
}

/** What of all this went the whole way. */
function noteWhatCame({ tree: { members }, contents, count }: FilesOfTree, { made }: TreeFileDeeds): void {
  const [, middle] = members;
  for (const { issue, id, who, sums } of made)
    for (const [member, { came }] of contents)
      for (const [version, sum] of [...sums].entries()) {
        if (member === who || !came.has(`${issue} ${id} ${sum}`)) continue;
        const where = member === middle ? "to the middle" : who === middle ? "from the middle" : "from end to end";
        count(`a content came ${where}`);
        if (version > 0) count(`a content that replaced another came ${where}`);
      }
}
