import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { mustLive, step } from "./counted-steps.ts";

type Any = (...values: never[]) => unknown;

/** Paths of open files by descriptor or handle, where a counted process opened them. */
const byDescriptor = new Map<number, string>();
const byHandle = new WeakMap<object, string>();

/**
 * Lets every change of the disk by a counted process (`counted-steps.ts`) be a step: all functions of node:fs that src uses, the methods
 * of file handles, and the commits of SQLite. What they do stays what it is. Returns the way back.
 */
export async function countDisk(): Promise<() => void> {
  const undos: (() => void)[] = [];
  const around = (object: object, name: string, make: (real: Any) => Any): void => {
    const real = Reflect.get(object, name) as Any;
    Reflect.set(object, name, make(real));
    undos.push(() => Reflect.set(object, name, real));
  };
  for (const [object, ends] of [
    [fs, "Sync"],
    [fs.promises, ""],
  ] as const) {
    const change = (name: string, before: (...paths: string[]) => void): void =>
      around(
        object,
        `${name}${ends}`,
        (real) =>
          (...values) =>
            asItIs(ends, () => {
              before(...(values as unknown as string[]));
              return real.apply(object, values);
            }),
      );
    change("rename", (from, to) => step("rename", to)?.unsynced.renamed(from, to));
    change("link", (from, to) => step("link", to)?.unsynced.linked(from, to));
    change("unlink", removed);
    change("rm", (path) => fs.existsSync(path) && removed(path));
    change("rmdir", (path) => step("remove", path));
    change("mkdir", (path) => !fs.existsSync(path) && step("make", path)?.unsynced.made(path, "directory"));
    change("appendFile", (path) => step("write", path)?.unsynced.written(path));
  }
  // Of a few bytes: torn they are nothing.
  around(fs.promises, "writeFile", (real) => async (...values) => {
    const [path, , options] = values as unknown as [string, string, { flag?: string } | undefined];
    if (options?.flag !== "wx" || !fs.existsSync(path)) {
      opens(path, options?.flag ?? "w");
      step("write", path)?.unsynced.written(path);
    }
    return real.apply(fs.promises, values);
  });
  around(fs, "openSync", (real) => (...values) => {
    const [path, flags] = values as unknown as [string, string | number];
    opens(path, flags);
    const descriptor = real(...values) as number;
    byDescriptor.set(descriptor, path);
    return descriptor;
  });
  around(fs.promises, "open", (real) => async (...values) => {
    const [path, flags] = values as unknown as [string, string | number];
    opens(path, flags);
    const handle = (await real.apply(fs.promises, values)) as FileHandle;
    byHandle.set(handle, path);
    return handle;
  });
  around(fs, "writeFileSync", (real) => (...values) => {
    const [target, data, options] = values as unknown as [string | number, string, { flag?: string; flush?: boolean } | undefined];
    const path = typeof target === "number" ? (byDescriptor.get(target) ?? "") : target;
    if (typeof target === "string") opens(target, options?.flag ?? "w");
    const process = step("write", path, () => real(...([target, half(data), options] as never[])));
    process?.unsynced.written(path);
    const done = real(...values);
    if (options?.flush) process?.unsynced.synced(path);
    return done;
  });
  around(fs, "fsyncSync", (real) => (...values) => {
    const path = byDescriptor.get(values[0] as unknown as number) ?? "";
    const process = step("sync", path);
    const done = real(...values);
    process?.unsynced.synced(path);
    return done;
  });
  const sample = join(tmpdir(), `ferry-handle-${process.pid}`);
  const handle = await fs.promises.open(sample, "w");
  const prototype = Object.getPrototypeOf(handle) as object;
  await handle.close();
  fs.unlinkSync(sample);
  around(
    prototype,
    "writeFile",
    (real) =>
      async function (this: FileHandle, ...values: never[]) {
        const path = byHandle.get(this) ?? "";
        const process = step("write", path, () => fs.writeSync(this.fd, half(values[0] as unknown as string)));
        process?.unsynced.written(path);
        return real.apply(this, values);
      },
  );
  around(
    prototype,
    "sync",
    (real) =>
      async function (this: FileHandle, ...values: never[]) {
        const path = byHandle.get(this) ?? "";
        const process = step("sync", path);
        const done = await real.apply(this, values);
        process?.unsynced.synced(path);
        return done;
      },
  );
  around(
    prototype,
    "write",
    (real) =>
      async function (this: FileHandle, ...values: never[]) {
        const path = byHandle.get(this) ?? "";
        const [bytes, from, length, at] = values as unknown as [Uint8Array, number, number, number];
        const process = step("write", path, () => fs.writeSync(this.fd, bytes, from, Math.floor(length / 2), at));
        process?.unsynced.written(path);
        return real.apply(this, values);
      },
  );
  around(
    prototype,
    "truncate",
    (real) =>
      async function (this: FileHandle, ...values: never[]) {
        const path = byHandle.get(this) ?? "";
        step("write", path)?.unsynced.written(path);
        return real.apply(this, values);
      },
  );
  const writing = new WeakSet<object>();
  around(
    DatabaseSync.prototype,
    "exec",
    (real) =>
      function (this: object, ...values: never[]) {
        const sql = String(values[0]);
        // What the ended had begun is rolled back, as the system does for the dead.
        if (sql === "BEGIN IMMEDIATE") mustLive();
        if (sql === "COMMIT" && writing.delete(this)) step("commit", "");
        const done = real.apply(this, values);
        if (sql === "BEGIN IMMEDIATE") writing.add(this);
        if (sql === "ROLLBACK") writing.delete(this);
        return done;
      },
  );
  syncBuiltinESMExports();
  return () => {
    for (const undo of undos.toReversed()) undo();
    syncBuiltinESMExports();
  };
}

/** A promise where the function gives one, else the value or the error itself. */
function asItIs(ends: "Sync" | "", work: () => unknown): unknown {
  return ends === "Sync" ? work() : (async () => work())();
}

function removed(path: string): void {
  step("remove", path)?.unsynced.removed(path);
}

function opens(path: string, flags: string | number): void {
  const makes = typeof flags === "string" ? /[wax]/.test(flags) : (flags & fs.constants.O_CREAT) !== 0;
  if (makes && !fs.existsSync(path)) step("make", path)?.unsynced.made(path, /\.(sqlite|lock)$/.test(path) ? "database" : "file");
}

function half(data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
