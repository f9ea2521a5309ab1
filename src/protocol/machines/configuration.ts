import type { ContractFact, Proposal } from "../../model/connection.ts";
import type { ContractTerms, Role } from "../../model/contract.ts";
import { Impossible } from "../../model/failure.ts";
import type { ConfigurationDeclinedMessage } from "../messages/configuration-declined.ts";
import type { ConfigurationUpdatedMessage } from "../messages/configuration-updated.ts";
import type { ConfigurationMessage } from "../messages/configuration.ts";
import { type ConfigurationEvent, numberOf, sharpenAtPrimary, sharpenAtSecondary } from "./configuration-event.ts";
import {
  type ConfigurationAction,
  type ConfigurationRefusal,
  PRIMARY_CONFIGURATION,
  SECONDARY_CONFIGURATION,
} from "./configuration-table.ts";
import { type ContractState, contractFact, earlierProposal, isAhead } from "./contract-state.ts";
import { type Observer, cell } from "./table.ts";

export type ConfigurationMessages = ConfigurationMessage | ConfigurationUpdatedMessage | ConfigurationDeclinedMessage;

export type ConfigurationStep =
  /** To be committed together: the state, the fact that belongs to it, the messages in order. */
  | { readonly kind: "step"; readonly next: ContractState; readonly fact: ContractFact; readonly sends: readonly ConfigurationMessages[] }
  | { readonly kind: "refused"; readonly code: ConfigurationRefusal; readonly detail?: string }
  | { readonly kind: "ignored"; readonly why: string };

/** One step of docs/PROTOCOL.md 4, for either role. Numbers are never used again: `lastContract` never falls. */
export function stepConfiguration(role: Role, state: ContractState, event: ConfigurationEvent, observe?: Observer): ConfigurationStep {
  const fact = contractFact(role, state);
  const found =
    role === "primary"
      ? cell(PRIMARY_CONFIGURATION, primaryFact(fact), sharpenAtPrimary(state, event), observe)
      : cell(SECONDARY_CONFIGURATION, secondaryFact(fact), sharpenAtSecondary(state, event), observe);
  if ("ignore" in found) return { kind: "ignored", why: found.ignore };
  if ("never" in found) throw new Impossible(`${role} ${fact}: ${event.kind}: ${found.never}`);
  if ("refuse" in found) {
    const detail = found.refuse === "CONTRACT_NUMBER_USED" ? { detail: String(state.lastContract) } : undefined;
    return { kind: "refused", code: found.refuse, ...detail };
  }
  let next = state;
  const sends: ConfigurationMessages[] = [];
  for (const action of found.does) {
    const done = perform(action, next, event);
    next = done.next;
    sends.push(...done.sends);
  }
  if (contractFact(role, next) !== found.to) throw new Impossible(`${role}: ${contractFact(role, next)} where the table says ${found.to}`);
  return { kind: "step", next, fact: found.to, sends };
}

function primaryFact(fact: ContractFact): Exclude<ContractFact, "update required"> {
  if (fact === "update required") throw new Impossible("a primary with an update to review");
  return fact;
}

function secondaryFact(fact: ContractFact): Exclude<ContractFact, "waiting for secondary"> {
  if (fact === "waiting for secondary") throw new Impossible("a secondary that waits for one");
  return fact;
}

interface Done {
  readonly next: ContractState;
  readonly sends: readonly ConfigurationMessages[];
}

const silent = (next: ContractState): Done => ({ next, sends: [] });

function perform(action: ConfigurationAction, state: ContractState, event: ConfigurationEvent): Done {
  switch (action) {
    case "propose":
      return event.kind === "user publishes" ? propose(state, event.terms, event.note, state.lastContract + 1) : wrong(action, event);
    case "propose again":
      return state.contract ? propose(state, state.contract, "", state.contract.number) : wrong(action, event);
    case "propose under a new number":
      return proposeAnew(state, Math.max(state.lastContract, numberOf(event)));
    case "remember number":
      return silent(isAhead(state, numberOf(event)) ? { ...state, lastContract: numberOf(event) } : state);
    case "put in force":
      return silent(putInForce(state, event));
    case "note decline":
      return silent(noteDecline(state, event));
    case "take proposal":
      if (event.kind !== "configuration received") return wrong(action, event);
      return silent({
        ...state,
        proposed: { contract: event.contract, note: event.note },
        declined: null,
        lastContract: event.contract.number,
      });
    case "send contract":
      return { next: state, sends: state.contract ? [configurationOf({ contract: state.contract, note: "" })] : [] };
    case "send proposal":
      return { next: state, sends: state.proposed ? [configurationOf(state.proposed)] : [] };
    case "send updated":
      return { next: state, sends: state.contract ? [{ kind: "configuration updated", contract: state.contract.number }] : [] };
    case "send declined":
      return {
        next: state,
        sends: state.declined ? [{ kind: "configuration declined", contract: state.declined.number, reason: state.declined.reason }] : [],
      };
  }
}

function wrong(action: ConfigurationAction, event: ConfigurationEvent): never {
  throw new Impossible(`${action} on ${event.kind}`);
}

function propose(state: ContractState, terms: ContractTerms, note: string, number: number): Done {
  const earlier = state.proposed === null ? [] : [...(state.proposed.earlier ?? []), state.proposed.contract];
  const proposed: Proposal = { contract: { ...terms, number }, note, ...(earlier.length > 0 && { earlier }) };
  const next = { ...state, proposed, declined: null, lastContract: Math.max(state.lastContract, number) };
  return { next, sends: [configurationOf(proposed)] };
}

/** What was proposed before under a number of the partner's other contract cannot be accepted any more. */
function proposeAnew(state: ContractState, used: number): Done {
  const standing = state.proposed ?? (state.contract && { contract: state.contract, note: "" });
  if (standing === null) throw new Impossible("no contract to propose");
  return propose({ ...state, proposed: null }, standing.contract, standing.note, used + 1);
}

function configurationOf({ contract, note }: Pick<Proposal, "contract" | "note">): ConfigurationMessage {
  return { kind: "configuration", contract, note };
}

/** Of a primary: the one that the partner names, while later ones stay proposed. Of a secondary: what is proposed. */
function putInForce(state: ContractState, event: ConfigurationEvent): ContractState {
  const { proposed } = state;
  if (proposed === null) return wrong("put in force", event);
  if (event.kind === "user accepts" || numberOf(event) === proposed.contract.number)
    return { ...state, contract: proposed.contract, proposed: null, declined: null };
  const accepted = earlierProposal(state, numberOf(event));
  if (!accepted) return wrong("put in force", event);
  const earlier = (proposed.earlier ?? []).filter((contract) => contract.number > accepted.number);
  const { contract, note } = proposed;
  return { ...state, contract: accepted, proposed: { contract, note, ...(earlier.length > 0 && { earlier }) } };
}

function noteDecline(state: ContractState, event: ConfigurationEvent): ContractState {
  switch (event.kind) {
    case "declined received":
      return { ...state, proposed: null, declined: { number: event.number, reason: event.reason } };
    case "user declines":
      if (state.proposed === null) return wrong("note decline", event);
      return { ...state, proposed: null, declined: { number: state.proposed.contract.number, reason: event.reason } };
    default:
      return wrong("note decline", event);
  }
}
