import * as vscode from "vscode";
import { configurationView } from "../../app/configuration-view.ts";
import { proposedWords } from "../../app/proposed-words.ts";
import { wouldLeave } from "../../app/would-leave.ts";
import type { Connection } from "../../model/connection.ts";
import type { ContractTerms } from "../../model/contract.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { TITLES } from "../../view/command-titles.ts";
import { connectionTitle } from "../../view/connection-status.ts";
import { DECIDE, decideQuestion } from "../../view/connection-words.ts";
import { contractDifference, isSame } from "../../view/contract-difference.ts";
import { type Reader, changeSentences } from "../../view/contract-text.ts";
import { proposalWarning } from "../../view/proposal-means.ts";
import { showContract, showContracts } from "../contract-documents.ts";
import type { Ferry } from "../ferry.ts";
import { askFirst, inView, say } from "../messages.ts";
import { alone, askText } from "../steps.ts";
import type { Commands } from "./command.ts";
import { compareNumber } from "./connection-commands.ts";
import { carryOut } from "./carry-out.ts";
import type { ConfigurationCommand } from "./setup-commands.ts";
import { sayFailure, sayShortly } from "./telling.ts";
import { type ChosenConnection, whichConnection } from "./which.ts";

/** What is exchanged on a connection: edited as a file, published, reviewed, accepted or declined. */
export function configurationCommands(ferry: Ferry): Readonly<Record<ConfigurationCommand, Commands[string]>> {
  const waiting = (view: ChosenConnection["view"]): boolean => view.role === "secondary" && view.proposed !== null;
  return {
    editConnection: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(
        ferry,
        given,
        TITLES.editConnection,
        ({ status }) => status !== "closed" && status !== "revoked",
      );
      const connection = chosen && connectionOf(chosen);
      if (connection) await ferry.forms.show(configurationView(chosen.live.project, connection).file, pathIn(given[0]), wordIn(given[0]));
    },
    editConfiguration: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.editConfiguration, () => true);
      if (chosen) await editConfiguration(chosen);
    },
    publishConfiguration: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(
        ferry,
        given,
        TITLES.publishConfiguration,
        ({ role, partner }) => role === "primary" && partner !== null,
      );
      if (chosen) await publish(ferry, chosen);
    },
    reviewUpdate: async (...given: readonly unknown[]) => {
      // What waits for an answer comes first.
      const asked = ferry.issues.projects.some(({ updates }) => updates.length > 0);
      const fits = ({ contract, proposed }: ChosenConnection["view"]): boolean => proposed !== null || (!asked && contract !== null);
      const chosen = await whichConnection(ferry, given, TITLES.reviewUpdate, fits);
      if (chosen) await review(ferry, chosen);
    },
    acceptUpdate: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.acceptUpdate, waiting);
      if (chosen) await accept(ferry, chosen);
    },
    declineUpdate: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.declineUpdate, waiting);
      if (chosen) await decline(ferry, chosen);
    },
  };
}

/** What of the file is to be shown first: a way to mend something names it. */
function pathIn(given: unknown): readonly string[] {
  const at = typeof given === "object" && given !== null && "at" in given ? given.at : null;
  return Array.isArray(at) ? at.map(String) : [];
}

/** The row of a table there that is meant. */
function wordIn(given: unknown): string {
  return typeof given === "object" && given !== null && "word" in given ? String(given.word) : "";
}

async function editConfiguration({ live, view }: ChosenConnection): Promise<void> {
  const connection = connectionOf({ live, view });
  if (connection) await vscode.window.showTextDocument(vscode.Uri.file(configurationView(live.project, connection).file));
}

function readerOf(view: ChosenConnection["view"]): Reader {
  return { role: view.role, partner: connectionTitle(view) };
}

/** The connection as it stands now. */
function connectionOf({ live, view }: ChosenConnection): Connection | null {
  return live.project.store.connections().find(({ name }) => name === view.name) ?? null;
}

/** Proposes what the connection's file says, after showing what it changes and what leaves. The first one starts the connection, too. */
async function publish(ferry: Ferry, chosen: ChosenConnection): Promise<void> {
  const connection = connectionOf(chosen);
  if (!connection) return;
  const { live, view } = chosen;
  live.project.context.begin();
  const { written, inForce, proposed } = configurationView(live.project, connection);
  if (written === null) {
    await sayFailure(ferry, commandSentence("BROKEN_SETTINGS", { connection: view.name }, "editor"));
    return;
  }
  const first = inForce === null && proposed === null;
  const difference = contractDifference(proposed?.terms ?? inForce?.terms ?? null, written);
  if (!first && isSame(difference)) {
    const chosenButton = await say(DECIDE.nothingNew(connectionTitle(view)), TITLES.editConfiguration);
    if (chosenButton === TITLES.editConfiguration) await editConfiguration(chosen);
    return;
  }
  const note = first ? "" : await askNote(`${TITLES.publishConfiguration}: ${connectionTitle(view)}`, DECIDE.note);
  if (note === null) return;
  const decided = await decide(ferry, chosen, connection, "publish", written, first ? null : changeSentences(difference, readerOf(view)));
  if (decided === null) return;
  const outcome = await carryOut(ferry, live, { kind: "publish", connection: view.name, note, ...decided });
  if (outcome === null || (first && !(await started(ferry, chosen)))) return;
  sayShortly(DECIDE.published(connectionTitle(view), Number(outcome.data["contract"])));
}

async function review(ferry: Ferry, chosen: ChosenConnection): Promise<void> {
  const connection = connectionOf(chosen);
  if (connection?.proposed) {
    const { contract, proposed } = connection;
    await showContracts(chosen.live.project.file.id, connection.name, contract, proposed.contract, connection.role === "secondary");
    return;
  }
  if (connection?.contract) await showContract(chosen.live.project.file.id, connection.name);
  else await sayFailure(ferry, commandSentence("NOTHING_PROPOSED", { connection: chosen.view.name }, "editor"));
}

async function accept(ferry: Ferry, chosen: ChosenConnection): Promise<void> {
  const connection = connectionOf(chosen);
  const { live, view } = chosen;
  if (!connection?.proposed || connection.role === "primary") {
    const code = connection?.role === "primary" ? "WRONG_ROLE" : "NOTHING_PROPOSED";
    await sayFailure(ferry, commandSentence(code, { connection: view.name }, "editor"));
    return;
  }
  const { contract, proposed } = connection;
  const first = contract === null;
  const changes = first ? null : changeSentences(contractDifference(contract, proposed.contract), readerOf(view));
  const decided = await decide(ferry, chosen, connection, "accept", proposed.contract, changes);
  if (decided === null) return;
  const { number } = proposed.contract;
  const outcome = await carryOut(ferry, live, { kind: "accept", connection: view.name, contract: number, note: "", ...decided });
  if (outcome === null || (first && !(await started(ferry, chosen)))) return;
  sayShortly(DECIDE.accepted(connectionTitle(view), number));
}

async function decline(ferry: Ferry, { live, view }: ChosenConnection): Promise<void> {
  const contract = view.proposed?.number ?? 0;
  const note = await askNote(`${TITLES.declineUpdate}: ${connectionTitle(view)}`, DECIDE.reason);
  if (note === null) return;
  if (await carryOut(ferry, live, { kind: "decline", connection: view.name, contract, note }))
    sayShortly(DECIDE.declined(connectionTitle(view), view.contract));
}

/** Asks once, with everything that a person should know before, and has the number compared where that is wished; null: not now. */
async function decide(
  ferry: Ferry,
  chosen: ChosenConnection,
  connection: Connection,
  deciding: "publish" | "accept",
  terms: ContractTerms,
  changes: readonly string[] | null,
): Promise<{ readonly unverified: boolean } | null> {
  const { live, view } = chosen;
  const leaving = await inView("issueFerry.connections", () => wouldLeave(live.project, connection, deciding));
  const means = deciding === "accept" ? proposalWarning(proposedWords(live.project, connection)) : "";
  const { text, detail } = decideQuestion(view, deciding, terms, changes, leaving, means);
  const go = changes === null ? DECIDE.goAndStart[deciding] : DECIDE.go[deciding];
  const unchecked = connection.verified === "unverified";
  const buttons = unchecked ? [DECIDE.compare, DECIDE.unchecked] : [go];
  const answer = await askFirst(text, detail, ...buttons);
  if (answer === DECIDE.compare) return (await compareNumber(ferry, chosen)) ? { unverified: false } : null;
  return answer === undefined ? null : { unverified: unchecked };
}

async function started(ferry: Ferry, { live, view }: ChosenConnection): Promise<boolean> {
  return (await carryOut(ferry, live, { kind: "start", connection: view.name })) !== null;
}

async function askNote(title: string, prompt: string): Promise<string | null> {
  const asked = await askText(alone(title), { prompt });
  return asked.kind === "answered" ? asked.value : null;
}
