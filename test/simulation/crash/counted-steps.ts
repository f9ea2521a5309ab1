import { AsyncLocalStorage } from "node:async_hooks";
import { ProcessEnd } from "../process-end.ts";
import type { Loss, Unsynced } from "./unsynced.ts";

/** What a step is that a process takes; each may be its last. */
export type StepKind = "commit" | "make" | "write" | "sync" | "rename" | "link" | "remove";

/**
 * How a process ends at a step: killed before it; killed in the middle of a write, half of which is there; or by a power cut, which takes of
 * the machine what was not synced.
 */
export type Residue = "killed" | "torn" | Loss;

/** What the system may answer at a step, once; the process goes on. Of a commit: that the disk is full, or fails. */
export type SystemAnswer = "EPERM" | "EBUSY" | "EIO" | "EMFILE" | "ENOSPC";

const ANSWERS: Readonly<Record<StepKind, readonly SystemAnswer[]>> = {
  commit: ["ENOSPC", "EIO"],
  make: ["EMFILE", "ENOSPC"],
  write: ["ENOSPC", "EIO"],
  sync: ["EIO"],
  rename: ["EPERM", "EBUSY"],
  link: ["EPERM"],
  remove: ["EBUSY"],
};

export interface Step {
  readonly kind: StepKind;
  readonly path: string;
  /** Ways to end here that leave something different behind. */
  readonly residues: readonly Residue[];
  readonly answers: readonly SystemAnswer[];
}

/** One process of one side: everything it does to the disk goes through `step`. */
export interface CountedProcess {
  readonly unsynced: Unsynced;
  ended: boolean;
}

interface Plan {
  /** Number of the step, from 1. */
  readonly at: number;
  readonly residue: Residue | SystemAnswer;
}

/** The process on whose behalf something is done now; none: a person, or the test. */
export const running = new AsyncLocalStorage<CountedProcess>();

let plan: Plan | null = null;
let steps: Step[] = [];
let answered = false;
let beside: (step: number) => void = () => undefined;

/** Called before each step, as somebody else: what it does to the disk is no step. */
export function besideSteps(deed: ((step: number) => void) | null): void {
  beside = deed ?? (() => undefined);
}

/** Forgets the steps counted so far, and ends a process at one of the next as planned. */
export function countSteps(planned: Plan | null): void {
  plan = planned;
  steps = [];
  answered = false;
}

/** The next process to be killed is killed there, if that is not past. */
export function killNext(at: number): void {
  plan = { at, residue: "killed" };
}

/** Whether the system has refused something, as planned. */
export function hasAnswered(): boolean {
  return answered;
}

export function stepsCounted(): readonly Step[] {
  return steps;
}

/** Throws where the process has ended: it begins nothing any more. */
export function mustLive(): void {
  if (running.getStore()?.ended) throw new ProcessEnd("begins nothing any more");
}

/** Before each change of the disk. Throws where the process ends; from then on it changes nothing any more. `half`: does half of a write. */
export function step(kind: StepKind, path: string, half?: () => void): CountedProcess | null {
  const process = running.getStore();
  if (!process) return null;
  mustLive();
  const { unsynced } = process;
  const residues: Residue[] = ["killed"];
  if (half) residues.push("torn");
  if (unsynced.contents + unsynced.names > 0) residues.push("lost");
  if (unsynced.contents > 0) residues.push("zeros", "empty");
  steps.push({ kind, path, residues, answers: ANSWERS[kind] });
  const number = steps.length;
  running.exit(() => beside(number));
  if (plan?.at !== steps.length) return process;
  const { residue } = plan;
  switch (residue) {
    case "killed":
      break;
    case "torn":
      half?.();
      break;
    case "lost":
    case "zeros":
    case "empty":
      unsynced.lose(residue);
      break;
    default:
      answered = true;
      throw systemError(kind, residue, path);
  }
  process.ended = true;
  throw new ProcessEnd(`${residue} at step ${plan.at}: ${kind} ${path}`);
}

/** As Node and SQLite throw them. */
function systemError(kind: StepKind, code: SystemAnswer, path: string): Error {
  const text = `${code}: ${kind} ${path}`;
  if (kind === "commit") return Object.assign(new Error(text), { code: "ERR_SQLITE_ERROR", errcode: code === "ENOSPC" ? 13 : 10 });
  return Object.assign(new Error(text), { code, errno: -1, syscall: kind, path });
}
