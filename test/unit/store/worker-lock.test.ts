import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { tryLock } from "../../../src/store/worker-lock.ts";
import { temporaryDirectory } from "./directory.ts";
import { type Child, startChild } from "./processes/child.ts";

const LOCK_HOLDER = new URL("./processes/lock-holder.ts", import.meta.url);

async function askedForLock(directory: string): Promise<{ readonly child: Child; readonly answer: string | null }> {
  const child = startChild(LOCK_HOLDER, directory);
  await child.line();
  child.tell("now");
  return { child, answer: await child.line() };
}

describe("the worker lock", () => {
  test("is given once in a process, and again after its release", () => {
    const directory = temporaryDirectory();
    const lock = tryLock(directory);
    expect(lock).not.toBeNull();
    expect(tryLock(directory)).toBeNull();
    lock?.release();
    lock?.release();
    const next = tryLock(directory);
    expect(next).not.toBeNull();
    next?.release();
  });

  test("belongs to one directory", () => {
    const locks = [tryLock(temporaryDirectory()), tryLock(temporaryDirectory())];
    expect(locks).not.toContain(null);
    for (const lock of locks) lock?.release();
  });

  test("writes nothing, and leaves an empty file for its owner only", () => {
    const directory = temporaryDirectory();
    const lock = tryLock(directory);
    const found = statSync(join(directory, "worker.lock"));
    expect([found.size, found.mode & 0o777]).toEqual([0, 0o600]);
    lock?.release();
  });

  test("throws where there is no directory", () => {
    expect(() => tryLock(join(temporaryDirectory(), "missing"))).toThrow("ENOENT");
  });

  test("is refused while another process holds it", async () => {
    const directory = temporaryDirectory();
    const lock = tryLock(directory);
    expect((await askedForLock(directory)).answer).toBe("refused");
    // A second try here is refused, and must not let go of the lock by closing its own handle.
    expect(tryLock(directory)).toBeNull();
    expect((await askedForLock(directory)).answer).toBe("refused");
    lock?.release();
    expect((await askedForLock(directory)).answer).toBe("held");
    expect(tryLock(directory)).toBeNull();
  });

  test("is free at once after kill -9", async () => {
    const directory = temporaryDirectory();
    const { child, answer } = await askedForLock(directory);
    expect([answer, tryLock(directory)]).toEqual(["held", null]);
    child.signal("SIGKILL");
    await child.ended;
    const lock = tryLock(directory);
    expect(lock).not.toBeNull();
    lock?.release();
  });

  test.runIf(process.platform === "linux")("is still held while its holder sleeps", async () => {
    const directory = temporaryDirectory();
    const { child, answer } = await askedForLock(directory);
    expect(answer).toBe("held");
    child.signal("SIGSTOP");
    await vi.waitUntil(() => stateOf(child.pid) === "T");
    expect(tryLock(directory)).toBeNull();
    child.signal("SIGCONT");
    await vi.waitUntil(() => stateOf(child.pid) !== "T");
    expect(tryLock(directory)).toBeNull();
  });

  test("goes to exactly one of several that try at once", async () => {
    const directory = temporaryDirectory();
    const children = [1, 2, 3].map(() => startChild(LOCK_HOLDER, directory));
    await Promise.all(children.map((child) => child.line()));
    for (const child of children) child.tell("now");
    const answers = await Promise.all(children.map((child) => child.line()));
    expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "refused")).toHaveLength(2);
  });
});

/** One letter, proc(5): `T` is stopped. */
function stateOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
}
