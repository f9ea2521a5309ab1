import { readFileSync } from "node:fs";

/** Where Linux lists the mounts of this process. */
const MOUNTINFO = "/proc/self/mountinfo";

/**
 * Kinds of Linux file systems behind which another machine may stand. SQLite's locks and its shared memory do not hold there.
 * 9p is how WSL 2 reaches the disks of Windows.
 */
const NETWORK: ReadonlySet<string> = new Set(
  (
    "nfs nfs4 cifs smb3 smbfs smbnetfs ncpfs 9p afs coda ceph cephfs glusterfs lustre beegfs gpfs juicefs sshfs rclone " +
    "davfs davfs2 curlftpfs s3fs gcsfuse gvfsd-fuse vboxsf prl_fs vmhgfs vmhgfs-fuse"
  ).split(" "),
);

/** Kinds whose files are gone after a restart of the machine or of the container. */
const VANISHING: ReadonlySet<string> = new Set(["tmpfs", "ramfs", "overlay", "overlayfs", "aufs", "fuse-overlayfs"]);

/** The kernel's list of mounts; empty on other systems than Linux. */
export function readMountinfo(): string {
  try {
    return readFileSync(MOUNTINFO, "utf8");
  } catch {
    return "";
  }
}

/** The kind of file system that a real, absolute path lies on, by the kernel's list of mounts (proc(5)); null when it does not say. */
export function fileSystemOf(path: string, mountinfo: string): string | null {
  let best: { readonly at: string; readonly kind: string } | null = null;
  for (const line of mountinfo.split("\n")) {
    const at = line.split(" ")[4];
    const kind = line.split(" - ")[1]?.split(" ")[0];
    if (at === undefined || kind === undefined) continue;
    const place = unescape(at);
    const within = path === place || path.startsWith(place.endsWith("/") ? place : `${place}/`);
    // A later mount of the same place hides the earlier one.
    if (within && place.length >= (best?.at.length ?? 0)) best = { at: place, kind };
  }
  return best?.kind ?? null;
}

export function isNetworkFileSystem(kind: string): boolean {
  return NETWORK.has(withoutFuse(kind));
}

export function isVanishingFileSystem(kind: string): boolean {
  return VANISHING.has(withoutFuse(kind));
}

/** File systems that run as a program are listed as `fuse.<name>`. */
function withoutFuse(kind: string): string {
  return kind.startsWith("fuse.") ? kind.slice("fuse.".length) : kind;
}

/** Whether Windows names another machine: `\\server\share`, also as `\\?\UNC\server\share`; not `\\?\C:\` or `\\.\`. */
export function isUncPath(path: string): boolean {
  return /^\\\\\?\\UNC\\/i.test(path) || /^\\\\[^\\?.]/.test(path);
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
