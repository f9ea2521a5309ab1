import { type Dirent, closeSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A folder of a workspace whose Markdown files look like issues. */
export interface MarkdownFolder {
  /** From the workspace, with `/`. */
  readonly path: string;
  readonly files: number;
}

/** Folders looked at, so that a large repository does not keep a person waiting; and how far down. */
const MOST_FOLDERS = 300;
const DEPTH = 3;
/** Files of one folder that are opened, and how many bytes of each are read, however large it is. */
const SAMPLES = 5;
const HEAD = 2_000;

const NAMED = /^(?:issues?|tickets?|bugs?|tasks?|todos?|backlog)$/i;
const FRONT_MATTER = /^---\r?\n(?:.*\r?\n)*?(?:status|assignee|labels|priority|type):/;

/** Folders that a new project could take over as its issues, the likeliest first. A folder counts by its name or by what its files begin with. */
export function markdownFolders(workspace: string): readonly MarkdownFolder[] {
  const found: (MarkdownFolder & { readonly named: boolean })[] = [];
  let queue = [""];
  let looked = 0;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next: string[] = [];
    for (const path of queue) {
      if (looked++ >= MOST_FOLDERS) break;
      const entries = entriesOf(join(workspace, path));
      const files = entries.filter((entry) => entry.isFile() && /\.md$/i.test(entry.name)).map(({ name }) => name);
      const named = NAMED.test(path.split("/").at(-1) ?? "");
      if (path !== "" && files.length > 0 && (named || lookLikeIssues(join(workspace, path), files)))
        found.push({ path, files: files.length, named });
      const inner = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules");
      next.push(...inner.map(({ name }) => (path === "" ? name : `${path}/${name}`)));
    }
    queue = next;
  }
  const sorted = found.toSorted((a, b) => Number(b.named) - Number(a.named) || b.files - a.files);
  return sorted.map(({ path, files }) => ({ path, files }));
}

function lookLikeIssues(folder: string, names: readonly string[]): boolean {
  const samples = names.slice(0, SAMPLES);
  const like = samples.filter((name) => FRONT_MATTER.test(headOf(join(folder, name))));
  return like.length * 2 > samples.length;
}

function headOf(file: string): string {
  let opened: number | null = null;
  try {
    opened = openSync(file, "r");
    const bytes = Buffer.alloc(HEAD);
    return bytes.toString("utf8", 0, readSync(opened, bytes, 0, HEAD, 0));
  } catch {
    return "";
  } finally {
    if (opened !== null) closeSync(opened);
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
