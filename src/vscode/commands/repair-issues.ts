import { issueTrouble } from "../../app/issue-trouble.ts";
import { heldSentence } from "../../view/held-reasons.ts";
import { type IssueItem, asks, titleOf } from "../../view/issue-item.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { searchIssues } from "../../view/issue-search.ts";
import { boxText } from "../../view/message-text.ts";
import { plainText, shortText } from "../../view/plain-text.ts";
import type { Ferry } from "../ferry.ts";
import { pickOne, say } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { carryOutAll } from "./carry-out.ts";
import { type PickRow, searchPick } from "./search-pick.ts";
import { conflictCommands } from "./resolve-conflicts.ts";
import { sayShortly } from "./telling.ts";

/** What a person decides about issues: what failed, held questions, conflicts, twins. */
export function repairCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    retryIssue: async (...given: Given) => retry(ferry, await choice.several(given, { fits: hasFailed, alone: true })),
    retryAll: async () => retryAll(ferry),
    answerQuestion: async (...given: Given) => answer(ferry, await choice.one(given, { fits: isAsked, alone: true })),
    ...conflictCommands(ferry, choice),
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

function hasFailed({ live, issue }: Chosen): boolean {
  return issue.syncStatus === "error" && issueTrouble(live.project, issue).mayRetry;
}

function isAsked({ issue }: Chosen): boolean {
  return asks(issue.heldBecause);
}

function isOnlyHere({ issue }: Chosen): boolean {
  return issue.receivedOver === null && issue.syncStatus === "local";
}
