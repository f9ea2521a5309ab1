import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Store } from "../ports/store.ts";
import { toBase32 } from "../model/base32.ts";
import { tryLock } from "../store/worker-lock.ts";
import { interruptionOf } from "./store-trouble.ts";

/**
 * Where the store keeps which window holds unsaved changes to which files: window -> names. The issues of a project lie in one folder, and
 * the ways that lead there differ from process to process (links, the case of a drive): only the name says which file is meant.
 */
const UNSAVED = "unsaved";
/** The same of files into which somebody may type at any moment. What a person commands is not kept from them. */
const PAUSING = "about to type";

type Registered = Readonly<Record<string, readonly string[]>>;
type Facts = Pick<Store, "fact" | "setFact" | "transaction">;

/** A window says which issue files its editors hold unsaved changes to; nobody writes to those meanwhile (docs/USER-GUIDE.md, "Unsaved edits"). */
export interface UnsavedFiles {
  /**
   * All issue files with unsaved changes now, as paths, and those into which somebody may type at any moment. What cannot be stored now is stored by
   * `again`.
   */
  set(files: readonly string[], pausing?: readonly string[]): void;
  /** Stores what could not be stored before. Throws `StoreUnavailable` as long as that does not work. */
  again(): void;
  /** The window closes. Its lock is freed in any case, so that nobody waits for it. */
  close(): void;
}

/**
 * Registers a window. It holds an operating-system lock as long as it lives, so that what a killed window had registered is known to be
 * over, whatever the clock says.
 */
export function registerWindow(store: Facts, stateDirectory: string): UnsavedFiles {
  const window = toBase32(randomBytes(10));
  const lock = tryLock(stateDirectory, lockName(window));
  const kept = [UNSAVED, PAUSING].map((fact) => ({ fact, wanted: [] as readonly string[], stored: "[]" }));
  const again = (): void => {
    for (const one of kept) {
      const text = JSON.stringify(one.wanted);
      if (text === one.stored) continue;
      change(store, one.fact, (all) => {
        const others = Object.fromEntries(Object.entries(all).filter(([name]) => name !== window));
        return one.wanted.length === 0 ? others : { ...others, [window]: one.wanted };
      });
      one.stored = text;
    }
  };
  const want = (...files: readonly (readonly string[])[]): void => {
    for (const [i, one] of kept.entries()) one.wanted = [...new Set((files[i] ?? []).map((file) => basename(file)))].toSorted();
  };
  return {
    again,
    set(files, pausing = []) {
      want(files, pausing);
      try {
        again();
      } catch (error) {
        if (interruptionOf(error) === null) throw error;
      }
    },
    close() {
      want();
      try {
        again();
      } finally {
        lock?.release();
        rmSync(join(stateDirectory, lockName(window)), { force: true });
      }
    },
  };
}

/**
 * Whether a living window holds unsaved changes to this file, or somebody may type into it at any moment; `commanded`: that alone does not count. What a
 * dead window left behind is forgotten on the way.
 */
export function isUnsaved(store: Facts, stateDirectory: string, file: string, commanded = false): boolean {
  const facts = commanded ? [UNSAVED] : [UNSAVED, PAUSING];
  return facts.some((fact) => isHeld(store, fact, stateDirectory, file));
}

function isHeld(store: Facts, fact: string, stateDirectory: string, file: string): boolean {
  const holders = Object.entries(registered(store, fact)).filter(([, files]) => files.includes(basename(file)));
  const dead = holders.map(([window]) => window).filter((window) => !isAlive(stateDirectory, window));
  if (dead.length > 0) change(store, fact, (all) => Object.fromEntries(Object.entries(all).filter(([window]) => !dead.includes(window))));
  return holders.length > dead.length;
}

/** Names of the files that some window registered, also one that is dead by now. */
export function unsavedNames(store: Pick<Facts, "fact">): ReadonlySet<string> {
  return new Set([UNSAVED, PAUSING].flatMap((fact) => Object.values(registered(store, fact)).flat()));
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

function registered(store: Pick<Facts, "fact">, fact: string): Registered {
  return JSON.parse(store.fact(fact) ?? "{}") as Registered;
}

function change(store: Facts, fact: string, made: (all: Registered) => Registered): void {
  store.transaction(() => store.setFact(fact, JSON.stringify(made(registered(store, fact)))));
}
