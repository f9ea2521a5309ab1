import type { ContractTerms } from "../model/contract.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { TITLES } from "./command-titles.ts";
import { connectionTitle, forgetting } from "./connection-status.ts";
import { plainText, shortText } from "./plain-text.ts";
import { WHY_COMPARE, numberLines } from "./safety-number-text.ts";
import { type Surface, way } from "./ways.ts";
import { type Leaving, leavingSentence } from "./would-leave.ts";

/** Words of what is done with a connection in the editor. */

export const WHICH = {
  ask: "Which connection?",
  moved: "Its row moved while the menu was open: which connection?",
  gone: (name: string): string => `${plainText(name)} is not there any more: nothing was done.`,
  none: "No connection stands so that this could be done.",
  project: "Which project?",
} as const;

export const NUMBER = {
  title: (connection: ConnectionView): string => `Safety number of ${connection.name} (${connectionTitle(connection)})`,
  detail: (number: string): string => `${numberLines(number)}\n\n${WHY_COMPARE} Enter alone confirms nothing here.`,
  /** The first button, which Enter presses: nobody is verified by a key that was meant for something else. */
  notYet: "Not Compared Yet",
  same: "They Are the Same",
  differ: "They Differ",
  verified: (name: string): string => `${name} is verified.`,
  differs: (name: string): string =>
    `Then somebody may stand between you: ${name} is stopped here. Remove it, and set it up anew with an invitation that you hand over yourself.`,
} as const;

export const REMOVE = {
  button: "Remove",
  cancel: "Cancel the Invitation",
  forget: "Forget",
  /** Where nobody can be asked. */
  unasked: ({ text, detail }: { readonly text: string; readonly detail: string }): string =>
    `${text} ${detail.replaceAll("\n\n", " ")} Nobody can be asked here: say \`--yes\` if it is meant.`,
  left: (name: string): string => `${plainText(name)} stays as it is.`,
} as const;

export function removeQuestion(connection: ConnectionView): { readonly text: string; readonly detail: string; readonly button: string } {
  const { name, status, invitedUntil } = connection;
  if (status === "closed" || status === "revoked")
    return {
      text: `Forget ${connectionTitle(connection)}?`,
      detail: "Its settings, its keys and what it left in the exchange folder are removed. Your issues stay.",
      button: REMOVE.forget,
    };
  if (invitedUntil !== null)
    return { text: `Cancel the invitation of ${name}?`, detail: "Nobody can join with it any more.", button: REMOVE.cancel };
  return {
    text: `Remove the connection with ${connectionTitle(connection)}?`,
    detail: [
      `${TELLS[status] ?? "The partner is told that it is over."} Both sides keep their issues; nothing is exchanged any more.`,
      ...notArrived(connection),
      ...openConflicts(connection),
    ].join("\n\n"),
    button: REMOVE.button,
  };
}

/** Where removing sends no farewell. */
const TELLS: Partial<Record<ConnectionView["status"], string>> = {
  suspended: "The partner is not told: nothing leaves from here. Ask them to remove theirs.",
  handshake: "The partner has not let this side in, and need not be told.",
};

/** Before a partner's key is revoked. */
export const REVOKE = {
  question: (connection: ConnectionView): string => `Revoke the key of ${connectionTitle(connection)}?`,
  detail: (connection: ConnectionView): string =>
    [
      "For keys that somebody else may have. From now on nothing signed with this key is read, and what waits for them is dropped. They are told as far as possible. Your issues stay.",
      "This cannot be undone: a new connection needs a new handshake file. To end it in good order, remove it.",
      ...openConflicts(connection),
    ].join("\n\n"),
  done: (name: string): string => `The key of ${name} is revoked here.`,
  button: "Revoke",
} as const;

/** `others`: connections on which the same key goes on. */
export function revokeDone(name: string, others: string, surface: Surface): string {
  const more = others === "" ? "" : ` Their key is in use on ${plainText(others)}, too: revoke it there as well.`;
  return `The key of ${plainText(name)} is revoked here. Your issues stay; ${way(surface, "remove", "NAME")} forgets the connection.${more}`;
}

/** Which connections the project signs with another identity key on now. */
export function identityChanged(names: readonly string[]): string {
  const which = names.map(plainText).join(", ");
  return `This project signs with a new identity key on ${which}. The next \`issue-ferry sync\` tells the partner; then compare the new safety number by phone (\`issue-ferry verify NAME\`). Whoever has a copy of your keys may be believed until the partner took the change, and reads what the partner sends until then. Make a new backup: an older one cannot go on with these connections.`;
}

/** Of a suspended connection: which of two copies of the project is the real one. */
export const COPY = {
  resume: {
    question: (name: string): string => `Go on with ${name} from this copy of the project?`,
    detail:
      "Both sides compare what they know of each issue. Where they differ the partner's value stands, and yours is kept as lost. Never let another copy of this project work on it.",
    button: "Go On",
    done: (name: string): string => `${name} goes on from here.`,
  },
  retire: {
    question: (name: string): string => `Never talk on ${name} from this copy of the project again?`,
    detail: "Another copy of the project is the one to go on. Your issues stay here; nothing of them is exchanged any more.",
    button: "Retire This Copy",
    done: (name: string): string => `${name} is closed in this copy of the project.`,
  },
} as const;

/** What ends with the connection before the other side has it: told before and after. What lies in the exchange folder is read there yet. */
export function notArrived({ issues: { error, pending, held } }: Pick<ConnectionView, "issues">): readonly string[] {
  const stays = error + held;
  const parts = [...(error > 0 ? [`${error} failed`] : []), ...(held > 0 ? [`${held} held`] : [])].join(", ");
  return [
    ...(stays > 0
      ? [
          `${counted(stays, "issue")} (${parts}) ${stays === 1 ? "stands" : "stand"} otherwise here than at the partner, or never arrived there: that stays so.`,
        ]
      : []),
    ...(pending > 0 ? [`${counted(pending, "issue")} ${pending === 1 ? "is" : "are"} on the way and may still arrive.`] : []),
  ];
}

/** Resolving needs the connection: whoever ends it should know what is not settled yet. */
function openConflicts({ issues: { conflict } }: ConnectionView): readonly string[] {
  if (conflict === 0) return [];
  const them = conflict === 1 ? "has a conflict" : "have conflicts";
  return [`${counted(conflict, "issue")} ${them} that nobody settled: what stands stays, and the other value is not offered any more.`];
}

/** `connection`: as it stood before. */
export function removeDone(connection: ConnectionView, forgotten: boolean): string {
  const title = connectionTitle(connection);
  return forgotten ? `${title} is forgotten. Your issues stay.` : `${title} is closed. ${forgetting(connection, "editor")}`;
}

export const VERB_DONE = {
  start: (name: string): string => `${name} is running here.`,
  /** Stays true when it was started again meanwhile: the message stands until somebody closes it. */
  stop: (name: string): string => `You stopped ${name} here. Until it is started again issues wait, setup and contract go on.`,
  ping: (name: string): string => `${name} was asked; the tooltip of its row says whether they answered.`,
} as const;

export const DECIDE = {
  go: { publish: "Publish", accept: "Accept" },
  goAndStart: { publish: "Publish and Start", accept: "Accept and Start" },
  compare: "Compare the Safety Number First",
  unchecked: "Go On Without Comparing",
  note: "A line for the partner about what is new (may stay empty)",
  reason: "Why? The partner reads this (may stay empty)",
  nothingNew: (name: string): string => `The configuration of ${name} says what is published or agreed already. Edit it first.`,
  published: (name: string, number: number): string => `Contract ${number} is published; ${name} decides.`,
  accepted: (name: string, number: number): string => `Contract ${number} with ${name} is accepted.`,
  /** `contract`: the one in force. */
  declined: (name: string, contract: number | null): string =>
    contract === null
      ? `Declined. Nothing is exchanged with ${name} until a contract is accepted.`
      : `Declined. What was agreed with ${name} before stays in force.`,
} as const;

/**
 * The question before a contract is published or accepted: what leaves, what it is about, and whether the number was compared.
 * `changes`: lines of the difference to the contract before; null: there was none. `leaving` null: the settings cannot be used.
 */
export function decideQuestion(
  connection: ConnectionView,
  deciding: "publish" | "accept",
  terms: ContractTerms,
  changes: readonly string[] | null,
  leaving: Leaving | null,
  means = "",
): { readonly text: string; readonly detail: string } {
  const partner = connectionTitle(connection);
  const text =
    deciding === "publish"
      ? `Publish ${changes === null ? "the" : "a new"} contract to ${partner}?`
      : `Accept contract ${connection.proposed?.number ?? ""} of ${partner}?`;
  const parts = [
    leaving === null ? "" : leavingSentence(leaving, "editor", partner),
    changes === null ? termsSentence(terms) : changes.length === 0 ? SAME_CONTRACT : changes.join("\n"),
    means,
    connection.verified === "unverified" ? `The safety number was not compared yet. ${WHY_COMPARE}` : "",
  ];
  return { text, detail: parts.filter((part) => part !== "").join("\n\n") };
}

const SAME_CONTRACT = "It says what is in force already: nothing changes.";

/** A first contract in one sentence. */
export function termsSentence({ types, fields, comments, deletes }: ContractTerms): string {
  const words = (names: readonly string[]): string => names.map(plainText).join(", ");
  const talk = comments === "none" ? "without comments" : comments === "all" ? "with all comments" : "with public comments";
  const gone = deletes === "propagate" ? "a deletion is passed on" : "a deletion is not passed on";
  return `Exchanged are issues of the types ${words(types)}: ${words(fields.map(({ name }) => name))}, ${talk}; ${gone}.`;
}

export const FOLDER_DONE = (name: string, folder: string): string =>
  `What you share with ${name} goes through ${plainText(folder)} from now on.`;

export const CONTRACT_DOCUMENT = {
  agreed: (number: number): string => `Contract ${number}, agreed`,
  title: (name: string, before: number, after: number): string => `${name}: contract ${before} to ${after}`,
  /** Above a first contract that is proposed. `asked`: this side is to answer. */
  proposed: (partner: string, number: number, note: string, asked: boolean): readonly string[] => {
    const said = note === "" ? "" : `: "${shortText(note, 200)}"`;
    return asked
      ? [`${partner} proposes contract ${number}${said}.`, `Above, at the right: ${TITLES.acceptUpdate}, ${TITLES.declineUpdate}.`]
      : [`You have proposed contract ${number}${said}.`, `${partner} has not answered yet.`];
  },
} as const;
