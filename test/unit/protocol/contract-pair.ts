import { DEFAULT_TERMS, type ContractTerms, type Role } from "../../../src/model/contract.ts";
import { type ConfigurationEvent, configurationEventOf } from "../../../src/protocol/machines/configuration-event.ts";
import { type ConfigurationMessages, stepConfiguration } from "../../../src/protocol/machines/configuration.ts";
import { type ContractState, contractFact } from "../../../src/protocol/machines/contract-state.ts";

const NOTHING: ContractState = { contract: null, proposed: null, declined: null, lastContract: 0 };
/** Cells of the tables that any pair came through, as `machine/state/event`. */
export const visited = new Set<string>();

/** One side with its state; what it sends waits in `out`. */
class Side {
  state = NOTHING;
  readonly out: ConfigurationMessages[] = [];
  readonly codes: string[] = [];
  readonly role: Role;

  constructor(role: Role) {
    this.role = role;
  }

  /** The highest number in a refusal that goes to the partner. */
  on(event: ConfigurationEvent): number | null {
    const step = stepConfiguration(this.role, this.state, event, ({ machine, state, event: what }) =>
      visited.add(`${machine}/${state}/${what}`),
    );
    switch (step.kind) {
      case "step":
        this.state = step.next;
        this.out.push(...step.sends);
        return null;
      case "refused":
        this.codes.push(step.code);
        return step.code === "CONTRACT_NUMBER_USED" ? Number(step.detail) : null;
      case "ignored":
        return null;
    }
  }

  get fact(): string {
    return contractFact(this.role, this.state);
  }

  get inForce(): number | null {
    return this.state.contract?.number ?? null;
  }
}

/** Two sides and the ordered way between them. */
export class Pair {
  readonly primary = new Side("primary");
  readonly secondary = new Side("secondary");
  /** Refusals on their way to the primary, each behind the messages sent before it. */
  readonly refusals: { readonly after: number; readonly highest: number }[] = [];

  publish(note = "", terms: ContractTerms = DEFAULT_TERMS): void {
    this.primary.on({ kind: "user publishes", terms, note });
  }
  accept(number: number | null = null): void {
    this.secondary.on({ kind: "user accepts", number });
  }
  decline(): void {
    this.secondary.on({ kind: "user declines", number: null, reason: "no" });
  }
  restarted(): void {
    for (const side of [this.primary, this.secondary]) side.on({ kind: "stream restarted" });
  }
  toSecondary(): void {
    const message = this.primary.out.shift();
    const event = message && configurationEventOf(message);
    const highest = event ? this.secondary.on(event) : null;
    if (highest !== null) this.refusals.push({ after: this.secondary.out.length, highest });
  }
  toPrimary(): void {
    const [refusal] = this.refusals;
    if (refusal && refusal.after <= 0) {
      this.refusals.shift();
      this.primary.on({ kind: "number used", highest: refusal.highest });
      return;
    }
    const message = this.secondary.out.shift();
    this.refusals.splice(0, Infinity, ...this.refusals.map((one) => ({ ...one, after: one.after - 1 })));
    const event = message && configurationEventOf(message);
    if (event) this.primary.on(event);
  }
  /** Delivers everything; false when it never becomes quiet. */
  settle(): boolean {
    for (let i = 0; i < 200; i++) {
      if (this.primary.out.length + this.secondary.out.length + this.refusals.length === 0) return true;
      if (this.primary.out.length > 0) this.toSecondary();
      else this.toPrimary();
    }
    return false;
  }
  get facts(): [string, string] {
    return [this.primary.fact, this.secondary.fact];
  }
  get inForce(): [number | null, number | null] {
    return [this.primary.inForce, this.secondary.inForce];
  }
}

/** A pair that agreed on its first contract. */
export function agreedPair(): Pair {
  const pair = new Pair();
  pair.publish();
  pair.toSecondary();
  pair.accept();
  pair.toPrimary();
  return pair;
}
