import { checkoutMark, lookAtCheckout } from "./git-checkout.ts";
import { type GitRun, git } from "./git-run.ts";
import { issuesIn } from "./issues-to-commit.ts";
import type { MemoryDraft } from "./memory-rows.ts";

/** How it ended. `names`: of the files that the commit is about; none, and there was no commit. */
export type Committed =
  | { readonly kind: "done"; readonly names: readonly string[] }
  /** Git keeps none of the issues, stands where they are not read, or has something to be ended first: nothing was tried. */
  | { readonly kind: "not now" }
  | { readonly kind: "refused"; readonly said: string };

const NOT_NOW: Committed = { kind: "not now" };
/** Named in the message; of more than these the number is said. */
const NAMED = 5;
/** Names as they are, one behind the other on standard input. */
const NAMES = ["--pathspec-from-file=-", "--pathspec-file-nul"];
/** Nothing runs on behind a commit. */
const ALONE = ["-c", "gc.auto=0", "-c", "maintenance.auto=false"];

/**
 * Makes one commit of what changed among the issues of a folder, as the tracker's memory has them, by name: no other file is in it, and what is
 * staged or changed besides stays so. Only where the memory says that they belong to the commit that is checked out now: where git keeps none of
 * them, a checkout would take away what was committed, and the memory would take that for a deletion. Not beside unmerged files of any kind, since
 * a commit would end that conflict. A commit that git refuses leaves nothing staged. Nothing is pushed, and what git ignores is not committed.
 */
export async function commitFiles(folder: string, draft: MemoryDraft): Promise<Committed> {
  const known = draft.checkout();
  if (known === null || known.unread === true || known.commit === "") return NOT_NOW;
  const mark = await checkoutMark(folder);
  const { hold, now } = await lookAtCheckout(folder, known);
  if (hold !== null || now?.commit !== known.commit || (await isUnmerged(folder))) return NOT_NOW;
  const found = await issuesIn(folder, known.commit, draft);
  if (found === null) return NOT_NOW;
  const names = [...found.present, ...found.gone].sort();
  if (names.length === 0) return { kind: "done", names };
  // Without a name of the person git refuses at last, when files have been staged.
  for (const who of ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"]) {
    const named = await git(folder, ["var", who]);
    if (named.kind !== "done") return refusal(named);
  }
  if ((await checkoutMark(folder)) !== mark) return NOT_NOW;
  const added = await onNames(folder, ["add"], found.fresh);
  if (added.kind !== "done") return takeBack(folder, found.fresh, added);
  // Whether git has begun something meanwhile cannot be told from its index any more, which is just written.
  if (await isUnmerged(folder)) return (await takeBack(folder, found.fresh, added), NOT_NOW);
  const message = ["--message", messageFor(names)];
  const made = await onNames(folder, ["commit", "--quiet", "--no-gpg-sign", ...message, "--only"], names);
  return made.kind === "done" ? { kind: "done", names } : takeBack(folder, found.fresh, made);
}

/** Anywhere in the repository: a squashed merge and a stash leave conflicts without git being in the middle of anything. */
async function isUnmerged(folder: string): Promise<boolean> {
  const listed = await git(folder, ["ls-files", "--unmerged", "-z", "--", ":/"]);
  return listed.kind !== "done" || listed.out !== "";
}

async function onNames(folder: string, words: readonly string[], names: readonly string[]): Promise<GitRun> {
  if (names.length === 0) return { kind: "done", out: "" };
  return git(folder, [...ALONE, "--literal-pathspecs", ...words, ...NAMES], names.join("\0"));
}

/** Files that git did not know are unknown to it again: nobody's next commit takes them along. */
async function takeBack(folder: string, fresh: readonly string[], because: GitRun): Promise<Committed> {
  await onNames(folder, ["reset", "--quiet"], fresh);
  return refusal(because);
}

/** Names of files, no sentence: it stands in a history that others read. */
function messageFor(names: readonly string[]): string {
  const keys = names.map((name) => name.replace(/\.md$/, ""));
  const named = keys.slice(0, NAMED).join(", ");
  return `Issue Ferry: ${keys.length > NAMED ? `${named} ... (${keys.length})` : named}`;
}

function refusal(run: GitRun): Committed {
  return { kind: "refused", said: run.kind === "failed" ? run.said : run.kind };
}
