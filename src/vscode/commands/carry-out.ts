import type { LiveProject } from "../../app/live-project.ts";
import type { Command, CommandOutcome } from "../../model/command.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { severalFailed } from "../../view/issue-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView } from "../messages.ts";
import { sayFailure } from "./telling.ts";

/** Carries a command out, with progress in the view. What fails is said; null then. */
export async function carryOut(
  ferry: Ferry,
  live: LiveProject,
  command: Parameters<LiveProject["carryOut"]>[0],
): Promise<Extract<CommandOutcome, { readonly kind: "done" }> | null> {
  const outcome = await inView("issueFerry.connections", () => live.carryOut(command));
  if (outcome.kind === "done") return outcome;
  await sayFailure(ferry, commandSentence(outcome.code, outcome.data, "editor"));
  return null;
}

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;
type Asked = WithoutAuthor<Command>;

/** One of several things that a person asked for at once. */
export interface Job {
  readonly live: LiveProject;
  /** What it is about, for people. */
  readonly key: string;
  readonly command: Asked;
}

/** Handed over together: whoever works for the project takes all that wait in one look. */
const TOGETHER = 50;

/**
 * Carries all out, with progress in the view Issues. Says what failed, at once for all; what was done is for the caller to say.
 * In the order of the jobs; null: failed.
 */
export async function carryOutAll<J extends Job>(ferry: Ferry, jobs: readonly J[]): Promise<readonly (J & Done)[]> {
  const outcomes = await inView("issueFerry.issues", async () => {
    const found: CommandOutcome[] = [];
    for (let next = 0; next < jobs.length;) {
      const first = jobs[next];
      if (!first) break;
      // Where nobody works each is carried out here, one after the other.
      const size = first.live.activity().mode === "paused" ? 1 : TOGETHER;
      const some = jobs.slice(next, next + size);
      found.push(...(await Promise.all(some.map(({ live, command }) => live.carryOut(command)))));
      next += size;
    }
    return found;
  });
  const failed = jobs.flatMap((job, i) => {
    const outcome = outcomes[i];
    return outcome?.kind === "failed" ? [{ key: job.key, sentence: commandSentence(outcome.code, outcome.data, "editor") }] : [];
  });
  if (failed.length > 0) {
    for (const { key, sentence } of failed) ferry.log.warn(`${key}: ${sentence}`);
    void sayFailure(ferry, jobs.length === 1 ? (failed[0]?.sentence ?? "") : severalFailed(failed, jobs.length));
  }
  ferry.issues.refresh();
  return jobs.flatMap((job, i) => {
    const outcome = outcomes[i];
    return outcome?.kind === "done" ? [{ ...job, data: outcome.data }] : [];
  });
}

export interface Done {
  readonly data: Extract<CommandOutcome, { readonly kind: "done" }>["data"];
}
