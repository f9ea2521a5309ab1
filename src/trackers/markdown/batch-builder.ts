import type { Diagnostic, Observation, TrackerBatch } from "../../ports/tracker.ts";
import type { MemoryDraft } from "./memory-rows.ts";

/** Collects what one batch reports. */
export class BatchBuilder {
  readonly #draft: MemoryDraft;
  #observations: Observation[] = [];
  #diagnostics = new Map<string, readonly Diagnostic[]>();
  #unsettled = false;
  #wasUnsettled = false;

  constructor(draft: MemoryDraft) {
    this.#draft = draft;
  }

  observe(observation: Observation): void {
    this.#observations.push(observation);
  }

  /** All that is wrong at a place; the last word in a batch counts. */
  diagnose(at: string, found: readonly Diagnostic[]): void {
    this.#diagnostics.set(at, found);
  }

  lookAgainSoon(): void {
    this.#unsettled = true;
    this.#wasUnsettled = true;
  }
  /** Whether something was left for a later look, in this batch or one before it. */
  get wasUnsettled(): boolean {
    return this.#wasUnsettled;
  }

  /** null when there is nothing to tell. */
  take(): TrackerBatch | null {
    const memory = this.#draft.take();
    const observations = this.#observations;
    const diagnostics = [...this.#diagnostics].map(([at, found]) => ({ at, found }));
    const unsettled = this.#unsettled;
    this.#observations = [];
    this.#diagnostics = new Map();
    this.#unsettled = false;
    const silent = memory.length === 0 && observations.length === 0 && diagnostics.length === 0 && !unsettled;
    return silent ? null : { observations, diagnostics, memory, unsettled };
  }
}
