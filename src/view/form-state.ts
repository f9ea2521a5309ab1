import type { ContractTerms } from "../model/contract.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import { connectionTitle, statusSentence } from "./connection-status.ts";
import { contractDifference, isSame } from "./contract-difference.ts";
import { changeSentences } from "./contract-text.ts";
import type { FormButton, FormPage } from "./form-model.ts";
import { plainText, shortText } from "./plain-text.ts";

/** How what is written stands to what is published and agreed. */
export interface DraftState {
  readonly connection: ConnectionView;
  readonly inForce: ContractTerms | null;
  /** Primary: what would be published; null: what is written is none, or this is the secondary. */
  readonly draft: ContractTerms | null;
  readonly dirty: boolean;
  /** Nothing can be published or exchanged as it is written. */
  readonly broken: boolean;
}

type StatePart = FormPage["state"];

export function statePart(given: DraftState): StatePart {
  const { connection, broken } = given;
  if (["closed", "revoked", "suspended"].includes(connection.status))
    return { tone: "bad", text: statusSentence(connection), more: [], buttons: [] };
  const part = connection.role === "primary" ? primary(given) : secondary(given);
  if (!broken) return part;
  return {
    ...part,
    tone: "bad",
    text: "With what is written here nothing is exchanged or published until it is mended.",
    buttons: part.buttons.filter(({ deed }) => deed.do === "run" && deed.command === "reviewUpdate"),
  };
}

function primary({ connection, inForce, draft, dirty }: DraftState): StatePart {
  const { proposed, declined, contract, early } = connection;
  const partner = connectionTitle(connection);
  if (connection.partner === null) {
    const text =
      early === "publishes"
        ? "Nobody has joined yet. As soon as somebody does, the contract that you decided on is published."
        : "Nobody has joined yet. You publish the contract when somebody does.";
    return { tone: "faint", text, more: [], buttons: [] };
  }
  const reader = { role: "primary", partner } as const;
  const before = proposed?.terms ?? inForce;
  const difference = draft && contractDifference(before, draft);
  const isNew = difference !== null && (before === null || !isSame(difference));
  const changes = difference && before !== null ? changeSentences(difference, reader) : [];
  const publish: FormButton = button(dirty ? "Save and Publish..." : "Publish...", "publishConfiguration", true);
  const answer = declined === null ? "" : `${partner} declined contract ${declined.number}${reason(declined.reason)}.`;
  if (proposed)
    return {
      tone: "waits",
      text: [`Contract ${proposed.number} is published, and waits for ${partner}'s answer.`, ...(isNew ? [NOT_YET] : [])].join(" "),
      more: isNew ? changes : [],
      buttons: isNew ? [publish, button("Review", "reviewUpdate")] : [button("Review", "reviewUpdate")],
    };
  if (contract === null)
    return {
      tone: "waits",
      text: `${answer} Nothing is exchanged until you publish this contract and ${partner} accepts it.`.trim(),
      more: [],
      buttons: [publish],
    };
  const stays = `Contract ${contract} stays in force until ${partner} accepts another.`;
  const written = answer === "" ? NOT_YET : REFUSED;
  if (isNew) return { tone: "waits", text: [answer, written, stays].join(" ").trim(), more: changes, buttons: [publish] };
  return {
    tone: answer === "" ? "good" : "waits",
    text: `${answer} Contract ${contract} is in force, and is what is written here.`.trim(),
    more: [],
    buttons: [],
  };
}

const NOT_YET = "What is written here is not published yet.";
/** It was published, and may have been changed since. */
const REFUSED = "What is written here is not in force: change it and publish it again.";

function secondary({ connection, inForce }: DraftState): StatePart {
  const { proposed, contract, declined } = connection;
  const partner = connectionTitle(connection);
  if (proposed) {
    const difference = inForce && contractDifference(inForce, proposed.terms);
    const note = proposed.note === "" ? "" : `: "${shortText(proposed.note, 200)}"`;
    return {
      tone: "waits",
      text: `${partner} proposes contract ${proposed.number}${note}. Nothing new is exchanged until you answer.`,
      more: difference ? changeSentences(difference, { role: "secondary", partner }) : [],
      buttons: [button("Accept...", "acceptUpdate", true), button("Decline...", "declineUpdate"), button("Review", "reviewUpdate")],
    };
  }
  const answer = declined === null ? "" : `You declined contract ${declined.number}${reason(declined.reason)}. `;
  if (contract === null) return { tone: "faint", text: `${answer}${partner} has published no contract yet.`, more: [], buttons: [] };
  return { tone: "good", text: `${answer}Contract ${contract} is in force.`, more: [], buttons: [button("Read It", "reviewUpdate")] };
}

function reason(text: string): string {
  return text === "" ? "" : `: "${shortText(text, 200)}"`;
}

function button(
  label: string,
  command: "publishConfiguration" | "reviewUpdate" | "acceptUpdate" | "declineUpdate",
  primary = false,
): FormButton {
  return { label, ...(primary && { primary: true as const }), deed: { do: "run", command } };
}

/** Who writes the contract, and how the connection stands. */
export function factsOf(connection: ConnectionView, dirty: boolean): string[] {
  const { name, role, contract } = connection;
  const partner = connectionTitle(connection);
  return [
    ...(partner === name ? [] : [plainText(name)]),
    role === "primary" ? "you write the contract" : `${partner} writes the contract`,
    connection.running ? "running" : "stopped here",
    ...(contract === null ? ["no contract yet"] : [`contract ${contract} agreed`]),
    ...(dirty ? ["not saved"] : []),
  ];
}
