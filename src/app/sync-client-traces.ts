import { lstat } from "node:fs/promises";
import { join } from "node:path";

/** What programs that synchronise folders leave behind or leave out. */
export interface Traces {
  /** Copies that such a program makes where two machines changed one file. */
  readonly conflictCopies: readonly string[];
  /** Files whose content is not on this machine: reading them waits for a download, or fails. */
  readonly placeholders: readonly string[];
}

/** Dropbox, Nextcloud, Google Drive, Syncthing, Resilio, and what a merge by hand leaves. */
const CONFLICT = /conflicted copy|conflict[- ]copy|\.sync-conflict-|_conf\(|\(case conflict|\.(?:orig|rej|sync\.conflict)$|~HEAD(?:\.|$)/i;
/** iCloud has a file of another name in the place of the real one. */
const ICLOUD = /^\..+\.icloud$/i;
/** Small files may lie in the directory itself and take no room of their own. Bytes. */
const SURE = 4096;
/** Looked at, at most: a sample is enough to tell. */
const MOST = 2000;

/** Nothing is opened: that alone could fetch a file. */
export async function tracesIn(directory: string, names: readonly string[]): Promise<Traces> {
  const placeholders: string[] = [];
  for (const name of names.slice(0, MOST)) {
    const found = await lstat(join(directory, name)).catch(() => null);
    if (ICLOUD.test(name) || (found?.isFile() && isHollow(found))) placeholders.push(name);
  }
  return { conflictCopies: names.filter((name) => CONFLICT.test(name)), placeholders };
}

/** It has a length and takes no room. */
function isHollow({ size, blocks }: { readonly size: number; readonly blocks: number }): boolean {
  return size >= SURE && blocks === 0;
}
