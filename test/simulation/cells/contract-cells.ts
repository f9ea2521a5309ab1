import type { Command } from "../../../src/model/command.ts";
import { type Contract, DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import { type ContractState, contractFact } from "../../../src/protocol/machines/contract-state.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { beginGeneration } from "../../../src/sync/generation.ts";
import { CONNECTION } from "../simulated-project.ts";
import type { CellWorld } from "./cell-world.ts";
import { cellAt } from "./visited-cells.ts";

const numbered = (number: number): Contract => ({ ...DEFAULT_TERMS, number });
const NONE: ContractState = { contract: null, proposed: null, declined: null, lastContract: 0 };
const IN_FORCE: ContractState = { ...NONE, contract: numbered(3), lastContract: 5 };
const PROPOSED: ContractState = { ...IN_FORCE, proposed: { contract: numbered(5), note: "" } };
const DECLINED: ContractState = { ...IN_FORCE, declined: { number: 5, reason: "" } };
const WAITING: ContractState = { ...IN_FORCE, proposed: { contract: numbered(5), note: "", earlier: [numbered(4)] } };

const STATES: Readonly<Record<Role, readonly ContractState[]>> = {
  primary: [NONE, { ...NONE, lastContract: 2 }, IN_FORCE, WAITING, DECLINED],
  secondary: [NONE, IN_FORCE, PROPOSED, DECLINED],
};

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, Number.MAX_SAFE_INTEGER] as const;
const OTHER_TERMS = { ...DEFAULT_TERMS, types: ["other"] };

const MESSAGES: readonly Message[] = NUMBERS.flatMap((number): Message[] => [
  { kind: "configuration updated", contract: number },
  { kind: "configuration declined", contract: number, reason: "" },
  { kind: "configuration", contract: numbered(number), note: "" },
  { kind: "configuration", contract: { ...OTHER_TERMS, number }, note: "" },
  { kind: "refused", code: "CONTRACT_NUMBER_USED", detail: String(number) },
]);

const COMMANDS: readonly (Pick<Command, "kind"> & { readonly contract?: number })[] = [
  { kind: "publish" },
  { kind: "accept", contract: 5 },
  { kind: "accept", contract: 4 },
  { kind: "decline", contract: 5 },
  { kind: "decline", contract: 4 },
];

/**
 * Every message about contracts under every number that means something, and every command, in every state of both roles. `lookedUp`: the cells
 * in their order. What was done, where that is not what the table says.
 */
export async function walkContractCells(at: CellWorld, lookedUp: readonly string[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const role of ["primary", "secondary"] as const)
    for (const state of STATES[role])
      for (const cause of [...MESSAGES, ...COMMANDS, RESTARTED]) {
        const found = await difference(at, role, state, cause, lookedUp);
        if (found !== null) wrong.push(`${role}, ${contractFact(role, state)}, ${JSON.stringify(cause).slice(0, 80)}: ${found}`);
      }
  return wrong;
}

/** Either stream begins a new generation. */
const RESTARTED = { kind: "restarted" } as const;

type Cause = (typeof MESSAGES)[number] | (typeof COMMANDS)[number] | typeof RESTARTED;

async function difference(
  at: CellWorld,
  role: Role,
  state: ContractState,
  cause: Cause,
  lookedUp: readonly string[],
): Promise<string | null> {
  const usual = at.usual(role);
  const before = { ...usual, ...state, facts: { ...usual.facts, contract: contractFact(role, state) } };
  at.put(role, before);
  at.said(role);
  const from = lookedUp.length;
  let outcome = "";
  const keys = at.side(role).keys.save();
  if (cause.kind === "restarted")
    await beginGeneration(at.side(role).context, before.id, { above: 1, restored: false, event: "generation began" });
  else if (isCommand(cause)) {
    const told = await at.side(role).command({ connection: CONNECTION, note: "", unverified: true, author: "x", ...cause } as Command);
    outcome = told?.kind === "failed" ? told.code : "done";
  } else at.receive(role, cause);
  keys.putBack();
  const cells = lookedUp.slice(from).filter((name) => name.startsWith("contracts"));
  const name = cells.at(-1);
  if (name === undefined) return cause.kind === "refused" ? null : "no cell was looked up";
  const cell = cellAt(name);
  const after = at.side(role).connection();
  const said = at.said(role).filter(({ kind }) => cause.kind !== "restarted" || (kind !== "ping" && kind !== "confirmation"));
  const same = JSON.stringify(stateOf(after)) === JSON.stringify(state);
  if ("never" in cell) return `${name} cannot be`;
  if ("ignore" in cell) return same && said.length === 0 ? null : `${name} is to be ignored`;
  if ("refuse" in cell) {
    if (!same) return `${name} is to be refused`;
    const told = isCommand(cause) ? outcome : said.map((message) => (message.kind === "refused" ? message.code : message.kind)).join();
    return told === cell.refuse ? null : `${name}: said ${told}`;
  }
  return after.facts.contract === cell.to ? null : `${name}: is ${after.facts.contract}`;
}

function isCommand(cause: Cause): cause is (typeof COMMANDS)[number] {
  return cause.kind === "publish" || cause.kind === "accept" || cause.kind === "decline";
}

function stateOf({ contract, proposed, declined, lastContract }: ContractState): ContractState {
  return { contract, proposed, declined, lastContract };
}
