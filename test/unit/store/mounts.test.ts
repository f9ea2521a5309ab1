import { describe, expect, test } from "vitest";
import { fileSystemOf, isNetworkFileSystem, isUncPath, isVanishingFileSystem, readMountinfo } from "../../../src/store/mounts.ts";

/** As in proc(5): some lines have optional fields before the dash, some have none. */
const MOUNTINFO = String.raw`22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw - proc proc rw
24 22 0:40 / /home rw,relatime shared:2 master:3 - nfs4 server:/export/home rw
25 24 0:41 / /home/ada/local rw - btrfs /dev/vdb rw
26 22 0:42 / /media/two\040words\134x rw - cifs //srv/share rw
27 22 0:43 / /mnt/c rw - 9p C:\134 rw
28 22 0:44 / /mnt/ssh rw - fuse.sshfs ada@host: rw
29 22 8:1 / /over rw - ext4 /dev/vdc rw
30 22 0:45 / /over rw - tmpfs tmpfs rw
`;

describe("the file system of a path", () => {
  test.each([
    ["/", "ext4"],
    ["/etc/x", "ext4"],
    ["/home", "nfs4"],
    ["/home/ada", "nfs4"],
    ["/home/ada/local/state", "btrfs"],
    ["/home/ada/localities", "nfs4"],
    ["/homes", "ext4"],
    [String.raw`/media/two words\x/state`, "cifs"],
    ["/mnt/ssh/a", "fuse.sshfs"],
    ["/over/a", "tmpfs"],
  ])("%s is on %s", (path, kind) => {
    expect(fileSystemOf(path, MOUNTINFO)).toBe(kind);
  });

  test("is unknown where the system does not say", () => {
    expect(fileSystemOf("/home", "")).toBeNull();
    expect(fileSystemOf("/home", "nonsense\n1 2 3\n")).toBeNull();
  });

  test.runIf(process.platform === "linux")("is what this system says", () => {
    expect(fileSystemOf("/proc/self", readMountinfo())).toBe("proc");
  });
});

test("kinds behind which another machine may stand", () => {
  for (const kind of ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "vboxsf"]) {
    expect([kind, isNetworkFileSystem(kind)]).toEqual([kind, true]);
  }
  for (const kind of ["ext4", "btrfs", "xfs", "zfs", "apfs", "fuseblk", "overlay", "tmpfs"]) {
    expect([kind, isNetworkFileSystem(kind)]).toEqual([kind, false]);
  }
});

test("kinds that are gone after a restart", () => {
  for (const kind of ["tmpfs", "ramfs", "overlay", "fuse.fuse-overlayfs"])
    expect([kind, isVanishingFileSystem(kind)]).toEqual([kind, true]);
  for (const kind of ["ext4", "nfs", "fuseblk"]) expect([kind, isVanishingFileSystem(kind)]).toEqual([kind, false]);
});

test("Windows' names of other machines", () => {
  for (const path of [String.raw`\\srv\share\x`, String.raw`\\?\UNC\srv\share`, String.raw`\\wsl.localhost\Ubuntu`]) {
    expect([path, isUncPath(path)]).toEqual([path, true]);
  }
  for (const path of [String.raw`C:\x`, String.raw`\\?\C:\x`, String.raw`\\.\pipe\x`, "/home", "//home"]) {
    expect([path, isUncPath(path)]).toEqual([path, false]);
  }
});
