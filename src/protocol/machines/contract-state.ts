import type { Connection, ContractFact } from "../../model/connection.ts";
import type { Contract, Role } from "../../model/contract.ts";
import { sameTerms } from "./contract-terms.ts";

/** What a connection knows of its contracts; the fact follows from it (docs/PROTOCOL.md 4). */
export type ContractState = Pick<Connection, "contract" | "proposed" | "declined" | "lastContract">;

/** A partner may be ahead of us by this many contracts: it cannot use up all numbers with one message. */
const FARTHEST_AHEAD = 1_000;

export function contractFact(role: Role, state: ContractState): ContractFact {
  if (state.proposed !== null) return role === "primary" ? "waiting for secondary" : "update required";
  if (state.declined !== null) return "declined";
  return state.contract === null ? "none" : "agreed";
}

/** Above every number we know, and not absurdly far. */
export function isAhead(state: ContractState, number: number): boolean {
  return number > state.lastContract && number <= state.lastContract + FARTHEST_AHEAD;
}

export function sameContract(a: Contract, b: Contract): boolean {
  return a.number === b.number && sameTerms(a, b);
}

/** Primary: a contract that was published before the proposed one and not answered yet. */
export function earlierProposal(state: ContractState, number: number): Contract | undefined {
  return state.proposed?.earlier?.find((contract) => contract.number === number);
}
