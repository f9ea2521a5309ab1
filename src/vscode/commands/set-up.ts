import * as vscode from "vscode";
import { connectionNameFrom } from "../../app/connection-name.ts";
import type { ConnectFailure } from "../../app/connect-failure.ts";
import type { FirstDayParts } from "../../app/first-day-parts.ts";
import type { LiveProject } from "../../app/live-project.ts";
import type { ContractTerms } from "../../model/contract.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { boxText } from "../../view/message-text.ts";
import { plainText } from "../../view/plain-text.ts";
import { BUTTONS, CONNECT, EXCHANGE, JOIN, connectDone, joinDone, keptSettings } from "../../view/setup-words.ts";
import { shareAsPrimary, shareAsSecondary } from "../../view/share-question.ts";
import type { UnfinishedSetup } from "../../view/unfinished-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView, say } from "../messages.ts";
import { askText, inSteps, named } from "../steps.ts";
import { chosenSetup, drop, setAside } from "../unfinished-setups.ts";
import { carryOut } from "./carry-out.ts";
import { offerAsPrimary, offerAsSecondary, toldOf } from "./early-offer.ts";
import { type ShareAnswer, askExchangeFolder, askShare } from "./exchange-questions.ts";
import { initProject } from "./init-project.ts";
import { type Given, askHandshakeFile, askInvitation } from "./invitation-questions.ts";
import { offerInvitation } from "./resend-invitation.ts";
import type { SetupCommand } from "./setup-commands.ts";
import { sayFailure } from "./telling.ts";
import { whichProject } from "./which.ts";

/** The first day: make a project, connect, join. */
export function setUpCommands(ferry: Ferry, parts: FirstDayParts): Readonly<Record<SetupCommand, (given?: unknown) => Promise<void>>> {
  return {
    initProject: async () => {
      const made = await initProject(ferry);
      if (made === null) return;
      const chosen = await say(made.said, BUTTONS.newIssue, BUTTONS.createConnection, BUTTONS.joinConnection);
      if (chosen === BUTTONS.newIssue) await vscode.commands.executeCommand("issueFerry.newIssue");
      if (chosen === BUTTONS.createConnection) await createConnection(ferry, parts, made.live);
      if (chosen === BUTTONS.joinConnection) await join(ferry, parts, made.live);
    },
    createConnection: async (given) => {
      const begun = takenUp(ferry, "connect", given);
      const found = begun ?? (await projectFor(ferry, CONNECT.title));
      if (found) await createConnection(ferry, parts, found.live, found.before, begun?.setup);
    },
    joinConnection: async (given) => {
      const begun = takenUp(ferry, "join", given);
      const found = begun ?? (await projectFor(ferry, JOIN.title));
      if (found) await join(ferry, parts, found.live, found.before, begun?.setup);
    },
  };
}

/** Questions of each deed below. */
const STEPS = 4;

/** Of these, at the side that creates a connection: what is shared, and whether it starts by itself. */
const SHARE_STEP = 2;

/**
 * The project to connect; where the folder is none yet, it becomes one on the way. One that cannot be opened is put right first. `before`: how many
 * questions were asked for that.
 */
async function projectFor(ferry: Ferry, title: string): Promise<{ readonly live: LiveProject; readonly before: number } | null> {
  if (ferry.folders.live.length === 0 && ferry.folders.all.every(({ state }) => state.kind !== "failed")) {
    const made = await initProject(ferry, title, STEPS);
    // What was written for git is said on every way to a project (docs/PROMISES.md P10); the questions go on meanwhile.
    if (made?.excluded) void say(made.said);
    return made;
  }
  const live = await whichProject(ferry, title);
  return live && { live, before: 0 };
}

/** What was set aside, when its row was chosen. It stays until it is done: Escape in a question drops no answer. */
function takenUp(
  ferry: Ferry,
  kind: UnfinishedSetup["kind"],
  given: unknown,
): { readonly live: LiveProject; readonly before: number; readonly setup: UnfinishedSetup } | null {
  const chosen = chosenSetup(ferry, given);
  return chosen?.setup.kind === kind ? { ...chosen, before: 0 } : null;
}

/** Which answer a failure is about: with that question it goes on, and the others keep theirs. */
function about({ kind }: ConnectFailure): string {
  switch (kind) {
    case "bad name":
    case "name taken":
      return "name";
    case "exchange":
    case "state in exchange":
      return "exchange";
    case "bad share":
    case "other share":
    case "other terms":
      return "share";
    case "handshake place":
    case "cannot write":
      return "file";
    default:
      return "";
  }
}

interface Connecting extends ShareAnswer {
  readonly partner: string;
  readonly exchange: string;
  readonly file: string;
}

async function createConnection(ferry: Ferry, parts: FirstDayParts, live: LiveProject, before = 0, begun?: UnfinishedSetup): Promise<void> {
  let start: Partial<Connecting> = begun?.answers ?? {};
  let at = begun?.at ?? 0;
  const { id } = live.project.file;
  // What was shown when it was decided may be another contract, and other issues, by the day it is taken up: that question is asked again.
  const aside = ({ early, ...kept }: Partial<Connecting>, next: number, because: string): Promise<void> => {
    const answers = early === "yes" ? kept : { ...kept, ...(early !== undefined && { early }) };
    const at = early === "yes" ? Math.min(next, SHARE_STEP) : next;
    return setAside(ferry, id, { kind: "connect", at, because, partner: answers.partner ?? "", answers }, begun);
  };
  let shown: ContractTerms | undefined;
  for (;;) {
    const answers = await inSteps<Connecting>(
      CONNECT.title,
      [
        async ({ partner }, place) =>
          named(
            "partner",
            await askText(place, {
              prompt: CONNECT.partner,
              placeholder: CONNECT.partnerPlaceholder,
              value: partner ?? "",
              check: (text) => checkPartner(live, text),
            }),
          ),
        async ({ exchange }, place) =>
          named("exchange", await askExchangeFolder(ferry, live, place, parts.checkExchangeFolder, { current: exchange })),
        async ({ partner = "", ...sofar }, place) => {
          const name = connectionNameFrom(partner);
          const offer = await offerAsPrimary(live, parts, name);
          shown = offer.terms;
          return askShare(
            place,
            shareAsPrimary(partner, offer),
            sofar,
            (share, signal) => toldOf(live, parts, { name, role: "primary", share, signal }, partner),
            live.project.tracker.limits.fields,
          );
        },
        async ({ partner, exchange }, place) =>
          named(
            "file",
            await askHandshakeFile(ferry, place, connectionNameFrom(partner ?? ""), (file) =>
              parts.checkHandshakeFile(live.project, file, exchange ?? ""),
            ),
          ),
      ],
      { start, at, before, aside },
    );
    if (answers === null) return;
    const name = connectionNameFrom(answers.partner);
    const publish = answers.early === "yes";
    const { exchange, share } = answers;
    const made = await inView("issueFerry.connections", () =>
      parts.connect(live.project, { name, exchange, share, publish, ...(shown && { shown }) }, answers.file),
    );
    if (made.ok) {
      await drop(ferry, id, { kind: "connect", partner: answers.partner }, begun);
      const { text, settings } = made.value;
      const said = connectDone(answers.partner, answers.file, publish) + (settings === "kept" ? ` ${keptSettings(name)}` : "");
      // Said first: whatever becomes of the pass, the file is to be given to the partner.
      await Promise.all([offerInvitation(said, text, answers.file), carryOut(ferry, live, { kind: "sync" })]);
      return;
    }
    const because = connectSentence(made.failure, "editor");
    start = answers;
    at = Math.max(0, ["name", "exchange", "share", "file"].indexOf(about(made.failure)));
    if (!(await sayFailure(ferry, because, BUTTONS.tryAgain))) return aside(start, at, because);
  }
}

function checkPartner(live: LiveProject, text: string): { readonly wrong: string } | { readonly info: string } {
  if (!/[\p{L}\p{N}]/u.test(text)) return { wrong: CONNECT.noName };
  const name = connectionNameFrom(text);
  return isTaken(live, name) ? { wrong: CONNECT.nameTaken(name) } : { info: CONNECT.shortName(name) };
}

function isTaken(live: LiveProject, name: string): boolean {
  return live.project.store.connections().some((other) => other.name === name);
}

interface Joining extends ShareAnswer {
  readonly given: Given;
  readonly name: string;
  readonly exchange: string;
}

async function join(ferry: Ferry, parts: FirstDayParts, live: LiveProject, before = 0, begun?: UnfinishedSetup): Promise<void> {
  const { file, ...known } = begun?.answers ?? {};
  let start: Partial<Joining> = { ...known, ...(file !== undefined && { given: { kind: "file", file, text: "" } }) };
  let at = begun?.at ?? 0;
  const { id } = live.project.file;
  let offered = known.name;
  // A text that was pasted holds a secret, and is asked for again.
  const aside = ({ given, ...answers }: Partial<Joining>, next: number, because: string): Promise<void> => {
    const kept = given?.kind === "file" ? { ...answers, file: given.file } : answers;
    const at = given?.kind === "file" ? next : 0;
    return setAside(ferry, id, { kind: "join", at, because, partner: answers.name ?? "", answers: kept }, begun);
  };
  for (;;) {
    const answers = await inSteps<Joining>(
      JOIN.title,
      [
        async (_, place) => named("given", await askInvitation(place, parts.inviterIn)),
        async ({ given, name }, place) => {
          const own = nameFor(parts, given);
          // The name of another invitation, which nobody typed, does not stay for this one.
          const value = name === undefined || (name === offered && own !== "") ? own : name;
          offered = value;
          return named("name", await askText(place, { prompt: CONNECT.partner, value, check: (text) => checkPartner(live, text) }));
        },
        async ({ exchange, given }, place) => {
          const inviter = parts.inviterIn(given?.text ?? "");
          const how = { current: exchange, ask: boxText(EXCHANGE.askJoining(inviter?.project ?? "", inviter?.folder ?? null)) };
          return named("exchange", await askExchangeFolder(ferry, live, place, parts.checkExchangeFolder, how));
        },
        async ({ given, name: partner = "", exchange = "", ...sofar }, place) => {
          const name = connectionNameFrom(partner);
          const offer = given === undefined ? "none" : await offerAsSecondary(live, parts, name, given, exchange);
          const question = shareAsSecondary(partner, offer);
          return askShare(
            place,
            question,
            sofar,
            (share, signal) => toldOf(live, parts, { name, role: "secondary", share, signal }, partner),
            live.project.tracker.limits.fields,
          );
        },
      ],
      { start, at, before, aside },
    );
    if (answers === null) return;
    const { given, exchange, share } = answers;
    const accept = answers.early === "yes" ? "known" : "no";
    const name = connectionNameFrom(answers.name);
    const read =
      given.kind === "text"
        ? ({ ok: true, value: given.text } as const)
        : await inView("issueFerry.connections", () => parts.readHandshakeText(live.project, given.file, exchange));
    const made = read.ok
      ? await inView("issueFerry.connections", () => parts.joinByInvitation(live.project, read.value, { name, exchange, share, accept }))
      : read;
    if (made.ok) {
      await drop(ferry, id, { kind: "join", partner: answers.name }, begun);
      const kept = made.value.settings === "kept" ? ` ${keptSettings(name)}` : "";
      void say(joinDone(name, made.value.partner, accept === "known") + kept);
      await carryOut(ferry, live, { kind: "sync" });
      return;
    }
    const because = connectSentence(made.failure, "editor");
    start = answers;
    at = Math.max(0, ["file", "name", "exchange", "share"].indexOf(about(made.failure)));
    if (!(await sayFailure(ferry, because, BUTTONS.tryAgain))) return aside(start, at, because);
  }
}

/** By the name of who invites, where that can be read already. */
function nameFor({ inviterIn }: FirstDayParts, given: Given | undefined): string {
  const inviter = inviterIn(given?.text ?? "");
  return inviter === null ? "" : plainText(inviter.project);
}
