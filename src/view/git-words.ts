import { plainText } from "./plain-text.ts";

/** Why git could not do what was asked of it. */
export type GitTrouble =
  | { readonly kind: "no git" | "no repository" | "no commit" }
  | { readonly kind: "git refuses"; readonly said: string }
  | { readonly kind: "cannot read" | "cannot write"; readonly file: string; readonly detail: string }
  | { readonly kind: "in the code's history"; readonly issues: string }
  | { readonly kind: "issues in both"; readonly issues: string; readonly branch: string };

export function gitSentence(trouble: GitTrouble): string {
  switch (trouble.kind) {
    case "no git":
      return "Git was not found on this machine. Install it, or see that it is on the PATH; everything else works without it.";
    case "no repository":
      return "This folder is in no git repository. Make one with `git init`, or choose a repository for the issues alone.";
    case "no commit":
      return "The repository has no commit yet, and a work tree needs one to begin from. Commit something first, then try again.";
    case "git refuses":
      return `Git refused: ${plainText(trouble.said) || "it did not say why"}. Put that right, then try again.`;
    case "cannot read":
      return `${plainText(trouble.file)} cannot be read (${trouble.detail}).`;
    case "cannot write":
      return `${plainText(trouble.file)} cannot be written (${trouble.detail}). Check that you may write there.`;
    case "in the code's history": {
      const issues = plainText(trouble.issues);
      return `The history of the code has ${issues}/ already. Take it out there first, with \`git rm -r --cached ${issues}\` and a commit; the files stay.`;
    }
    case "issues in both": {
      const issues = plainText(trouble.issues);
      return `The branch ${plainText(trouble.branch)} has issues already, and so has ${issues}/ here. Move ${issues}/ aside, try again, then copy the files that are missing into it.`;
    }
  }
}

export interface PlacedView {
  readonly place: "ignored" | "worktree" | "repository";
  readonly changed: boolean;
  readonly joined: boolean;
  readonly branch: string | null;
}

/** What was done with the folder of the issues, and what is left to the person. */
export function placedSentence({ place, changed, joined, branch }: PlacedView, issues: string): string {
  const folder = plainText(issues);
  if (!changed) return `${folder}/ has a history of its own, or is ignored, already. Nothing was changed.`;
  if (place === "ignored") return `Git ignores ${folder}/ here: the issues stay on this machine.`;
  if (joined) return `${folder}/ is a work tree of the branch ${plainText(branch ?? "")} now, with the issues of your team.`;
  const what = place === "worktree" ? `a work tree of the new branch ${plainText(branch ?? "")}` : "a repository of its own";
  return `${folder}/ is ${what} now. Nothing was committed: \`git -C ${folder} add .\` and \`git -C ${folder} commit\` do it, then push it for your team.`;
}

/** Before the issues are read from another branch than so far. */
export const STAND_HERE = {
  question: "Read the issues from what git has checked out here, from now on?",
  detail:
    "What differs from before counts as your edit and is sent; where a file is missing or holds an older text, you are asked. Switching back instead changes nothing.",
  button: "Read Them From Here",
  done: "The issues are read from here from now on.",
} as const;

/** What may be chosen for the issues of a project beside code. */
export const PLACES = {
  ask: "How does your team share the issues?",
  ignored: { label: "Only here", detail: "Git ignores them; partners get what you share with them" },
  worktree: { label: "A branch of their own", detail: "A work tree of the branch issues, beside your code and never in its way" },
  repository: { label: "A repository of their own", detail: "Inside this folder, ignored by the repository of your code" },
} as const;

export const CHOOSE_NOTE = "Both changed the same: choose between git's marks in the file.";

/** Two clones gave one name to different issues. */
export function twoIssuesSentence(path: string): string {
  return `${plainText(path)} is two different issues with one key: each stands whole between git's marks. Keep one of them there, and put the other into a file of its own, without its line \`key:\`, so that it gets a key of its own. Add and commit both.`;
}

/** Why a clone shows no issues. */
export function elsewhereSentence(branch: string): string {
  return `The issues of this project are on the branch ${plainText(branch)}, which has no place here yet: \`issue-ferry init --git worktree\` gives it one.`;
}

/** How to have more than the one line that keeps issues out of the code's history. */
export const PLACES_NOTE =
  "To share the issues with your team: `issue-ferry init --git worktree` puts them on a branch of their own, `--git repository` into a repository of their own.";

/** What the merge driver is, where it is set or not. */
export function driverLines({ program, works, attributes, ruled }: DriverView): readonly string[] {
  const file = plainText(attributes);
  return [
    program === null
      ? "This clone has no merge driver for issue files. `issue-ferry merge-driver --install` sets merge.issue-ferry.driver in its git settings."
      : works
        ? `Git merges issue files with ${plainText(program)}`
        : `Git is told to merge issue files with ${plainText(program)}, which is not there any more. \`issue-ferry merge-driver --install\` brings it up to date.`,
    ruled
      ? `${file} names the files that it is for.`
      : `${file} has no rule for it: --install adds "*.md merge=issue-ferry". Commit that file.`,
  ];
}

/** The same in a few words, where there is one short line. */
export function driverShort({ program, works, ruled }: DriverView): string {
  if (program === null) return "Not set in this clone";
  if (!works) return "Set in this clone, with a program that is not there any more";
  return ruled ? "Set in this clone" : "Set in this clone, without the rule beside the issues";
}

export interface DriverView {
  readonly program: string | null;
  readonly works: boolean;
  readonly attributes: string;
  readonly ruled: boolean;
}
