import { realpathSync, statSync } from "node:fs";
import type { Store } from "../ports/store.ts";
import { tryLock } from "../store/worker-lock.ts";
import { readProjectFile } from "./project-file.ts";
import { systemRefusalOf } from "./store-trouble.ts";

/** Name of the fact that keeps which folder the store works for, on this machine. */
const WORK_PLACE = "work place";

interface Claim {
  readonly store: Store;
  readonly stateDirectory: string;
  readonly workspace: string;
  readonly projectId: string;
  /** From another folder, too, unless somebody works there now. */
  readonly takeOver: boolean;
}

/**
 * Makes a folder the one that a store works for, or names the other one that it works for and keeps working for. Two copies with one
 * store would each take what the other one lacks for deleted. A folder that is gone, or is another project by now, was moved here.
 */
export function claimWorkPlace({ store, stateDirectory, workspace, projectId, takeOver }: Claim): string | null {
  const here = realpathSync.native(workspace);
  if (store.fact(WORK_PLACE) === here) return null;
  const lock = takeOver ? tryLock(stateDirectory) : null;
  try {
    return store.transaction(() => {
      const there = store.fact(WORK_PLACE);
      if (there !== null && lock === null && !isSameFolder(there, here) && mayBeProject(there, projectId)) return there;
      store.setFact(WORK_PLACE, here);
      return null;
    });
  } finally {
    lock?.release();
  }
}

interface Worker {
  readonly store: Pick<Store, "fact">;
  readonly workspace: string;
  readonly file: { readonly id: string };
}

/**
 * The folder that the store works for by now, where it is another one than this: a person said so there, while this one rested. Nothing
 * is written from here then. null: it works here, as far as can be seen now.
 */
export function worksElsewhere({ store, workspace, file }: Worker): string | null {
  const there = store.fact(WORK_PLACE);
  try {
    const here = realpathSync.native(workspace);
    return there !== null && there !== here && !isSameFolder(there, here) && mayBeProject(there, file.id) ? there : null;
  } catch (error) {
    if (systemRefusalOf(error) === null) throw error;
    return null;
  }
}

/** By another mount, or in other letters. */
function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}

/** A project file that cannot be read now may still be this project's. */
function mayBeProject(workspace: string, projectId: string): boolean {
  const file = readProjectFile(workspace);
  return file.ok ? file.value.id === projectId : file.failure.kind !== "no project";
}
