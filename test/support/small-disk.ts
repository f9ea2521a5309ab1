import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real file system of its own, small enough to fill. */
export interface SmallDisk {
  readonly path: string;
  readOnly(yes: boolean): void;
  unmount(): void;
}

/** null where this machine does not let us mount. */
export function smallDisk(kibibytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "ferry-disk-"));
  const mount = (...options: string[]) => execFileSync("mount", [...options, path], { stdio: "ignore" });
  try {
    mount("-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs");
  } catch {
    rmdirSync(path);
    return null;
  }
  return {
    path,
    readOnly: (yes) => mount("-o", yes ? "remount,ro" : "remount,rw"),
    unmount: () => {
      execFileSync("umount", [path]);
      rmdirSync(path);
    },
  };
}

export const canMount = ((): boolean => {
  const disk = smallDisk(64);
  disk?.unmount();
  return disk !== null;
})();
