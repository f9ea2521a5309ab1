import type { LiveProject } from "../../app/live-project.ts";
import { interruptionOf } from "../../app/store-trouble.ts";
import type { Command, CommandOutcome, Replaced } from "../../model/command.ts";
import { COMMAND_BUG, commandSentence } from "../../view/command-failures.ts";
import { interruptedSentence } from "../../view/interruptions.ts";
import { severalFailed, severalUnknown } from "../../view/issue-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView, say } from "../messages.ts";
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
export type Asked = WithoutAuthor<Command>;

/** One of several things that a person asked for at once. */
export interface Job {
  readonly live: LiveProject;
  /** What it is about, for people. */
  readonly key: string;
  /** Or what finds it out when its turn has come; null then: there is nothing to do. */
  readonly command: Asked | (() => Asked | null);
}

/** Handed over together: whoever works for the project takes all that wait in one look. */
const TOGETHER = 50;

/** How one ended. `unknown`: it was handed over, and whoever works has not answered yet; it will be done. */
type Ended =
  | (Extract<CommandOutcome, { readonly kind: "done" }> & { readonly asked: Asked })
  | { readonly kind: "nothing to do" }
  | { readonly kind: "failed" | "unknown"; readonly sentence: string };

/**
 * Carries all out, with progress in the view Issues. Says what failed, and of what is not known yet how it ends, at once for all; what was done
 * is for the caller to say. In the order of the jobs; left out: what was not done. One that meets a bug takes no other with it. `failed`: hears of
 * each that was not done and will not be.
 */
export async function carryOutAll<J extends Job>(
  ferry: Ferry,
  jobs: readonly J[],
  failed: (job: J) => void = () => undefined,
): Promise<readonly (J & Done)[]> {
  const ended = new Map<J, Ended>();
  await inView("issueFerry.issues", async () => {
    for (const [live, its] of Map.groupBy(jobs, (job) => job.live)) {
      for (let next = 0; next < its.length;) {
        // Where nobody works each is carried out here, one after the other.
        const size = live.activity().mode === "paused" ? 1 : TOGETHER;
        await Promise.all(its.slice(next, next + size).map(async (job) => ended.set(job, await oneOf(ferry, job))));
        next += size;
      }
    }
  });
  tell(ferry, jobs, ended);
  ferry.issues.refresh();
  for (const job of jobs) if (ended.get(job)?.kind === "failed") failed(job);
  return jobs.flatMap((job) => {
    const end = ended.get(job);
    return end?.kind === "done" ? [{ ...job, data: end.data, asked: end.asked, replaced: end.replaced }] : [];
  });
}

async function oneOf(ferry: Ferry, { live, command }: Job): Promise<Ended> {
  try {
    const asked = typeof command === "function" ? command() : command;
    if (asked === null) return { kind: "nothing to do" };
    const outcome = await live.carryOut(asked);
    if (outcome.kind === "done") return { ...outcome, asked };
    return {
      kind: outcome.code === "WORKER_SILENT" ? "unknown" : "failed",
      sentence: commandSentence(outcome.code, outcome.data, "editor"),
    };
  } catch (error) {
    ferry.log.error(error instanceof Error ? error : String(error));
    const because = interruptionOf(error);
    return { kind: "failed", sentence: because === null ? COMMAND_BUG : interruptedSentence(because) };
  }
}

function tell<J extends Job>(ferry: Ferry, jobs: readonly J[], ended: ReadonlyMap<J, Ended>): void {
  const of = (kind: "failed" | "unknown"): { readonly key: string; readonly sentence: string }[] =>
    jobs.flatMap((job) => {
      const end = ended.get(job);
      return end?.kind === kind && "sentence" in end ? [{ key: job.key, sentence: end.sentence }] : [];
    });
  const [failed, unknown] = [of("failed"), of("unknown")];
  for (const { key, sentence } of [...failed, ...unknown]) ferry.log.warn(`${key}: ${sentence}`);
  if (failed.length > 0) void sayFailure(ferry, jobs.length === 1 ? (failed[0]?.sentence ?? "") : severalFailed(failed, jobs.length));
  if (unknown.length > 0) void say(jobs.length === 1 ? (unknown[0]?.sentence ?? "") : severalUnknown(unknown, jobs.length));
}

export interface Done extends Pick<Extract<CommandOutcome, { readonly kind: "done" }>, "data"> {
  readonly asked: Asked;
  readonly replaced: Replaced | undefined;
}
