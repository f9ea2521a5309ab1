import type { AttachmentView, IssueDetailsView, IssueEventView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { DELETED, type Deleted, deletedSentence } from "./deleted-words.ts";
import { bannerOf, heldHere } from "./details-banner.ts";
import { fieldRows } from "./details-fields.ts";
import { lostRows } from "./details-lost.ts";
import type { ConnectionPart, EmptyPage, FileRow, IssueCommand, IssuePage, Notice, PageButton } from "./details-model.ts";
import { inName } from "./details-names.ts";
import { timeLine } from "./details-time-line.ts";
import { BUTTONS, named } from "./details-words.ts";
import { explainFailure } from "./field-failures.ts";
import { fileLine, fileName, kindOfPart, linkLine, stayLine } from "./file-words.ts";
import { titleOf } from "./issue-item.ts";
import { plainLines, plainText } from "./plain-text.ts";

type Part = IssueDetailsView["connections"][number];

/** Everything that the page "Sync details" shows of an issue. The same state gives the same page, to the letter. */
export function detailsPage(view: IssueDetailsView, events: readonly IssueEventView[]): IssuePage {
  const { issue, connections } = view;
  const key = plainText(issue.key);
  const known = connections.flatMap((part) => {
    const there = issue.connections.find(({ name }) => name === part.name)?.partnerKey;
    return there ? [{ key: plainText(there), where: `at ${named(part.partner)}` }] : [];
  });
  const told = inName(connections);
  const banner = bannerOf(view);
  return {
    kind: "issue",
    title: plainText(issue.title) || key,
    keys: [{ key, where: "here" }, ...known],
    links: [
      { label: BUTTONS.open, action: { do: "open" } },
      { label: BUTTONS.copyKey, action: { do: "copy", text: key } },
    ],
    deeds: deedsOf(view),
    status: issue.syncStatus,
    banner: { ...banner, buttons: banner.buttons.map(told) },
    connections: connections.map((part) => withNames(connectionPart(view, part), told)),
    lost: connections.flatMap(lostRows).map((row) => ({ ...row, buttons: row.buttons.map(told) })),
    timeLine: timeLine(events),
    body: multiLine(view.body),
    comments: commentsOf(view),
    files: [...view.attachments.map(fileRow), ...[...view.links.map(linkLine), ...connections.flatMap(staysOf)].map(lineOnly)],
  };
}

/** What lies here is opened; what does not is fetched first. */
function fileRow(file: AttachmentView): FileRow {
  const about = (label: string, name: "get file" | "open file"): PageButton => ({
    label,
    spoken: `${label}: ${fileName(file)}`,
    action: { do: name, file: file.id },
  });
  const gets = !file.here && file.theirs && file.coming === undefined;
  const opens = file.here || file.theirs;
  return {
    text: fileLine(file),
    buttons: [...(opens ? [about(BUTTONS.openFile, "open file")] : []), ...(gets ? [about(BUTTONS.getFile, "get file")] : [])],
  };
}

function lineOnly(text: string): FileRow {
  return { text, buttons: [] };
}

function staysOf({ partner, stays }: Part): readonly string[] {
  const beside = Object.entries(stays).filter(([part]) => kindOfPart(part) !== "comments");
  return beside.map(([part, failure]) => `${named(partner)}: ${stayLine(part, failure)}`);
}

/** What is done with issues every day, as in the tree. What a partner changed is offered where there is one. */
function deedsOf({ connections }: IssueDetailsView): readonly PageButton[] {
  const deed = (label: string, command: IssueCommand): PageButton => ({ label, action: { do: "run", command } });
  return [
    deed(BUTTONS.comment, "newComment"),
    deed(BUTTONS.status, "changeStatus"),
    deed(BUTTONS.assign, "assignIssue"),
    deed(BUTTONS.labels, "changeLabels"),
    deed(BUTTONS.priority, "changePriority"),
    deed(BUTTONS.share, "shareIssue"),
    ...(connections.length > 0 ? [deed(BUTTONS.partnerChange, "showPartnerChange")] : []),
    deed(BUTTONS.attach, "attachFile"),
    deed(BUTTONS.reveal, "revealFile"),
  ];
}

/** The issue is not known, or its project is not open yet. */
export function emptyPage(why: "unknown" | "not open"): EmptyPage {
  const none = { kind: "nothing", buttons: [], timeLine: [] } as const;
  return why === "unknown"
    ? { ...none, title: "This issue is not here", sentence: "This project does not know it (any more)." }
    : { ...none, title: "Not open", sentence: "This issue is shown as soon as its project is open here." };
}

/** It was deleted: by whom, and the way back. `deleted` null: it lives on as another one, since it was linked with the partner's. */
export function gonePage(issue: Deleted["issue"], deleted: Deleted | null, events: readonly IssueEventView[]): EmptyPage {
  const key = plainText(issue.key);
  const title = plainText(titleOf(issue));
  return {
    kind: "nothing",
    title: title === "" ? key : `${key}  ${title}`,
    sentence: deleted === null ? "It was linked with an issue of the partner and is one with it now." : deletedSentence(deleted),
    buttons: deleted === null ? [] : [{ label: DELETED.bringBack, primary: true, action: { do: "bring back" } }],
    timeLine: timeLine(events),
  };
}

function connectionPart({ issue }: IssueDetailsView, part: Part): ConnectionPart {
  const state = issue.connections.find(({ name }) => name === part.name);
  const partner = named(part.partner);
  return {
    id: part.id,
    partner,
    heading: part.agreedRevision.endsWith(".0") ? `What goes to ${partner}` : `What ${partner} confirmed`,
    status: state?.syncStatus ?? "local",
    facts: factsOf(part),
    notice: noticeOf(issue, part, state),
    rows: fieldRows(part, issue.fields, issue.heldBecause === "older text"),
    comments: commentsTold(part),
  };
}

function withNames(shown: ConnectionPart, told: ReturnType<typeof inName>): ConnectionPart {
  const { notice, rows } = shown;
  return {
    ...shown,
    notice: notice && { ...notice, buttons: notice.buttons.map(told) },
    rows: rows.map((row) => ({ ...row, buttons: row.buttons.map(told) })),
  };
}

function factsOf(part: Part): string {
  const nothing = part.agreedRevision.endsWith(".0");
  return [
    nothing ? "nothing confirmed yet" : `revision ${part.agreedRevision}`,
    part.contract === null ? "no contract" : `contract ${part.contract}`,
    part.introducedBy === "us" ? "introduced here" : `introduced by ${named(part.partner)}`,
  ].join(" · ");
}

/** What the banner says of the only connection is not said twice. */
function noticeOf(
  issue: IssueDetailsView["issue"],
  part: Part,
  state: IssueDetailsView["issue"]["connections"][number] | undefined,
): Notice | null {
  const partner = named(part.partner);
  if (part.sharing === "kept")
    return {
      tone: "faint",
      sentence: `${partner} no longer shares this issue.`,
      remedy: "Your copy is your own; nothing of it travels.",
      buttons: [],
    };
  if (issue.connections.length < 2) return null;
  const held = issue.heldBecause === undefined ? state?.heldBecause : undefined;
  if (held !== undefined) return { tone: "waits", ...heldHere(held, issue.key, part) };
  const whole = state?.failure && state.failure.field === undefined ? state.failure : null;
  if (!whole) return null;
  const { cause, remedy } = explainFailure(whole);
  return { tone: "bad", sentence: cause, remedy, buttons: [{ label: BUTTONS.retry, action: { do: "retry" } }] };
}

function commentsTold(part: Part): string | null {
  const { agreedComments: agreed, waitingComments: waiting } = part;
  if (agreed === 0 && waiting.length === 0) return null;
  const has = agreed === 0 ? "No comment is confirmed yet" : `${counted(agreed, "comment")} confirmed`;
  return waiting.length === 0 ? `${has}.` : `${has}, ${waiting.length} ${part.underway ? "not confirmed yet" : "not sent yet"}.`;
}

function commentsOf({ comments }: IssueDetailsView): IssuePage["comments"] {
  const internal = comments.filter((comment) => comment.internal).length;
  const aside = internal === 0 ? "" : internal === comments.length ? ", internal" : `, ${internal} of them internal`;
  return {
    summary: comments.length === 0 ? "No comments" : `${counted(comments.length, "comment")}${aside}`,
    shown: comments.map(({ author, created, internal: inside, body }) => ({
      author: plainText(author.replace(/\s*<[^>]*>$/, "")),
      created,
      note: inside ? "internal" : null,
      markdown: multiLine(body),
    })),
  };
}

function multiLine(text: string): string {
  return plainLines(text).join("\n");
}
