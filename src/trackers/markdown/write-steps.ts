import type { TrackerChange, TrackerIssue } from "../../model/tracker-issue.ts";
import type { Value } from "../../model/value.ts";
import type { MemoryChange, TrackerWrite, WriteOutcome } from "../../ports/tracker.ts";
import { changeIssueText } from "./issue-change.ts";
import { readIssueFile } from "./issue-file.ts";
import type { WriteScene } from "./plan-write.ts";

/** Whether fields are to be taken through other values first. */
export function hasSteps({ action }: TrackerWrite): boolean {
  return action.kind === "put" && Object.keys(action.change.via ?? {}).length > 0;
}

/**
 * Performs such a write: each step is one, the last has all the rest. What an earlier try has done of it is recognised by the text that it left behind
 * and not done again. `perform` hears whether the write goes on with a step before. What it has done before it could not go on is in the outcome.
 */
export async function writeBySteps(
  scene: WriteScene,
  write: TrackerWrite,
  perform: (write: TrackerWrite, goesOn: boolean) => Promise<WriteOutcome>,
): Promise<WriteOutcome> {
  if (write.action.kind !== "put") return perform(write, false);
  const steps = stepsOf(write.action.change);
  const { at, version } = await begun(scene, write, steps);
  const memory: MemoryChange[] = [];
  let expectedVersion = version;
  let issue: TrackerIssue | null = null;
  let last: WriteOutcome = { kind: "stale" };
  const fields: Record<string, Value> = {};
  for (const [n, change] of steps.slice(at).entries()) {
    last = await perform({ ...write, expectedVersion, action: { kind: "put", change } }, at + n > 0);
    if (last.kind === "refused") return last;
    if (last.kind !== "applied") return issue === null ? last : { ...last, steps: { issue, fields, memory } };
    Object.assign(fields, change.fields);
    issue = last.issue;
    memory.push(...last.memory);
    expectedVersion = last.issue?.version ?? null;
  }
  return last.kind === "applied" ? { ...last, memory } : last;
}

/** Several fields go side by side; one that is there earlier waits for the rest of the change. */
function stepsOf({ via = {}, ...rest }: TrackerChange): readonly TrackerChange[] {
  const ways = Object.entries(via);
  const longest = Math.max(0, ...ways.map(([, values]) => values.length));
  const steps = Array.from({ length: longest }, (_, n): TrackerChange => {
    const fields = ways.flatMap(([name, values]): [string, Value][] => {
      const value = values[n];
      return value === undefined ? [] : [[name, value]];
    });
    return { fields: Object.fromEntries(fields) };
  });
  return [...steps, rest];
}

/** How many steps are done already, and the version that the next one begins with. */
async function begun(
  scene: WriteScene,
  write: TrackerWrite,
  steps: readonly TrackerChange[],
): Promise<{ readonly at: number; readonly version: string | null }> {
  const found = await scene.finder.find(write.issue);
  const kept = scene.draft.texts(write.issue).find(({ version }) => version === write.expectedVersion);
  const read = kept === undefined ? null : readIssueFile(kept.text, scene.project.fields);
  if (found.kind !== "issue" || found.version === write.expectedVersion || !read?.ok) return { at: 0, version: write.expectedVersion };
  let file = read.value;
  for (const [n, step] of steps.slice(0, -1).entries()) {
    const changed = changeIssueText(file, step);
    if (changed.text === found.text) return { at: n + 1, version: found.version };
    file = changed.file;
  }
  return { at: steps.length - 1, version: write.expectedVersion };
}
