import type { ContractTerms } from "../model/contract.ts";
import { counted } from "./ages.ts";
import { termsSentence } from "./connection-words.ts";
import { plainText } from "./plain-text.ts";
import { SHARE } from "./setup-words.ts";
import type { Leaving } from "./would-leave.ts";

/**
 * Which issues a new connection shares, and, where the first contract may be decided on with the invitation, whether it is: one question, before which
 * a person sees what would leave and that nobody compares the safety number.
 */
export interface ShareQuestion {
  readonly ask: string;
  /** Under the line: what a choice of the first group means, or when this side is asked. */
  readonly prompt: string | null;
  readonly groups: readonly { readonly title: string | null; readonly rows: readonly ShareRow[] }[];
}

export interface ShareRow {
  readonly label: string;
  readonly detail?: string;
  readonly icon: string;
  /** null: a filter, which is asked for next. */
  readonly share: "marked" | "all" | null;
  /** The first contract is decided on now. */
  readonly early: boolean;
}

/** The first contract, and what would leave under it by two of the choices. `own`: it is not the default one. `inviter`: whose invitation it is. */
export interface EarlyOffer {
  readonly terms: ContractTerms;
  readonly own: boolean;
  readonly inviter?: string;
  readonly marked: Leaving | null;
  readonly all: Leaving | null;
}

/** To the side that creates a connection. */
export function shareAsPrimary(partner: string, offer: EarlyOffer): ShareQuestion {
  const contract = offer.own ? "the contract that this project's file for it has" : "the default contract";
  return question(
    partner,
    offer,
    `As soon as ${plainText(partner)} joins, ${contract} (it says what is exchanged) goes out and the exchange starts`,
  );
}

/** To the side that joins, by what the invitation announces: terms that are known here, others, or none. */
export function shareAsSecondary(partner: string, offer: EarlyOffer | "own" | "none"): ShareQuestion {
  const who = plainText(partner);
  if (offer === "none") return PLAIN;
  if (offer === "own")
    return { ...PLAIN, prompt: `${who} announces a contract of its own. You are asked when it comes, and see what it says.` };
  const { inviter = partner } = offer;
  const from = inviter === partner ? who : `${who} (by its invitation: ${plainText(inviter)})`;
  return question(
    partner,
    offer,
    `${from} announces the default contract (it says what is exchanged). When it comes, it is accepted and the exchange starts`,
  );
}

/** Nobody decides now on what they cannot see, or of which something has no place here. */
function question(partner: string, { marked, all, terms }: EarlyOffer, begins: string): ShareQuestion {
  if (marked === null || all === null) return PLAIN;
  if ([marked, all].some((leaving) => leaving.unread || (leaving.lacks ?? []).length > 0)) return PLAIN;
  const [markedRow, filterRow, allRow] = ROWS;
  const early = [
    { ...markedRow, ...((marked.issues > 0 || marked.emails || marked.forwards) && { detail: leavingLine(marked, partner) }) },
    filterRow,
    {
      ...allRow,
      // First, since a narrow window cuts off the end.
      detail: all.issues === 0 && !all.emails && !all.forwards ? SHARE.noneYet : `${SHARE.newOnes} ${leavingLine(all, partner)}`,
    },
  ];
  return {
    ask: SHARE.ask,
    prompt: `${begins}. Nobody has compared the safety number by phone then, which shows who the other side is; that stays on record. ${termsSentence(terms)}`,
    groups: [
      { title: SHARE.early, rows: early.map((row) => ({ ...row, early: true })) },
      {
        title: SHARE.asked,
        rows: ROWS.map(({ label, icon, share, early: now }) => ({ label: askedFirst(label), icon, share, early: now })),
      },
    ],
  };
}

const ROWS = [
  { label: SHARE.marked, detail: SHARE.markedDetail, icon: "tag", share: "marked", early: false },
  { label: `${SHARE.filter}...`, detail: SHARE.filterDetail, icon: "filter", share: null, early: false },
  { label: SHARE.all, detail: SHARE.allDetail, icon: "list-unordered", share: "all", early: false },
] as const satisfies readonly ShareRow[];

const PLAIN: ShareQuestion = { ask: SHARE.ask, prompt: null, groups: [{ title: null, rows: ROWS }] };

function askedFirst(label: string): string {
  return label.endsWith("...") ? `${label.slice(0, -3)}${SHARE.askedFirst}...` : label + SHARE.askedFirst;
}

const SHOWN = 3;

/** What would leave, on the one line that a row has. */
export function leavingLine(leaving: Leaving | null, partner: string): string {
  const who = plainText(partner);
  if (leaving === null || leaving.unread) return `What would go to ${who} cannot be counted now.`;
  const { issues, keys, comments, people, cannot } = leaving;
  const kept = [...(leaving.emails ? ["mail addresses"] : []), ...(leaving.forwards ? ["what other partners shared"] : [])];
  const also = kept.length > 0 ? ` By its settings file ${kept.join(" and ")} may go, too.` : "";
  if (issues === 0) return `No issue so far would go to ${who}.${also}`;
  const parts = [
    `${counted(issues, "issue")} (${few(keys, issues)})`,
    ...(comments > 0 ? [counted(comments, "comment")] : []),
    people.length === 0 ? "nobody's name" : `the ${people.length === 1 ? "name" : "names"} of ${few(people, people.length)}`,
  ];
  const stuck = cannot.issues > 0 ? ` Of ${counted(cannot.issues, "issue")} something cannot go.` : "";
  return `To ${who}: ${parts.join(", ")}.${stuck}${also}`;
}

function few(words: readonly string[], all: number): string {
  const shown = words.slice(0, SHOWN).map(plainText).join(", ");
  return all > SHOWN ? `${shown} and ${all - SHOWN} more` : shown;
}
