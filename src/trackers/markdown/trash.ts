import { lstat, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import { type IssueFile, readIssueFile } from "./issue-file.ts";
import { type Project, TRASH } from "./project-folder.ts";
import { isMissing, readSettledFile, statFile } from "./read-file.ts";
import { type Written, moveFile, syncFolders } from "./replace-file.ts";

/**
 * Moves a file to the trash, where it is never erased and never loses its place to another. If what was moved is not the expected
 * text, it is moved back: `stale`. Nothing leaves the folder through a trash that is a link or no folder: `busy`, and the scan tells it.
 * Durable after `syncTrash`.
 */
export async function moveToTrash(folder: string, name: string, key: string, expected: string): Promise<Written> {
  const trash = join(folder, TRASH);
  const from = join(folder, name);
  await mkdir(trash).catch(() => undefined);
  if ((await trashStanding(folder)) !== "folder") return { kind: "busy" };
  for (let n = 1; ; n++) {
    const to = join(trash, trashName(key, n));
    const moved = await moveFile(from, to);
    if (moved.kind === "stale") continue;
    if (moved.kind === "busy") return (await statFile(from)).kind === "absent" ? { kind: "stale" } : moved;
    const read = await readSettledFile(to);
    if (read.kind !== "text" || read.version !== expected) {
      await moveFile(to, from);
      return { kind: "stale" };
    }
    return moved;
  }
}

/** Makes what was moved to the trash durable, there and in the folder it came from. */
export async function syncTrash(folder: string): Promise<void> {
  if ((await trashStanding(folder)) !== "folder") return;
  await syncFolders([join(folder, TRASH, "any"), join(folder, "any")]);
}

/** The file in the trash of each issue that is there, the one that came last. */
export async function newestInTrash(project: Project, folder: string): Promise<ReadonlyMap<IssueId, string>> {
  const newest = new Map<IssueId, string>();
  for (const name of await trashNames(folder)) {
    const id = await idInTrash(project, folder, name);
    if (id !== null && trashNumber(name) > trashNumber(newest.get(id) ?? "")) newest.set(id, name);
  }
  return newest;
}

/** The text of an issue that was moved to the trash; null: it is not there. */
export async function trashedIssue(project: Project, folder: string, id: IssueId, name: string | undefined): Promise<IssueFile | null> {
  const issue = name === undefined ? null : await issueIn(project, folder, name);
  return issue?.id === id ? issue : null;
}

/** What stands in the place of the trash, links not followed. */
export async function trashStanding(folder: string): Promise<"folder" | "absent" | "other"> {
  try {
    return (await lstat(join(folder, TRASH))).isDirectory() ? "folder" : "other";
  } catch (error) {
    if (isMissing(error)) return "absent";
    throw error;
  }
}

/** Names of the files in the trash; none where a link stands in its place. */
export async function trashNames(folder: string): Promise<string[]> {
  if ((await trashStanding(folder)) !== "folder") return [];
  try {
    return (await readdir(join(folder, TRASH))).filter((name) => name.endsWith(".md"));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function trashName(key: string, n: number): string {
  return n === 1 ? `${key}.md` : `${key}.${n}.md`;
}

/** 0 where there is no file. */
function trashNumber(name: string): number {
  return name === "" ? 0 : Number(/\.(\d+)\.md$/.exec(name)?.[1] ?? 1);
}

async function idInTrash(project: Project, folder: string, name: string): Promise<IssueId | null> {
  const known = project.trashIds.get(name);
  if (known !== undefined) return known;
  const id = (await issueIn(project, folder, name))?.id ?? null;
  project.trashIds.set(name, id);
  return id;
}

async function issueIn(project: Project, folder: string, name: string): Promise<IssueFile | null> {
  const read = await readSettledFile(join(folder, TRASH, name));
  const file = read.kind === "text" ? readIssueFile(read.text, project.fields) : null;
  return file?.ok === true ? file.value : null;
}
