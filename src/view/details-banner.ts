import type { IssueDetailsView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { fieldRows, lossTarget } from "./details-fields.ts";
import type { IssuePage, Notice, PageButton } from "./details-model.ts";
import { BUTTONS, named, namesOf, partList } from "./details-words.ts";
import { explainFailure } from "./field-failures.ts";
import { heldSentence } from "./held-reasons.ts";
import { plainText } from "./plain-text.ts";
import { stayNotice } from "./stay-notice.ts";
import { toneOfSync } from "./status-tones.ts";

type Part = IssueDetailsView["connections"][number];
type Banner = IssuePage["banner"];

/** The status of the issue in a sentence, and what can be done about it. */
export function bannerOf(view: IssueDetailsView): Banner {
  const { issue, connections } = view;
  const tone = toneOfSync(issue.syncStatus);
  switch (issue.syncStatus) {
    case "error":
      return { tone, ...failed(view) };
    case "conflict":
      return { tone, ...conflict(connections) };
    case "held":
      return { tone, ...held(view) };
    case "pending":
      return { tone, ...pending(connections) };
    case "up to date":
      return { tone, ...upToDate(connections) };
    case "local":
      return { tone, ...local(connections) };
  }
}

type Said = Omit<Banner, "tone">;

function failed(view: IssueDetailsView): Said {
  const rows = view.connections.flatMap((part) => fieldRows(part, view.issue.fields).filter(({ state }) => state === "refused"));
  const whole = view.issue.connections.find(({ name, failure }) => failure && isWhole(view, name));
  if (whole?.failure) {
    const { cause, remedy } = explainFailure(whole.failure);
    return { word: "Failed.", sentence: cause, remedy, buttons: [button(BUTTONS.retry, { do: "retry" }, true), OPEN] };
  }
  const conflicts = openConflicts(view.connections);
  const more = conflicts.length > 0 ? ` There is a conflict in ${partList(partsOf(conflicts))}, too.` : "";
  const [first] = rows;
  if (rows.length === 1 && first)
    return {
      word: `${first.label} is ${first.word}.`,
      sentence: first.result + more,
      remedy: first.remedy,
      buttons: withPrimary(first.buttons),
    };
  return {
    word: `${counted(rows.length, "value")} refused.`,
    sentence: `${sentenceCase(partList(rows.map(({ part }) => part)))}: the table says why, and what can be done.${more}`,
    remedy: null,
    buttons: [button(BUTTONS.retry, { do: "retry" }, true), OPEN],
  };
}

/** Whether the failure is of the whole issue, not of one of its values. */
function isWhole(view: IssueDetailsView, name: string): boolean {
  const part = view.connections.find((other) => other.name === name);
  const values = part && [part.refusedHere, part.refusedThere, part.partnerRefuses, part.unsendable].flatMap(Object.keys);
  const failure = view.issue.connections.find((other) => other.name === name)?.failure;
  return failure?.field === undefined || !values?.includes(failure.field);
}

function conflict(connections: readonly Part[]): Said {
  const open = openConflicts(connections);
  const parts = partsOf(open);
  const partners = namesOf([...new Set(open.map(({ part }) => part.partner))]);
  const targets = open.map(({ part, field }) => lossTarget(part, field));
  const contested = open.filter(({ part, field }) => part.fields.some(({ name }) => name === field));
  const own = contested.map(({ part, field }) => lossTarget(part, field));
  const several = parts.length > 1;
  const mine = button(several ? "Keep all mine" : BUTTONS.keepMine, { do: "keep mine", targets: own }, true);
  const theirs = button(
    several ? `Take all ${partners}'s` : BUTTONS.takeTheirs(partners),
    { do: "take theirs", targets },
    own.length === 0,
  );
  return {
    word: `Conflict in ${partList(parts)}.`,
    sentence: several
      ? `${partners}'s values stand for now; yours are kept until you decide.`
      : `${partners}'s stands for now; yours is kept until you decide.`,
    remedy: null,
    buttons: own.length > 0 ? [mine, theirs] : [theirs],
  };
}

function openConflicts(connections: readonly Part[]): { readonly part: Part; readonly field: string }[] {
  return connections.flatMap((part) =>
    [...new Set(part.lost.filter(({ resolved }) => !resolved).map(({ field }) => field))].map((field) => ({ part, field })),
  );
}

function partsOf(open: readonly { readonly field: string }[]): string[] {
  return [...new Set(open.map(({ field }) => field))];
}

function held({ issue, connections }: IssueDetailsView): Said {
  if (issue.heldBecause !== undefined) return { word: "Held.", ...heldHere(issue.heldBecause, issue.key) };
  const stopped = issue.connections.find(({ heldBecause }) => heldBecause !== undefined);
  const part = connections.find(({ name }) => name === stopped?.name);
  const notice = heldHere(stopped?.heldBecause ?? "", issue.key, part);
  return { word: "Held.", ...notice };
}

/** Why an issue or a connection is held, with the way out at hand. */
export function heldHere(because: string, key: string, part?: Part): Omit<Notice, "tone"> {
  const answers = (file: string, partner: string): PageButton[] => [
    button(file, { do: "answer", take: "file" }),
    button(partner, { do: "answer", take: "partner" }),
  ];
  const start = part ? [button(BUTTONS.start, { do: "start", connection: part.name }, true)] : [];
  const partner = part ? named(part.partner) : "The partner";
  switch (because) {
    case "missing":
      return {
        sentence: "Its file is missing.",
        remedy: "Was it deleted on purpose?",
        buttons: answers("Yes, delete it", "No, bring it back"),
      };
    case "many missing":
      return {
        sentence: "Its file is missing, with several others.",
        remedy: "Were they deleted on purpose?",
        buttons: answers("Yes, delete it", "No, bring it back"),
      };
    case "older text":
      return {
        sentence: "Its file holds an older text again.",
        remedy: "Is that an edit of yours, or did something put an old file back?",
        buttons: answers("Send it as my edit", "Bring back the newer text"),
      };
    case "many deletions":
      return {
        sentence: "The partner deletes it, and has deleted many issues since you were asked last.",
        remedy: "Shall it go here, too?",
        buttons: answers("Keep it", "Delete it here, too"),
      };
    case "unreadable":
      return {
        sentence: "Its file cannot be read as an issue now.",
        remedy: "Put it right; until then it is neither sent nor overwritten.",
        buttons: [button(BUTTONS.problems, { do: "problems" }, true), OPEN],
      };
    case "unsaved":
      return {
        sentence: "An editor holds changes to it that are not saved.",
        remedy: "Save them; what came in is merged with them then.",
        buttons: [button(BUTTONS.save, { do: "save" }, true), OPEN],
      };
    case "settings":
      return {
        sentence: `The settings of the connection with ${partner} cannot be used here, or another machine is the gateway.`,
        remedy: "What you changed is compared with what the partner has once they can.",
        buttons: [],
      };
    case "stopped":
      return {
        sentence: `The connection with ${partner} is stopped.`,
        remedy: "What you change waits until it is started.",
        buttons: start,
      };
    case "waiting for secondary":
      return { sentence: `${partner} has not accepted the new contract yet.`, remedy: "What you change waits until then.", buttons: [] };
    case "update required":
      return {
        sentence: `${partner} proposes a new contract.`,
        remedy: "Review it, then accept or decline; what you change waits until then.",
        buttons: part ? [button(BUTTONS.review, { do: "review", connection: part.name }, true)] : [],
      };
    default:
      return { sentence: heldSentence(because, plainText(key), "editor"), remedy: null, buttons: [] };
  }
}

function pending(connections: readonly Part[]): Said {
  const waiting = connections.filter(
    ({ inFlight, waitingComments, underway }) => Object.keys(inFlight).length + waitingComments.length > 0 || underway,
  );
  const parts = [
    ...new Set(waiting.flatMap((part) => [...Object.keys(part.inFlight), ...part.waitingComments.map((id) => `comment:${id}`)])),
  ];
  const partners = namesOf(waiting.map(({ partner }) => partner)) || "the partner";
  const first = waiting.every(({ agreedRevision }) => agreedRevision.endsWith(".0"));
  const what = parts.length === 0 || first ? "The issue" : sentenceCase(partList(parts));
  const verb = first || parts.length <= 1 ? "is" : "are";
  const sent = waiting.some(({ underway }) => underway);
  return {
    word: `Waiting for ${partners}.`,
    sentence: sent ? `${what} ${verb} sent and not confirmed yet.` : `${what} ${verb} not sent yet.`,
    remedy: null,
    buttons: sent ? [] : [button(BUTTONS.sync, { do: "sync" })],
  };
}

function upToDate(connections: readonly Part[]): Said {
  const shared = connections.filter(({ sharing }) => sharing === "shared");
  const stays = shared.map(stayNotice).filter((notice) => notice !== null);
  const what = stays.length === 0 ? "everything that is here" : "everything that travels";
  return {
    word: "Up to date.",
    sentence: `${namesOf(shared.map(({ partner }) => partner))} confirmed ${what}.`,
    remedy: stays.length === 0 ? null : stays.map(({ sentence }) => sentence).join(" "),
    buttons: stays.flatMap(({ button }) => button ?? []),
  };
}

function local(connections: readonly Part[]): Said {
  const share = button(BUTTONS.share, { do: "share" });
  const kept = connections.filter(({ sharing }) => sharing === "kept");
  if (kept.length > 0)
    return {
      word: "Local.",
      sentence: `${namesOf(kept.map(({ partner }) => partner))} no longer shares this issue; your copy is your own.`,
      remedy: null,
      buttons: [share],
    };
  const ended = connections.filter(({ sharing }) => sharing === "ended");
  const sentence =
    ended.length > 0 ? `It is no longer shared with ${namesOf(ended.map(({ partner }) => partner))}.` : "Nobody but you has this issue.";
  return { word: "Local.", sentence, remedy: null, buttons: [share] };
}

function button(label: string, action: PageButton["action"], primary = false): PageButton {
  return primary ? { label, primary: true, action } : { label, action };
}

const OPEN: PageButton = button(BUTTONS.open, { do: "open" });

function withPrimary(buttons: readonly PageButton[]): PageButton[] {
  return buttons.map((other, i) => (i === 0 ? { ...other, primary: true } : other));
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
