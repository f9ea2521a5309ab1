import type { Contract, ContractTerms } from "../../model/contract.ts";
import type { Message } from "../message.ts";
import type { PrimaryConfigurationEvent, SecondaryConfigurationEvent } from "./configuration-table.ts";
import { type ContractState, earlierProposal, isAhead, sameContract } from "./contract-state.ts";

export type ConfigurationEvent =
  | { readonly kind: "user publishes"; readonly terms: ContractTerms; readonly note: string }
  /** `number`: the contract the user looked at; null: whatever is proposed. */
  | { readonly kind: "user accepts"; readonly number: number | null }
  | { readonly kind: "user declines"; readonly number: number | null; readonly reason: string }
  | { readonly kind: "configuration received"; readonly contract: Contract; readonly note: string }
  | { readonly kind: "updated received"; readonly number: number }
  | { readonly kind: "declined received"; readonly number: number; readonly reason: string }
  /** The partner refused a Configuration with CONTRACT_NUMBER_USED; `highest` is its detail. */
  | { readonly kind: "number used"; readonly highest: number }
  /** Either side recovered: what the other does not know any more is said again. */
  | { readonly kind: "stream restarted" };

/** What a message means to the configuration; null: nothing. */
export function configurationEventOf(message: Message): ConfigurationEvent | null {
  switch (message.kind) {
    case "configuration":
      return { kind: "configuration received", contract: message.contract, note: message.note };
    case "configuration updated":
      return { kind: "updated received", number: message.contract };
    case "configuration declined":
      return { kind: "declined received", number: message.contract, reason: message.reason };
    case "refused": {
      const isNumber = message.code === "CONTRACT_NUMBER_USED" && /^[1-9]\d{0,14}$/.test(message.detail ?? "");
      return isNumber ? { kind: "number used", highest: Number(message.detail) } : null;
    }
    case "handshake":
    case "ping":
    case "issue":
    case "confirmation":
    case "closed":
    case "identify request":
    case "identify response":
    case "operation request":
    case "operation progress":
    case "operation final":
    case "alarm":
      return null;
  }
}

/** What the event is at a primary in this state: which of its contracts a number names. */
export function sharpenAtPrimary(state: ContractState, event: ConfigurationEvent): PrimaryConfigurationEvent {
  const proposed = state.proposed?.contract.number ?? null;
  const inForce = state.contract?.number ?? null;
  switch (event.kind) {
    case "updated received":
      if (event.number === proposed) return "updated";
      if (event.number === inForce) return "current updated";
      if (earlierProposal(state, event.number)) return "earlier updated";
      if (inForce !== null && event.number < inForce) return "older updated";
      return isAhead(state, event.number) ? "newer updated" : "unknown updated";
    case "declined received":
      if (event.number === proposed) return "declined";
      return event.number === inForce ? "current declined" : "other declined";
    case "number used": {
      const standing = proposed ?? inForce;
      const known = event.highest <= state.lastContract || isAhead(state, event.highest);
      return standing !== null && event.highest >= standing && known ? "number used" : "old number used";
    }
    case "user publishes":
    case "user accepts":
    case "user declines":
    case "configuration received":
    case "stream restarted":
      return event.kind;
  }
}

/** The same at a secondary. */
export function sharpenAtSecondary(state: ContractState, event: ConfigurationEvent): SecondaryConfigurationEvent {
  switch (event.kind) {
    case "user accepts":
    case "user declines": {
      const other = state.proposed !== null && event.number !== null && event.number !== state.proposed.contract.number;
      return other ? "user answers another" : event.kind;
    }
    case "configuration received":
      if (event.contract.number > state.lastContract) return "new configuration";
      if (state.contract && sameContract(state.contract, event.contract)) return "current configuration";
      return state.proposed && sameContract(state.proposed.contract, event.contract) ? "proposed configuration" : "used configuration";
    case "number used":
      return "number used received";
    case "user publishes":
    case "updated received":
    case "declined received":
    case "stream restarted":
      return event.kind;
  }
}

/** The number an event is about; 0 for those without one. */
export function numberOf(event: ConfigurationEvent): number {
  switch (event.kind) {
    case "updated received":
    case "declined received":
      return event.number;
    case "number used":
      return event.highest;
    case "user accepts":
    case "user declines":
      return event.number ?? 0;
    case "configuration received":
      return event.contract.number;
    case "user publishes":
    case "stream restarted":
      return 0;
  }
}
