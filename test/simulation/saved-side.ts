import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrackerIssue } from "../../src/model/tracker-issue.ts";
import { SimulatedContents } from "./simulated-contents.ts";
import type { SimulatedProject } from "./simulated-project.ts";

/** What of a side is put back: the state directory (store and keys) alone, or the issues with it. */
export type PutBack = "state" | "state and issues";

export interface SavedSide {
  readonly issues: ReadonlyMap<string, TrackerIssue>;
  /** Contents beside them: `issue attachment`. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  putBack(what: PutBack): void;
}

const PARTS = ["", "-wal"];

/** A memory-backed directory where there is one: a history writes there thousands of times. */
export function storesDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "ferry-stores-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Everything durable of a side as it is now, to be put back later. `file`: of its store, between two of its passes. */
export function saveSide(side: SimulatedProject<string>, file: string, copy: string): SavedSide {
  for (const part of PARTS) if (existsSync(file + part)) copyFileSync(file + part, copy + part);
  const keys = side.keys.save();
  const tracker = side.tracker.save();
  const contents = side.contents instanceof SimulatedContents ? side.contents.save() : null;
  const issues = new Map(
    side.tracker.ids().flatMap((id) => [side.tracker.issue(id)].flatMap((issue) => (issue ? [[id, issue] as const] : []))),
  );
  return {
    issues,
    contents: contents?.whole ?? new Map(),
    putBack: (what) => {
      side.outside(() => {
        rmSync(`${file}-shm`, { force: true });
        for (const part of PARTS) {
          rmSync(file + part, { force: true });
          if (existsSync(copy + part)) copyFileSync(copy + part, file + part);
        }
        keys.putBack();
        if (what === "state and issues") tracker.putBack();
        // Contents lie beside the issues.
        if (what === "state and issues") contents?.putBack();
      });
    },
  };
}
