import { newId } from "../../model/ids.ts";
import { type FileComment, type IssueFile, readIssueFile } from "./issue-file.ts";
import { type Splice, spliced } from "./splice.ts";

type Three<T> = readonly [T, T, T];

/** Three versions of an issue in which one comment has one mark, also where some of them have none for it yet. */
export interface PairedComments {
  readonly files: Three<IssueFile>;
  /** Takes the marks away again that stand for no comment's own one. */
  readonly withoutMarks: (text: string) => string;
}

/**
 * A comment that somebody typed has no mark until Ferry gives it one; until then author, date and words say which is which. Of the base, every
 * comment gets a mark: one that is edited at one side and marked at the other is one comment.
 */
export function pairComments(files: Three<IssueFile>): PairedComments {
  const ids = new Set(files.flatMap(({ comments }) => comments.flatMap(({ id }) => id ?? [])));
  const temporary: string[] = [];
  const splices: Three<Splice[]> = [[], [], []];
  const taken: Three<Set<number>> = [new Set(), new Set(), new Set()];
  const [base, ...sides] = files;
  const mint = (): string => {
    for (let n = ids.size + temporary.length; ; n++) {
      const id = newId(n, new Uint8Array(10));
      if (ids.has(id) || temporary.includes(id)) continue;
      temporary.push(id);
      return id;
    }
  };
  const marked = (at: 0 | 1 | 2, n: number, id: string): void => {
    const block = files[at].layout.comments[n];
    if (!block || files[at].comments[n]?.id !== null || files[at].comments.some((comment) => comment.id === id)) return;
    const line = files[at].layout.text.slice(block.line.start, block.line.end).trimEnd();
    const end = block.line.start + line.length;
    splices[at].push({ start: end, end, text: ` <!-- c:${id} -->` });
  };
  const twins = new Map<number, (number | null)[]>();
  for (const sameBody of [true, false]) {
    for (const [n, old] of base.comments.entries()) {
      const found = twins.get(n) ?? [null, null];
      for (const [i, side] of sides.entries()) {
        const at = i === 0 ? 1 : 2;
        if (found[i] !== null || (old.id !== null && side.comments.some(({ id }) => id === old.id))) continue;
        const twin = side.comments.findIndex(
          (comment, m) => !taken[at].has(m) && isTwin(old, base, comment, side) && (!sameBody || comment.body === old.body),
        );
        if (twin < 0) continue;
        taken[at].add(twin);
        found[i] = twin;
      }
      twins.set(n, found);
    }
  }
  for (const [n, [mine = null, other = null]] of twins) {
    const own = [base.comments[n], sides[0].comments[mine ?? -1], sides[1].comments[other ?? -1]].find((one) => one && one.id !== null)?.id;
    if (own === undefined && base.comments[n]?.id !== null) continue;
    const id = own ?? mint();
    marked(0, n, id);
    if (mine !== null) marked(1, mine, id);
    if (other !== null) marked(2, other, id);
  }
  const [first, second] = sides;
  for (const [n, comment] of first.comments.entries()) {
    if (taken[1].has(n)) continue;
    const twin = second.comments.findIndex(
      (rival, m) =>
        !taken[2].has(m) && isTwin(comment, first, rival, second) && rival.body === comment.body && rival.created === comment.created,
    );
    if (twin < 0) continue;
    taken[2].add(twin);
    const id = comment.id ?? second.comments[twin]?.id ?? mint();
    marked(1, n, id);
    marked(2, twin, id);
  }
  const read = files.map((file, at) => readIssueFile(spliced(file.layout.text, splices[at] ?? []), file.custom));
  const [a, b, c] = read.map((one) => (one.ok ? one.value : null));
  if (!a || !b || !c) return { files, withoutMarks: (text) => text };
  return { files: [a, b, c], withoutMarks: (text) => temporary.reduce((rest, id) => rest.replaceAll(` <!-- c:${id} -->`, ""), text) };
}

/** Whether two can be one comment, at least one of them without a mark: what a mark is given to gets a name and a date besides, if it lacks them. */
function isTwin(a: FileComment, inA: IssueFile, b: FileComment, inB: IssueFile): boolean {
  if (a.id !== null && (b.id !== null || inB.comments.some(({ id }) => id === a.id))) return false;
  if (b.id !== null && inA.comments.some(({ id }) => id === b.id)) return false;
  const agrees = (x: string | null, y: string | null): boolean =>
    x === y || (a.id === null && (x === null || x === "")) || (b.id === null && (y === null || y === ""));
  return agrees(a.author, b.author) && agrees(a.created, b.created);
}
