import type { IssueDetailsView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import type { PageButton } from "./details-model.ts";
import { BUTTONS, listed, named } from "./details-words.ts";
import { kindOfPart } from "./file-words.ts";
import { plainText } from "./plain-text.ts";

type Part = IssueDetailsView["connections"][number];

const KINDS = ["attachments", "links", "comments"] as const;
const ONE = { attachments: "file", links: "link", comments: "comment" } as const;
/** More fields than this are not named. */
const NAMED = 4;

/** What of an issue stays here although nothing failed, and why; null: nothing does. `button`: to the place that the contract has for it. */
export function stayNotice(part: Part): { readonly sentence: string; readonly button: PageButton | null } | null {
  const contract = `the contract with ${named(part.partner)}`;
  const sentences: string[] = [];
  let at: string | null = null;
  for (const kind of KINDS) {
    const found = Object.entries(part.stays).filter(([name]) => kindOfPart(name) === kind);
    const none = found.filter(([, { code, detail }]) => code === "NOT_IN_CONTRACT" && detail === "none").length;
    if (none > 0) sentences.push(`${stay(none, ONE[kind])}: ${contract} has no ${kind}.`);
    const others = found.length - none;
    if (others > 0) sentences.push(`${stay(others, ONE[kind])}: the list of files and links says why.`);
    if (none > 0 || found.some(([, { code }]) => code === "NOT_IN_CONTRACT")) at ??= kind;
  }
  const oneWay = Object.keys(part.unsendable).filter((name) => part.unsendable[name]?.failure === null);
  if (oneWay.length > 0)
    sentences.push(`${fields(oneWay)} here: ${contract} does not send ${oneWay.length === 1 ? "it" : "them"} from here.`);
  const { internal = 0, fields: own = [] } = part.aside ?? {};
  if (internal > 0) sentences.push(`${stay(internal, "internal comment")}.`);
  if (own.length > 0) sentences.push(`${fields(own)} here: ${contract} does not name ${own.length === 1 ? "it" : "them"}.`);
  if (sentences.length === 0) return null;
  const button: PageButton | null = at === null ? null : { label: BUTTONS.contract, action: placeInForm(part.name, at) };
  return { sentence: sentences.join(" "), button };
}

function placeInForm(connection: string, kind: string): PageButton["action"] {
  return { do: "mapping", connection, at: ["contract", kind], word: "" };
}

function stay(number: number, what: string): string {
  return `${counted(number, what)} ${number === 1 ? "stays" : "stay"} here`;
}

/** `x-cost and team stay`; `6 fields stay`. */
function fields(names: readonly string[]): string {
  const said = names.length > NAMED ? counted(names.length, "field") : listed(names.map(plainText));
  return `${said} ${names.length === 1 ? "stays" : "stay"}`;
}
