import { type GitRun, git } from "./git-run.ts";
import { type Known, lookAtCheckout } from "./git-checkout.ts";

/** How it ended. `names`: of the files that the commit is about; none, and there was no commit. */
export type Committed =
  | { readonly kind: "done"; readonly names: readonly string[] }
  /** Git does not keep the folder, or stands where its issues are not read: nothing was tried. */
  | { readonly kind: "not now" }
  | { readonly kind: "refused"; readonly said: string };

/** The issue files of a folder, and nothing below it: neither the trash nor what else lies beside them. */
const ISSUES = ":(glob)*.md";
/** Named in the message; of more than these the number is said. */
const NAMED = 5;

/**
 * Makes one commit of what changed among the issue files of a folder, by the rules for reading them: on their own branch, and not in the middle
 * of a merge. What else is staged or changed stays as it is, and nothing is pushed. What git ignores is not committed. `known`: what the
 * tracker remembers of the checkout. `asked`: names of files that are missing, and nobody said yet that they are meant to be gone.
 */
export async function commitFiles(folder: string, known: Known, asked: readonly string[]): Promise<Committed> {
  const { hold, unasked } = await lookAtCheckout(folder, known);
  if (hold !== null || unasked) return { kind: "not now" };
  const at = await git(folder, ["symbolic-ref", "--quiet", "HEAD"]);
  if (at.kind !== "done") return { kind: "not now" };
  const paths = [ISSUES, ...asked.map((name) => `:(exclude,literal)${name}`)];
  const added = await git(folder, ["add", "--all", "--", ...paths]);
  if (added.kind !== "done") return isNothing(added) ? { kind: "done", names: [] } : refusal(added);
  const hasCommit = (await git(folder, ["rev-parse", "--verify", "--quiet", "HEAD"])).kind === "done";
  const staged = hasCommit
    ? await git(folder, ["diff", "--cached", "--name-only", "--no-renames", "-z", "--relative", "--", ...paths])
    : await git(folder, ["ls-files", "--cached", "-z", "--", ...paths]);
  if (staged.kind !== "done") return refusal(staged);
  const names = staged.out.split("\0").filter((name) => name !== "");
  if (names.length === 0) return { kind: "done", names };
  const made = await git(folder, ["commit", "--quiet", "--no-gpg-sign", "--message", messageFor(names), "--only", "--", ...paths]);
  return made.kind === "done" ? { kind: "done", names } : refusal(made);
}

/** Names of files, no sentence: it stands in a history that others read. */
function messageFor(names: readonly string[]): string {
  const keys = names.map((name) => name.replace(/\.md$/, ""));
  const named = keys.slice(0, NAMED).join(", ");
  return `Issue Ferry: ${keys.length > NAMED ? `${named} ... (${keys.length})` : named}`;
}

/** The folder has no such file yet. */
function isNothing(run: GitRun): boolean {
  return run.kind === "failed" && /did not match any files|not a git repository/i.test(run.said);
}

function refusal(run: GitRun): Committed {
  return { kind: "refused", said: run.kind === "failed" ? run.said : run.kind };
}
