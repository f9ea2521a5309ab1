import { type Failure, isFailureCode } from "../model/failure.ts";
import { counted } from "./ages.ts";
import { explainFailure } from "./field-failures.ts";
import { keysText } from "./issue-words.ts";
import { notGatewaySentence } from "./gateway-words.ts";
import { heldSentence } from "./held-reasons.ts";
import { plainText } from "./plain-text.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";
import { partName } from "./value-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

type Data = Readonly<Record<string, string | number>>;
type Say = (data: Data, surface: Surface) => string;

/** A sentence for every code that a command can end with. */
const SENTENCES: ReadonlyMap<string, Say> = new Map<string, Say>([
  [
    "NO_SUCH_CONNECTION",
    (data, surface) => `There is no connection ${text(data, "connection")}. ${wayFirst(surface, "connections")} lists them.`,
  ],
  ["NO_CONNECTION", (_, surface) => `There is no such connection. ${wayFirst(surface, "connections")} lists them.`],
  ["CONNECTION_EXISTS", () => "The connection is there already."],
  [
    "NOT_CONNECTED",
    (data, surface) =>
      `${text(data, "connection", "The connection")} is not connected yet. Let both sides run ${way(surface, "sync")}, then try again.`,
  ],
  [
    "PARTNER_CANNOT",
    (data) =>
      `The program of ${text(data, "connection", "the partner")} does not answer such questions: it has an older version. Issues are exchanged as ever; ask the partner to update.`,
  ],
  [
    "NO_SUCH_FILE",
    (data) =>
      `${text(data, "key")} has no file ${text(data, "name")} that a partner shares. ${text(data, "names") === "" ? "It has none." : `It has ${text(data, "names")}.`}`,
  ],
  [
    "SEVERAL_FILES",
    (data, surface) =>
      `Several files of ${text(data, "key")} are called ${text(data, "name")}. Name the one by its id, which ${way(surface, "show")} tells.`,
  ],
  ["FILE_OF_PARTNER", () => "This is a file of the partner: only who attached it hands it over or takes it back."],
  ["FILE_NOT_FOUND", () => "No partner shares this file, or it is not here to be handed over."],
  ["SEVERAL_PARTNERS", (data) => `Several partners share this file. Say which one is meant: ${text(data, "names")}.`],
  [
    "FILE_NOT_READ",
    () => "Whether this file is here cannot be seen now: its folder is away, or something holds the file. Try again when it is there.",
  ],
  ["FILE_IS_HERE", () => "The file is here already."],
  ["NOTHING_UNDER_WAY", () => "It came to its end already."],
  ["ASKED_ALREADY", (data) => `${text(data, "connection", "The partner")} was asked already, and the answer is taken whenever it comes.`],
  [
    "SUSPENDED",
    (data) =>
      `${text(data, "connection", "The connection")} is suspended: this project was put back to an earlier state, or a copy of it works elsewhere.`,
  ],
  [
    "NO_PARTNER",
    (data) =>
      `Nobody has joined ${text(data, "connection", "the connection")} as far as this project knows, so there is nothing to go on with. Remove it and invite again.`,
  ],
  [
    "JOINED_BEFORE",
    (data) =>
      `This project joined ${text(data, "connection", "the connection")} before, with a state that is gone, so there is nothing to go on with. Remove it, and ask for a new handshake file.`,
  ],
  [
    "EXCHANGE_AWAY",
    (data) =>
      `The exchange folder of ${text(data, "connection", "the connection")} cannot be read now, and what lies there has to be seen first. Nothing was done.`,
  ],
  ["NOT_SUSPENDED", (data) => `${text(data, "connection", "The connection")} is not suspended.`],
  [
    "CLOSED_NOT_SENT",
    (data, surface) =>
      `${text(data, "connection", "The connection")} is closed, and the partner cannot know that yet, or its files cannot be cleared away. ${wayFirst(surface, "sync")} tells the partner; then remove it again. If the exchange folder is gone for good, put an empty one in its place first.`,
  ],
  [
    "CLOSED_UNSETTLED",
    (data, surface) =>
      `Values of yours that lost still wait in ${keysText(String(data["keys"] ?? "").split(" "), 10)}: forgetting ${text(data, "connection", "the connection")} would take them along. ${wayFirst(surface, "show", "KEY")} has them; bring back what you want with ${way(surface, "resolve")} or leave it, then remove the connection again.`,
  ],
  [
    "CONNECTION_OVER",
    (data, surface) => `${text(data, "connection", "The connection")} is over. Make a new one with ${way(surface, "connect")}.`,
  ],
  [
    "WRONG_ROLE",
    (data) =>
      `${text(data, "connection", "The connection")}: the primary publishes the contract, the secondary accepts or declines it. This is the other side's to do.`,
  ],
  [
    "NOTHING_PROPOSED",
    (data) => `${text(data, "connection", "The connection")}: no contract is proposed now, so there is nothing to answer.`,
  ],
  [
    "NOTHING_EARLY",
    (data) =>
      `${text(data, "connection", "The connection")}: nothing is decided early, or it is done already, so there is nothing to take back.`,
  ],
  [
    "NOTHING_TO_PUBLISH",
    (data) =>
      `There is nothing to publish: ${text(data, "connection", "the connection")} has contract ${text(data, "contract")} already, which says the same. Change the file first.`,
  ],
  [
    "PARTNER_LACKS_TERM",
    (data) =>
      `The partner's program does not know "${text(data, "term")}", which this contract needs: it would mean something else there. Have the partner update, or publish a contract without it.`,
  ],
  [
    "CONTRACT_CHANGED",
    (data, surface) =>
      `The partner proposes contract ${text(data, "contract")} now, which is not the one that you answer. Review it with ${way(surface, "review", text(data, "connection"))}, then answer again.`,
  ],
  [
    "BROKEN_SETTINGS",
    (data, surface) =>
      `The settings of ${text(data, "connection", "the connection")} cannot be used. ${wayFirst(surface, "connections")} says why; correct the file, then try again.`,
  ],
  ["REVOKED_KEY", () => "This key was revoked here before. Compare the safety number first."],
  [
    "KEY_GONE",
    (data) =>
      `The identity key of this project was changed on ${text(data, "connection", "the connection")} since its state was kept, and the new key is not here: the partner believes nothing that this copy signs. Restore a newer backup, or remove the connection and make a new one.`,
  ],
  [
    "PARTNER_KEEPS_KEYS",
    (data) =>
      `As far as is known, the program of ${text(data, "partner", "the partner")} does not take another identity key on ${text(data, "connection", "the connection")}. It is asked with the next pass; once it answered, try again. If it is too old, make a new connection instead.`,
  ],
  [
    "KEY_CHANGED_TOO_OFTEN",
    (data) => `The identity key was changed too often on ${text(data, "connection", "the connection")}. Make a new connection instead.`,
  ],
  ["UNVERIFIED", (data) => `The safety number of ${text(data, "connection", "the connection")} was not compared yet.`],
  ["NO_SUCH_ALARM", (data) => `There is no open alarm ${text(data, "id")}.`],
  [
    "NO_SUCH_ISSUE",
    (data, surface) =>
      `There is no issue${data["key"] === undefined ? "" : ` ${text(data, "key")}`}. ${wayFirst(surface, "issues")} lists them.`,
  ],
  [
    "ISSUE_HELD",
    (data, surface) => `${text(data, "key")} is held. ${heldSentence(String(data["because"] ?? ""), text(data, "key"), surface)}`,
  ],
  [
    "ISSUE_WAITS",
    (data, surface) =>
      `${text(data, "key")} cannot be written now. ${heldSentence(String(data["because"] ?? ""), text(data, "key"), surface)}`,
  ],
  [
    "NOTHING_KEPT",
    (data) =>
      `Of ${text(data, "key")} nothing is left here to bring back: its file is not in the folder .trash beside the issues any more.`,
  ],
  ["ISSUE_BUSY", (data) => `${text(data, "key")} is being changed by something else at the same time. Try again.`],
  ["FIELD_REFUSED", refusedSentence],
  ["PARTLY_TAKEN", (data) => `${text(data, "key")} is written, but without this: ${refusedSentence(data)}`],
  ["NO_QUESTION", (data) => `${text(data, "key")} waits for no answer.`],
  [
    "NO_OTHER_BRANCH",
    () =>
      "There is nothing to decide: the issues are read from where they stand, or git is on no branch or in the middle of a merge, which is to be ended first.",
  ],
  ["NOT_GATEWAY", (data) => notGatewaySentence(text(data, "name"), text(data, "person"))],
  ["NOTHING_FAILED_FOR_THAT", (data) => `Nothing has failed for the cause ${text(data, "cause")}.`],
  ["NOTHING_TO_RETRY", () => "Nothing of this issue has failed, so there is nothing to retry."],
  ["NO_CONFLICTS", () => "None of these issues has an open conflict."],
  ["CONFLICTS_LEFT", (data) => `${counted(Number(data["number"]), "conflict")} stayed open.`],
  [
    "NO_CONFLICT",
    (data, surface) => `There is no open conflict in ${partName(String(data["field"] ?? ""))}. ${wayFirst(surface, "show")} lists them.`,
  ],
  ["NOT_SETTLED", (data) => `Nothing in ${partName(String(data["field"] ?? ""))} was settled that could be taken back.`],
  [
    "CHANGED_SINCE",
    (data) => `${partOf(data)} was changed again since. Nothing is taken back; write the value that you want into the issue.`,
  ],
  [
    "LOST_SINCE",
    (data) =>
      `Another value of yours has lost in ${partName(String(data["field"] ?? ""))} since you looked. It stays open: look at it first.`,
  ],
  [
    "SETTLED_SINCE",
    (data) => `The conflict in ${partName(String(data["field"] ?? ""))} was settled anew since. That decision stays as it is.`,
  ],
  ["ONLY_THEIRS", (data) => `${partOf(data)} cannot be brought back by itself. Take theirs, and write the change again.`],
  ["ONLY_MINE_OR_THEIRS", (data) => `For ${partName(String(data["field"] ?? ""))} take mine or theirs.`],
  ["WRONG_VALUE", (data) => wrongValueSentence(String(data["field"] ?? ""), String(data["expected"] ?? ""))],
  ["LINK_SHARED", (data) => `${text(data, "key")} is shared already. Only an issue that no partner has can be linked.`],
  ["NO_PARTNER_ISSUE", (data) => `No partner has an issue ${text(data, "key")} that is shared with this project.`],
  ["NOT_INTRODUCED_HERE", notOurs],
  [
    "WORKED_ON_ELSEWHERE",
    (data) => `On this machine ${text(data, "path")} works for this project now, and this folder is a copy of it. Do this there.`,
  ],
  ["EXCHANGE_UNUSABLE", exchangeSentence],
  ["WORKER_SILENT", () => "Another process works for this project and did not answer. It will still do this; look again later."],
  [
    "BAD_NUMBER",
    (data) =>
      `These digits are not the safety number of ${text(data, "connection")}. If the partner sees the same digits as you typed, somebody stands between you: do not go on.`,
  ],
]);

/** What is said when a command threw what nobody foresaw. */
export const COMMAND_BUG = "Issue Ferry met a bug while doing this. Nothing that was confirmed is lost.";

/** Why a command failed, and what to do. A code that has no sentence is shown as it is. */
export function commandSentence(code: string, data: Data, surface: Surface = "command line"): string {
  return SENTENCES.get(code)?.(data, surface) ?? `It failed (${plainText(code)}).`;
}

/** Whether people get more than the bare code. */
export function hasCommandSentence(code: string): boolean {
  return SENTENCES.has(code);
}

/** Only who shares an issue can stop that. What is left to the other side, and what a deletion would do at the partner. `key`: of one or, by `number`, of several. */
function notOurs(data: Data, surface: Surface): string {
  const [it, as] = Number(data["number"] ?? 1) > 1 ? ["them", "they are"] : ["it", "it is"];
  const partner = text(data, "partner") || text(data, "connection");
  const [key, connection] = [text(data, "key"), text(data, "connection")];
  const deletion =
    data["deletes"] === "keep"
      ? `To delete ${it} here leaves theirs as ${as}.`
      : `Do not delete ${it} for that: by the contract ${it === "it" ? "it" : "they"} would be deleted at ${partner}, too.`;
  return `${key} came from ${partner}, and only ${partner} can stop sharing ${it}: ask them to. ${wayFirst(surface, "stop", connection)} holds everything that is exchanged with them. ${deletion}`;
}

/** `others`: how many more could not be used. The other data are the first failure. */
function exchangeSentence(data: Data, surface: Surface): string {
  const others = Number(data["others"]);
  const more = others === 0 ? "" : ` ${counted(others, "other exchange folder")} cannot be used either.`;
  return folderSentence(data as unknown as FolderFailure, surface) + more;
}

/** `expected`: what `valueFromText` wanted. */
function wrongValueSentence(field: string, expected: string): string {
  const form = expected === "date" ? "a date such as 2026-12-01" : expected === "boolean" ? "true or false" : "a number";
  return `${partName(field)} must be ${form}.`;
}

/** Why one field was not taken, and what to do. `values`: the only ones that the contract allows. */
function refusedSentence(data: Data): string {
  const failure = failureFrom(data);
  if (!failure) return `${partOf(data)} was not taken. Choose another value.`;
  const { cause, remedy } = explainFailure(failure);
  if (data["values"] !== undefined) return `${cause} Choose one of ${text(data, "values")}.`;
  return `${cause} ${failure.code === "TRACKER_REFUSED" ? "Choose another value." : remedy}`;
}

function failureFrom(data: Data): Failure | null {
  const { field, code, value, detail } = data;
  if (!isFailureCode(code)) return null;
  return {
    code,
    ...(field !== undefined && field !== "" && { field: String(field) }),
    ...(value !== undefined && { value }),
    ...(detail !== undefined && { detail: String(detail) }),
  };
}

function text(data: Data, name: string, otherwise = ""): string {
  const value = data[name];
  return value === undefined || value === "" ? otherwise : plainText(String(value));
}

function partOf(data: Data): string {
  const name = partName(String(data["field"] ?? "")) || "the change";
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
