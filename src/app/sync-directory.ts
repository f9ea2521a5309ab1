import { closeSync, fsyncSync, openSync } from "node:fs";

/** Systems that cannot sync a directory say one of these; there a name is as durable as the system makes it. */
const CANNOT: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EISDIR", "EINVAL", "EBADF", "ENOTSUP", "ENOSYS"]);

/** Makes the names in a directory durable: what was put there is there after a power cut, where the system can promise that. */
export function syncDirectory(directory: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(directory, "r");
    fsyncSync(handle);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && CANNOT.has(String(error.code)))) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
