import * as vscode from "vscode";
import type { FirstDayParts } from "../../app/first-day-parts.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { safetyNumberOf } from "../../app/safety-number.ts";
import { projectView } from "../../app/snapshot.ts";
import { storeTroubleOf } from "../../app/store-trouble.ts";
import type { PingState } from "../../model/connection.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { TITLES } from "../../view/command-titles.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { connectionTitle } from "../../view/connection-status.ts";
import {
  COPY,
  FOLDER_DONE,
  NUMBER,
  REMOVE,
  REVOKE,
  VERB_DONE,
  removeDone,
  removeQuestion,
  revokeDone,
} from "../../view/connection-words.ts";
import { withdrawnSentence } from "../../view/early-words.ts";
import { pingAnswered } from "../../view/ping-words.ts";
import { BUTTONS } from "../../view/setup-words.ts";
import { UNFINISHED_DROPPED } from "../../view/unfinished-words.ts";
import type { Ferry } from "../ferry.ts";
import { askFirst, isMeant, say, sayError } from "../messages.ts";
import { alone } from "../steps.ts";
import { chosenSetup, drop } from "../unfinished-setups.ts";
import type { Commands } from "./command.ts";
import { askExchangeFolder } from "./exchange-questions.ts";
import { carryOut } from "./carry-out.ts";
import { type InvitationParts, resendInvitation } from "./resend-invitation.ts";
import type { ConnectionCommand } from "./setup-commands.ts";
import { sayFailure, sayShortly } from "./telling.ts";
import { type ChosenConnection, whichConnection } from "./which.ts";

type Parts = Pick<FirstDayParts, "changeExchangeFolder" | "checkExchangeFolder" | "forgetFiles"> & InvitationParts;

/** What is done with a connection as a whole. */
export function connectionCommands(ferry: Ferry, parts: Parts): Readonly<Record<ConnectionCommand, Commands[string]>> {
  return {
    resendInvitation: (...given: readonly unknown[]) => resendInvitation(ferry, parts, given[0]),
    removeConnection: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.removeConnection, () => true);
      if (chosen) await remove(ferry, parts, chosen);
    },
    // Of a draft alone: nobody who is to be rid of one need fear for a connection.
    discardDraft: async (...given: readonly unknown[]) => {
      const unfinished = chosenSetup(ferry, given[0]);
      if (!unfinished) return;
      await drop(ferry, unfinished.live.project.file.id, unfinished.setup);
      sayShortly(UNFINISHED_DROPPED);
    },
    revokeConnection: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.revokeConnection, ({ status }) => status !== "revoked");
      if (chosen) await revoke(ferry, chosen);
    },
    compareSafetyNumber: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(ferry, given, TITLES.compareSafetyNumber, ({ partner }) => partner !== null);
      if (chosen) await compareNumber(ferry, chosen);
    },
    startConnection: (...given: readonly unknown[]) => verb(ferry, given, "start"),
    stopConnection: (...given: readonly unknown[]) => verb(ferry, given, "stop"),
    pingConnection: (...given: readonly unknown[]) => verb(ferry, given, "ping"),
    goOnHere: (...given: readonly unknown[]) => answerWhichCopy(ferry, given, "resume"),
    retireCopy: (...given: readonly unknown[]) => answerWhichCopy(ferry, given, "retire"),
    askMeFirst: async (...given: readonly unknown[]) => {
      const fits = ({ early }: ChosenConnection["view"]): boolean => early === "publishes" || early === "accepts";
      const chosen = await whichConnection(ferry, given, TITLES.askMeFirst, fits);
      if (chosen && (await carryOut(ferry, chosen.live, { kind: "withdraw", connection: chosen.view.name })))
        sayShortly(withdrawnSentence(connectionTitle(chosen.view)));
    },
    changeExchangeFolder: async (...given: readonly unknown[]) => {
      const chosen = await whichConnection(
        ferry,
        given,
        TITLES.changeExchangeFolder,
        ({ status }) => status !== "closed" && status !== "revoked",
      );
      if (chosen) await changeFolder(ferry, parts, chosen);
    },
  };
}

async function verb(ferry: Ferry, given: readonly unknown[], kind: "start" | "stop" | "ping"): Promise<void> {
  const chosen = await whichConnection(ferry, given, TITLES[`${kind}Connection`], (view) => {
    const connected = view.partner !== null && !["handshake", "closed", "revoked", "suspended"].includes(view.status);
    return connected && (kind === "ping" || view.running === (kind === "stop"));
  });
  if (chosen === null) return;
  const { live, view } = chosen;
  if (!(await carryOut(ferry, live, { kind, connection: view.name }))) return;
  // Whoever took it for something else, such as the end of sharing one issue, goes back from where they look.
  if (kind === "stop") void offerStart(ferry, chosen);
  else sayShortly(VERB_DONE[kind](connectionTitle(view)));
  if (kind === "ping") sayAnswer(chosen);
}

async function offerStart(ferry: Ferry, { live, view }: ChosenConnection): Promise<void> {
  const title = connectionTitle(view);
  if ((await say(VERB_DONE.stop(title), BUTTONS.startAgain)) !== BUTTONS.startAgain) return;
  if (await carryOut(ferry, live, { kind: "start", connection: view.name })) sayShortly(VERB_DONE.start(title));
}

/** As long as the project is open and the connection there. Who asks again is told once, of the answer to the ping that was asked last. */
function sayAnswer({ live, view }: ChosenConnection): void {
  const asked = pingOf(live, view.name);
  const stop = live.onChange(() => {
    const ping = pingOf(live, view.name);
    if (ping === "unreadable" || (ping !== null && typeof asked === "object" && ping.nonce !== null && ping.nonce === asked?.nonce)) return;
    stop();
    if (ping !== null && ping.nonce === null && ping.roundTripMs !== null)
      sayShortly(pingAnswered(connectionTitle(view), ping.roundTripMs));
  });
}

/** null: the connection is gone, or over. */
function pingOf({ project: { store } }: LiveProject, name: string): PingState | "unreadable" | null {
  try {
    const connection = store.connections().find((one) => one.name === name);
    return connection && connection.facts.link !== "closed" && connection.facts.link !== "revoked" ? connection.ping : null;
  } catch (error) {
    if (storeTroubleOf(error) === null) throw error;
    return "unreadable";
  }
}

async function answerWhichCopy(ferry: Ferry, given: readonly unknown[], kind: "resume" | "retire"): Promise<void> {
  const title = kind === "resume" ? TITLES.goOnHere : TITLES.retireCopy;
  const chosen = await whichConnection(ferry, given, title, ({ status }) => status === "suspended");
  if (chosen === null) return;
  const { live, view } = chosen;
  const { question, detail, button, done } = COPY[kind];
  if (!(await isMeant(question(connectionTitle(view)), detail, button))) return;
  if (await carryOut(ferry, live, { kind, connection: view.name })) sayShortly(done(connectionTitle(view)));
}

async function remove(ferry: Ferry, parts: Parts, { live, view }: ChosenConnection): Promise<void> {
  const { text, detail, button } = removeQuestion(view);
  if (!(await isMeant(text, detail, button))) return;
  // What goes on while the question stands may make another one of it: then that one is asked.
  const now = projectView(live.project).connections.find(({ name }) => name === view.name);
  if (now && removeQuestion(now).text !== text) return remove(ferry, parts, { live, view: now });
  const outcome = await carryOut(ferry, live, { kind: "remove", connection: view.name });
  if (outcome === null) return;
  const forgotten = outcome.data["forgotten"] === 1;
  if (forgotten) parts.forgetFiles(live.project, view.name);
  sayShortly(removeDone(view, forgotten));
}

async function revoke(ferry: Ferry, { live, view }: ChosenConnection): Promise<void> {
  if (!(await isMeant(REVOKE.question(view), REVOKE.detail(view), REVOKE.button))) return;
  const outcome = await carryOut(ferry, live, { kind: "revoke", connection: view.name });
  if (outcome === null) return;
  const others = String(outcome.data["others"] ?? "");
  if (others === "") sayShortly(REVOKE.done(connectionTitle(view)));
  else void say(revokeDone(connectionTitle(view), others, "editor"));
}

/** Shows the number and takes the answer. True: both see the same. */
export async function compareNumber(ferry: Ferry, { live, view }: ChosenConnection): Promise<boolean> {
  const number = safetyNumberOf(live.project, view.name);
  if (number === null) {
    await sayFailure(ferry, commandSentence("NOT_CONNECTED", { connection: view.name }, "editor"));
    return false;
  }
  const chosen = await askFirst(NUMBER.title(view), NUMBER.detail(number), NUMBER.notYet, NUMBER.same, NUMBER.differ);
  if (chosen === NUMBER.same) {
    if (!(await carryOut(ferry, live, { kind: "verify", connection: view.name, compared: true }))) return false;
    sayShortly(NUMBER.verified(connectionTitle(view)));
    return true;
  }
  if (chosen === NUMBER.differ) {
    // At once, whatever is decided next.
    if (view.running) await carryOut(ferry, live, { kind: "stop", connection: view.name });
    const next = await sayError(NUMBER.differs(connectionTitle(view)), REMOVE.button);
    if (next === REMOVE.button)
      await vscode.commands.executeCommand("issueFerry.removeConnection", { project: live.project.file.id, connection: view.name });
  }
  return false;
}

async function changeFolder(ferry: Ferry, parts: Parts, { live, view }: ChosenConnection): Promise<void> {
  // Its own comes first: Enter takes no folder of another partner.
  const how = { current: view.exchange ?? undefined };
  const asked = await askExchangeFolder(ferry, live, alone(connectionTitle(view)), parts.checkExchangeFolder, how);
  const connection = live.project.store.connections().find(({ name }) => name === view.name);
  if (asked.kind !== "answered" || !connection) return;
  const changed = await parts.changeExchangeFolder(live.project, connection.id, asked.value);
  if (!changed.ok) {
    await sayFailure(ferry, connectSentence(changed.failure, "editor"));
    return;
  }
  sayShortly(FOLDER_DONE(connectionTitle(view), changed.value));
  await carryOut(ferry, live, { kind: "sync" });
}
