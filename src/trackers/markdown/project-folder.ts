import { lstat, mkdir, readdir, realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { CustomFields } from "../../model/custom-fields.ts";
import type { TrackerMemory } from "../../ports/tracker.ts";
import { type CheckoutLook, checkoutMark, lookAtCheckout } from "./git-checkout.ts";
import type { MemoryDraft } from "./memory-rows.ts";
import { isMissing } from "./read-file.ts";

/** What the Markdown tracker of one project is told from outside. */
export interface MarkdownOptions {
  /** The workspace folder, absolute. */
  readonly workspace: string;
  /** The folder of issue files, relative to the workspace and inside it after links are resolved. */
  readonly directory?: string;
  /** Prefix of keys: `ACME` makes `ACME-1`. */
  readonly prefix: string;
  /** Who wrote a comment whose heading names nobody: `Name` or `Name <mail>`. */
  readonly author: string;
  readonly memory: TrackerMemory;
  /** Milliseconds since 1970: for ids, for dates that are shown, and for how long to wait. */
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** Whether an editor holds changes to this file (absolute path) that are not saved, or, unless it is `commanded` by a person, may at any moment. */
  readonly isUnsaved?: (file: string, commanded?: boolean) => boolean;
  /** Ends when `isUnsaved` knows what was typed until it was called: a window hears of it later than the person sees it. */
  readonly settle?: () => Promise<void>;
  /** Whether this machine gives out ids and keys; elsewhere two would give the same one. Files that lack them are left alone then. */
  readonly mayMint?: () => boolean;
  /** Whether `share:` of an issue may name this connection. What it may not is told; a text is a text. */
  readonly isConnection?: (name: string) => boolean;
  /** Keys of the front matter that are fields of this project's own. */
  readonly fields?: CustomFields;
  /** How long a file must be missing before that may be a deletion. */
  readonly graceMs?: number;
}

/** The options with defaults, and what this process has learned besides: nothing that could not be learned again. */
export interface Project extends Required<MarkdownOptions> {
  /** Highest key number this process has given out. */
  highestKey: number;
  /** Ids of the files in the trash, by name. */
  readonly trashIds: Map<string, string | null>;
  /** Whether what an earlier process left behind was looked for. */
  swept: boolean;
  /** The last look at what git has checked out, good as long as nothing there changed. */
  looked: { readonly mark: string; readonly known: string; readonly look: CheckoutLook } | null;
}

export type Folder =
  | { readonly kind: "ready"; readonly path: string }
  /** Not there. */
  | { readonly kind: "absent" }
  /** It leads out of the workspace, is no folder, or cannot be reached now. */
  | { readonly kind: "outside" | "unreachable" };

export const TRASH = ".trash";
/** The files of issues: `attachments/<KEY>/<name>` below the folder of the issues. */
export const ATTACHMENTS = "attachments";
/** Beginning of the names of files that stand in the folder only while something is being written. */
export const TEMPORARY = ".ferry-";

/** Where the issue files are, links resolved. */
export async function openFolder(project: Pick<Project, "workspace" | "directory">): Promise<Folder> {
  try {
    const workspace = await realpath(project.workspace);
    const path = await realpath(resolve(project.workspace, project.directory));
    if (!isInside(path, workspace)) return { kind: "outside" };
    return (await lstat(path)).isDirectory() ? { kind: "ready", path } : { kind: "unreachable" };
  } catch (error) {
    return { kind: isMissing(error) ? "absent" : "unreachable" };
  }
}

/** What git has checked out in the folder. `mark` changes when that may have changed; null: git has no say there. */
export async function checkoutOf(
  project: Project,
  folder: string,
  draft: MemoryDraft,
): Promise<CheckoutLook & { readonly mark: string | null }> {
  const remembered = draft.knownOfGit();
  const known = JSON.stringify(remembered);
  for (let tries = 0; ; tries++) {
    const mark = await checkoutMark(folder);
    if (mark === null) return { checkout: null, hold: null, now: null, mark };
    if (project.looked?.mark === mark && project.looked.known === known) return { ...project.looked.look, mark };
    const look = await lookAtCheckout(folder, remembered);
    // What was looked at is that only if nothing changed meanwhile; a mark taken afterwards could be of another branch.
    if ((await checkoutMark(folder)) !== mark) {
      if (tries < LOOKS) continue;
      // Issues that git keeps none of are read all the same.
      if (look.checkout === "apart") return { ...look, mark };
      const hold = { code: "GIT_WRITES", branch: draft.checkout()?.branch ?? "", found: "changes" } as const;
      return { checkout: remembered, hold, now: null, mark };
    }
    // Whether git can be asked, and what was fetched, is nothing that shows in the mark.
    if (look.unasked || look.hold?.code === "GIT_MUTE" || look.hold?.code === "UNKNOWN_COMMIT") return { ...look, mark };
    project.looked = { mark, known, look };
    return { ...look, mark };
  }
}

/** How often to look where git goes on changing things. */
const LOOKS = 5;

/** Makes the folder of a new project, but not through a link that leads out of the workspace. */
export async function makeFolder(project: Project): Promise<Folder> {
  const wanted = resolve(project.workspace, project.directory);
  try {
    const workspace = await realpath(project.workspace);
    let existing = wanted;
    while (!(await exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
    if (!isInside(await realpath(existing), workspace)) return { kind: "outside" };
    await mkdir(wanted, { recursive: true });
  } catch {
    return { kind: "unreachable" };
  }
  return openFolder(project);
}

/** Names of what could be issue files: not hidden, no README, no folders. In code unit order. */
export async function issueFileNames(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter(({ name }) => /^[^.].*\.md$/is.test(name) && name.toLowerCase() !== "readme.md")
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The place of a file as diagnostics name it: relative to the workspace, with `/`. */
export function placeOf(project: Project, name: string): string {
  return [...project.directory.split(/[\\/]/), name].filter((part) => part !== "" && part !== ".").join("/");
}

export function isUnsaved(project: Project, name: string, commanded?: boolean): boolean {
  return project.isUnsaved(join(resolve(project.workspace, project.directory), name), commanded);
}

/** Whether a folder stands there, links not followed. */
export async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
