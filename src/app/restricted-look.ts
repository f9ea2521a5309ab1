import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Value } from "../model/value.ts";
import type { TrackerMemory } from "../ports/tracker.ts";
import { markdownTracker } from "../trackers/markdown/markdown-tracker.ts";
import { MemoryDraft } from "../trackers/markdown/memory-rows.ts";
import { outsideWorkspace } from "./issues-folder.ts";
import { readProjectFile } from "./project-file.ts";

/** An issue as its file says it. */
export interface SeenIssue {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** Absolute path. */
  readonly file: string;
}

export interface RestrictedLook {
  readonly project: string;
  readonly issues: readonly SeenIssue[];
}

/**
 * The issues of a folder that is not trusted: its own files are read, and nothing else. Nothing is written anywhere, no state directory, no exchange
 * folder and no git is touched. null: the folder is no project that can be read.
 */
export async function restrictedLook(workspace: string): Promise<RestrictedLook | null> {
  const file = readProjectFile(workspace);
  if (!file.ok || outsideWorkspace(workspace, file.value.issues) !== null) return null;
  const memory = new FleetingMemory();
  const { issues: directory, prefix, name } = file.value;
  const fields = new Map(Object.entries(file.value.fields ?? {}));
  const tracker = markdownTracker({ workspace, directory, prefix, fields, author: "", memory, now: () => Date.now(), random: randomBytes });
  const issues: Omit<SeenIssue, "file">[] = [];
  for await (const batch of tracker.changes({ observeOnly: true })) {
    memory.take(batch.memory);
    for (const observation of batch.observations) {
      if (observation.kind !== "issue") continue;
      const { id, key, fields } = observation.issue;
      issues.push({ id, key, fields });
    }
  }
  const inOrder = new Intl.Collator("en", { numeric: true });
  const files = new Map([...new MemoryDraft(memory).files()].map(([file, { id }]) => [id, join(workspace, directory, file)]));
  const seen = issues.map((issue): SeenIssue => ({ ...issue, file: files.get(issue.id) ?? workspace }));
  return { project: name, issues: seen.toSorted((a, b) => inOrder.compare(a.key, b.key)) };
}

/** What a tracker wants remembered, as long as one look lasts. */
class FleetingMemory implements TrackerMemory {
  readonly #rows = new Map<string, string>();

  get(key: string): string | null {
    return this.#rows.get(key) ?? null;
  }

  list(prefix: string): readonly { readonly key: string; readonly value: string }[] {
    const rows = [...this.#rows].filter(([key]) => key.startsWith(prefix));
    return rows.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
  }

  take(changes: readonly { readonly key: string; readonly value: string | null }[]): void {
    for (const { key, value } of changes) if (value !== null) this.#rows.set(key, value);
  }
}
