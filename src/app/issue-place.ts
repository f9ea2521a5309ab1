import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { type GitRun, git } from "../trackers/markdown/git-run.ts";
import { type Excluded, writeExclude } from "./git-exclude.ts";
import type { GitFailure } from "./merge-driver.ts";
import type { OpenProject } from "./open-project.ts";

/** How a team shares the issues that lie beside its code. `ignored`: not at all, they stay on this machine. */
export type IssuePlace = "ignored" | "worktree" | "repository";

/** The branch of a work tree for issues. */
const BRANCH = "issues";

export type PlaceIssuesFailure =
  | GitFailure
  /** The code's history has them; a branch of their own would be a second one. */
  | { readonly kind: "in the code's history"; readonly issues: string }
  /** A work tree needs a commit to begin from. */
  | { readonly kind: "no commit" }
  /** The branch has issues of the team, and so has the folder. */
  | { readonly kind: "issues in both"; readonly issues: string; readonly branch: string };

export interface PlacedIssues {
  readonly place: IssuePlace;
  /** False: they lay so already. */
  readonly changed: boolean;
  /** The branch was there: its issues are in the folder now. */
  readonly joined: boolean;
  readonly branch: string | null;
  readonly excluded: Excluded;
}

/**
 * Gives the issues a history of their own, and keeps them out of the code's. What lies in the folder stays there; nothing is committed. The
 * project may be at work: nothing of its files changes.
 */
export async function placeIssues(workspace: string, issues: string, place: IssuePlace): Promise<Result<PlacedIssues, PlaceIssuesFailure>> {
  const folder = resolve(workspace, issues);
  const inside = await git(workspace, ["rev-parse", "--is-inside-work-tree"]);
  if (inside.kind === "missing") return failed({ kind: "no git" });
  const outer = inside.kind === "done";
  const none: PlacedIssues = { place, changed: false, joined: false, branch: null, excluded: { kind: "not needed" } };
  if (existsSync(join(folder, ".git"))) return ok(none);
  if (!outer && place !== "repository") return failed({ kind: "no repository" });
  if (outer) {
    const tracked = await git(workspace, ["--literal-pathspecs", "ls-files", "-z", "--", issues]);
    if (tracked.kind !== "done") return failed(refusal(tracked));
    if (tracked.out !== "") return failed({ kind: "in the code's history", issues });
  }
  const made =
    place === "ignored"
      ? ok(none)
      : place === "repository"
        ? await ownRepository(folder, none)
        : await ownBranch(workspace, folder, issues, none);
  if (!made.ok || !outer) return made;
  const excluded = writeExclude(workspace, issues);
  return ok({ ...made.value, excluded, changed: made.value.changed || excluded.kind === "done" });
}

/**
 * The branch that has the issues of the team, where they have one of their own and this clone has not put it into its place yet: then nothing is
 * seen of them. null: they are where they belong, or nobody knows of such a branch.
 */
export async function branchOfIssues({ workspace, file, store }: OpenProject): Promise<string | null> {
  const folder = resolve(workspace, file.issues);
  if (store.issueIds(null, 1).length > 0 || (existsSync(folder) && readdirSync(folder).length > 0)) return null;
  const known = await git(workspace, ["for-each-ref", "--format=%(refname)", `refs/heads/${BRANCH}`, `refs/remotes/*/${BRANCH}`]);
  return known.kind === "done" && known.out !== "" ? BRANCH : null;
}

async function ownRepository(folder: string, none: PlacedIssues): Promise<Result<PlacedIssues, PlaceIssuesFailure>> {
  mkdirSync(folder, { recursive: true });
  const made = await git(folder, ["init", "--quiet"]);
  return made.kind === "done" ? ok({ ...none, changed: true }) : failed(refusal(made));
}

async function ownBranch(
  workspace: string,
  folder: string,
  issues: string,
  none: PlacedIssues,
): Promise<Result<PlacedIssues, PlaceIssuesFailure>> {
  const known = await git(workspace, ["for-each-ref", "--format=%(refname)", `refs/heads/${BRANCH}`, `refs/remotes/*/${BRANCH}`]);
  if (known.kind !== "done") return failed(refusal(known));
  const isEmpty = !existsSync(folder) || readdirSync(folder).length === 0;
  if (known.out !== "") {
    if (!isEmpty) return failed({ kind: "issues in both", issues, branch: BRANCH });
    const joined = await git(workspace, ["worktree", "add", "--quiet", folder, BRANCH]);
    return joined.kind === "done" ? ok({ ...none, changed: true, joined: true, branch: BRANCH }) : failed(refusal(joined));
  }
  if ((await git(workspace, ["rev-parse", "--verify", "--quiet", "HEAD"])).kind !== "done") return failed({ kind: "no commit" });
  // What is there stays where it is: the work tree is made aside, and only git's own file moves in. A branch without a beginning has no files.
  const aside = join(folder, ".ferry-worktree");
  const tree = join(aside, basename(folder));
  mkdirSync(aside, { recursive: true });
  try {
    const added = await git(workspace, ["worktree", "add", "--quiet", "--detach", "--no-checkout", tree]);
    if (added.kind !== "done") return failed(refusal(added));
    const named = await git(tree, ["symbolic-ref", "HEAD", `refs/heads/${BRANCH}`]);
    renameSync(join(tree, ".git"), join(folder, ".git"));
    const done = named.kind === "done" ? await git(folder, ["worktree", "repair"]) : named;
    if (done.kind !== "done") {
      // A half-made one would be taken for a whole one from then on.
      renameSync(join(folder, ".git"), join(tree, ".git"));
      await git(workspace, ["worktree", "remove", "--force", tree]);
      return failed(refusal(done));
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return ok({ ...none, changed: true, branch: BRANCH });
}

function refusal(run: GitRun): GitFailure {
  if (run.kind === "missing") return { kind: "no git" };
  return { kind: "git refuses", said: run.kind === "failed" ? run.said : "no answer" };
}
