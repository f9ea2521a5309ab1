import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Store } from "../ports/store.ts";
import { toBase32 } from "../model/base32.ts";
import { tryLock } from "../store/worker-lock.ts";

/** Where the store keeps which window holds unsaved changes to which files: window -> absolute paths. */
const FACT = "unsaved";

type Registered = Readonly<Record<string, readonly string[]>>;
type Facts = Pick<Store, "fact" | "setFact" | "transaction">;

/** A window says which issue files its editors hold unsaved changes to; nobody writes to those meanwhile (docs/USER-GUIDE.md, "Unsaved edits"). */
export interface UnsavedFiles {
  /** All of them now, as absolute paths. */
  set(files: readonly string[]): void;
  /** The window closes. */
  close(): void;
}

/**
 * Registers a window. It holds an operating-system lock as long as it lives, so that what a killed window had registered is known to be
 * over, whatever the clock says.
 */
export function registerWindow(store: Facts, stateDirectory: string): UnsavedFiles {
  const window = toBase32(randomBytes(10));
  const lock = tryLock(stateDirectory, lockName(window));
  let before = "[]";
  const put = (files: readonly string[]): void => {
    const paths = files.map((file) => resolve(file)).toSorted();
    const text = JSON.stringify(paths);
    if (text === before) return;
    before = text;
    change(store, (all) => {
      const others = Object.fromEntries(Object.entries(all).filter(([name]) => name !== window));
      return paths.length === 0 ? others : { ...others, [window]: paths };
    });
  };
  return {
    set: put,
    close() {
      put([]);
      lock?.release();
      rmSync(join(stateDirectory, lockName(window)), { force: true });
    },
  };
}

/** Whether a living window holds unsaved changes to this file. What a dead one left behind is forgotten on the way. */
export function isUnsaved(store: Facts, stateDirectory: string, file: string): boolean {
  const path = resolve(file);
  const holders = Object.entries(registered(store)).filter(([, files]) => files.includes(path));
  const dead = holders.map(([window]) => window).filter((window) => !isAlive(stateDirectory, window));
  if (dead.length > 0) change(store, (all) => Object.fromEntries(Object.entries(all).filter(([window]) => !dead.includes(window))));
  return holders.length > dead.length;
}

function isAlive(stateDirectory: string, window: string): boolean {
  const lock = tryLock(stateDirectory, lockName(window));
  if (!lock) return true;
  lock.release();
  rmSync(join(stateDirectory, lockName(window)), { force: true });
  return false;
}

function lockName(window: string): string {
  return `window-${window}.lock`;
}

function registered(store: Facts): Registered {
  return JSON.parse(store.fact(FACT) ?? "{}") as Registered;
}

function change(store: Facts, made: (all: Registered) => Registered): void {
  store.transaction(() => store.setFact(FACT, JSON.stringify(made(registered(store)))));
}
