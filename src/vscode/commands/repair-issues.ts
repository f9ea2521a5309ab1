import { issueTrouble } from "../../app/issue-trouble.ts";
import type { Command } from "../../model/command.ts";
import { heldSentence } from "../../view/held-reasons.ts";
import { type IssueItem, asks, titleOf } from "../../view/issue-item.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { searchIssues } from "../../view/issue-search.ts";
import { boxText } from "../../view/message-text.ts";
import { plainText, shortText } from "../../view/plain-text.ts";
import { capital, partName } from "../../view/value-text.ts";
import type { Ferry } from "../ferry.ts";
import { askLine, pickOne, say } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { carryOutAll } from "./carry-out.ts";
import { type PickRow, searchPick } from "./search-pick.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** What a person decides about issues: what failed, held questions, conflicts, twins. */
export function repairCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    retryIssue: async (...given: Given) => retry(ferry, await choice.several(given, { fits: hasFailed, alone: true })),
    retryAll: async () => retryAll(ferry),
    answerQuestion: async (...given: Given) => answer(ferry, await choice.one(given, { fits: isAsked, alone: true })),
    resolveConflict: async (...given: Given) => resolve(ferry, await choice.one(given, { fits: hasConflict, alone: true })),
    linkIssue: async (...given: Given) => link(ferry, await choice.one(given, { fits: isOnlyHere })),
  } satisfies Commands;
}

async function retry(ferry: Ferry, chosen: readonly Chosen[]): Promise<void> {
  const jobs = chosen.map(({ live, issue }) => ({ live, key: issue.key, command: { kind: "retry" as const, issue: issue.id } }));
  const done = await carryOutAll(ferry, jobs);
  if (done.length > 0) sayShortly(PROMPT_WORDS.retried(done.length));
}

async function retryAll(ferry: Ferry): Promise<void> {
  const jobs = ferry.folders.live.map((live) => ({ live, key: live.project.file.name, command: { kind: "retry" as const, issue: null } }));
  const done = await carryOutAll(ferry, jobs);
  if (done.length > 0) sayShortly(PROMPT_WORDS.retried(done.reduce((sum, { data }) => sum + Number(data["issues"] ?? 0), 0)));
}

async function answer(ferry: Ferry, chosen: Chosen | null): Promise<void> {
  if (!chosen) return;
  const { live, issue } = chosen;
  const because = issue.heldBecause ?? "";
  const deletion = because === "many deletions";
  const details = PROMPT_WORDS.answerFileDetails;
  const items = [
    {
      label: deletion ? PROMPT_WORDS.answerKeep : PROMPT_WORDS.answerFile,
      detail: deletion ? details["many deletions"] : because === "older text" ? details["older text"] : details.missing,
      take: "file" as const,
    },
    {
      label: deletion ? PROMPT_WORDS.answerDeletions : PROMPT_WORDS.answerPartner,
      detail: deletion ? PROMPT_WORDS.answerDeletionsDetail : PROMPT_WORDS.answerPartnerDetail,
      take: "partner" as const,
    },
  ];
  const title = `${plainText(issue.key)} ${shortText(titleOf(issue), 60)}`;
  const [question = ""] = heldSentence(because, issue.key, "editor").split(/(?<=\.) /);
  const picked = await pickOne(items, { title, placeHolder: question });
  if (!picked) return;
  const [done] = await carryOutAll(ferry, [{ live, key: issue.key, command: { kind: "answer", issue: issue.id, take: picked.take } }]);
  if (done) sayShortly(PROMPT_WORDS.answered(issue.key));
}

type Taken = Extract<Command, { readonly kind: "resolve" }>["take"];

async function resolve(ferry: Ferry, chosen: Chosen | null): Promise<void> {
  if (!chosen) return;
  const { live, issue } = chosen;
  const { store } = live.project;
  const open = store.syncsOf(issue.id).flatMap(({ sync }) => {
    // The last of a field is the one that is settled.
    const lost = new Map(sync.lost.filter(({ resolved }) => !resolved).map((value) => [value.field, value]));
    return Array.from(lost.values(), (value) => ({ ...value, connection: sync.connection }));
  });
  const items = open.map((value) => ({
    label: boxText(capital(partName(value.field))),
    description: boxText(PROMPT_WORDS.conflictMine(value.value)),
    detail: boxText(PROMPT_WORDS.conflictTheirs(value.winner)),
    value,
  }));
  const picked = items.length === 1 ? items[0] : await pickOne(items, { title: PROMPT_WORDS.conflictField(issue.key) });
  if (!picked) return;
  const { field, value, winner, connection } = picked.value;
  const take = await askTake(issue.key, field, value, winner);
  if (!take) return;
  const about = { issue: issue.id, connection, field };
  const [done] = await carryOutAll(ferry, [{ live, key: issue.key, command: { kind: "resolve", ...about, take } }]);
  if (!done || !(await sayWithUndo(PROMPT_WORDS.conflictSettled(issue.key, field)))) return;
  const [undone] = await carryOutAll(ferry, [{ live, key: issue.key, command: { kind: "reopen", ...about } }]);
  if (undone) sayShortly(PROMPT_WORDS.conflictReopened(issue.key, field));
}

async function askTake(
  key: string,
  field: string,
  mine: Parameters<typeof PROMPT_WORDS.conflictMine>[0],
  theirs: typeof mine,
): Promise<Taken | null> {
  const foreign = field.startsWith("comment:");
  const scalar = typeof mine === "string" || typeof theirs === "string";
  const kinds = [
    ...(foreign ? [] : [{ label: PROMPT_WORDS.keepMine, detail: boxText(PROMPT_WORDS.conflictMine(mine)), take: "mine" as const }]),
    { label: PROMPT_WORDS.takeTheirs, detail: boxText(PROMPT_WORDS.conflictTheirs(theirs)), take: "theirs" as const },
    ...(scalar && !foreign && field !== "deleted" ? [{ label: PROMPT_WORDS.editValue, detail: "", take: "value" as const }] : []),
  ];
  const title = `${plainText(key)}: ${PROMPT_WORDS.conflictHow(field)}`;
  const picked = await pickOne(kinds, { title });
  if (!picked) return null;
  if (picked.take !== "value") return { kind: picked.take };
  const text = await askLine({
    title,
    prompt: PROMPT_WORDS.editValueTitle(field),
    value: typeof mine === "string" ? mine : "",
  });
  return text === undefined ? null : { kind: "value", text };
}

async function link(ferry: Ferry, chosen: Chosen | null): Promise<void> {
  if (!chosen) return;
  const { live, issue } = chosen;
  const known = ferry.issues.of(live);
  const theirs = function* (): Iterable<{ readonly item: IssueItem; readonly connection: string }> {
    for (const item of known?.list.items ?? []) if (item.issue.receivedOver !== null) yield { item, connection: item.issue.receivedOver };
  };
  const search = (text: string): { rows: PickRow<string>[]; more: boolean } => {
    const { found, more } = searchIssues(theirs(), text, (one) => partnerKeyOf(one) !== null);
    const rows = found.map(({ item, connection }) => ({
      label: boxText(partnerKeyOf({ item, connection }) ?? ""),
      description: boxText(shortText(titleOf(item.issue), 80)),
      detail: boxText(`${known?.partners.get(connection)?.title ?? ""}, ${item.issue.key}`),
      value: partnerKeyOf({ item, connection }) ?? "",
    }));
    return { rows, more };
  };
  if (search("").rows.length === 0) {
    void say(PROMPT_WORDS.linkNone);
    return;
  }
  const partnerKey = await searchPick({ title: PROMPT_WORDS.linkWhich(issue.key), search });
  if (partnerKey === undefined) return;
  const [done] = await carryOutAll(ferry, [{ live, key: issue.key, command: { kind: "link", issue: issue.id, partnerKey } }]);
  if (done) sayShortly(PROMPT_WORDS.linked(String(done.data["key"] ?? issue.key), partnerKey));
}

/** What the partner who introduced it calls it, as long as it is shared with them. */
function partnerKeyOf({ item, connection }: { readonly item: IssueItem; readonly connection: string }): string | null {
  return item.shares.find((share) => share.connection === connection && share.status !== "local")?.partnerKey ?? null;
}

function hasConflict({ live, issue }: Chosen): boolean {
  if (issue.syncStatus === "conflict") return true;
  // The row shows the worst, or that the file is held: either may hide one.
  return (
    (issue.syncStatus === "error" || issue.syncStatus === "held") && live.index.shares(issue.id).some(({ status }) => status === "conflict")
  );
}

function hasFailed({ live, issue }: Chosen): boolean {
  return issue.syncStatus === "error" && issueTrouble(live.project, issue).mayRetry;
}

function isAsked({ issue }: Chosen): boolean {
  return asks(issue.heldBecause);
}

function isOnlyHere({ issue }: Chosen): boolean {
  return issue.receivedOver === null && issue.syncStatus === "local";
}
