import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import { partnersOf } from "../../app/partners.ts";
import { shareEdit } from "../../app/share-choice.ts";
import { whatLeft } from "../../app/what-left.ts";
import { theseWouldLeave } from "../../app/would-leave.ts";
import type { Connection } from "../../model/connection.ts";
import { canonicalValue, sameValue } from "../../model/value.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { waitsFor } from "../../view/issue-sharing.ts";
import { keysText } from "../../view/issue-words.ts";
import { boxText } from "../../view/message-text.ts";
import { plainText } from "../../view/plain-text.ts";
import { unsharedSentences } from "../../view/unshared.ts";
import { leavingSentence } from "../../view/would-leave.ts";
import type { Ferry } from "../ferry.ts";
import { pickOne, say } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { sayFailure } from "./telling.ts";
import { type UndoableJob, carryOutUndoably, undoableJob } from "./undoable.ts";

/** Sharing issues with a partner, and no longer. */
export function shareCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    shareIssue: async (...given: Given) => share(ferry, await choice.several(given), true),
    unshareIssue: async (...given: Given) => share(ferry, await choice.several(given, { fits: isShared }), false),
  } satisfies Commands;
}

async function share(ferry: Ferry, chosen: readonly Chosen[], shared: boolean): Promise<void> {
  const [first] = chosen;
  if (!first) return;
  // A connection belongs to one project.
  const those = chosen.filter(({ live }) => live === first.live);
  if (those.length < chosen.length) void say(PROMPT_WORDS.onlyOneProject(first.live.project.file.name));
  const picked = await pickConnection(first.live, those, shared);
  if (!picked) return;
  const jobs: UndoableJob[] = [];
  const theirs: NotIntroduced[] = [];
  for (const { live, issue } of those) {
    const edit = shareEdit(live.project, issue, picked.name, shared);
    if (!edit.ok && edit.failure.code === "NOT_INTRODUCED_HERE") {
      // Of several rows those go on that can.
      theirs.push(edit.failure);
      continue;
    }
    if (!edit.ok) {
      // All are looked at before the first is changed.
      await sayFailure(ferry, commandSentence(edit.failure.code, edit.failure.data, "editor"));
      return;
    }
    jobs.push(
      undoableJob({ live, issue }, (now) => {
        const share = edit.value(now.share);
        if (sameValue(canonicalValue(share), canonicalValue(now.share))) return null;
        return { kind: "edit issue", issue: now.id, change: { share }, seen: { share: now.share } };
      }),
    );
  }
  const [one] = theirs;
  if (one) void say(theirsSentence(one, theirs));
  await carryOutUndoably(
    ferry,
    jobs,
    (keys) => (shared ? sharedText(first.live, picked, keys) : unsharedText(picked, jobs, keys)),
    (undone) => (shared ? unsharedText(picked, undone) : null),
  );
}

/** The connection that was chosen, and what people call its other side. */
interface Picked {
  readonly name: string;
  readonly title: string;
}

type NotIntroduced = Extract<
  Extract<ReturnType<typeof shareEdit>, { readonly ok: false }>["failure"],
  { readonly code: "NOT_INTRODUCED_HERE" }
>;

/** Of all that came from the partner of one connection, at once. */
function theirsSentence({ code, data }: NotIntroduced, all: readonly NotIntroduced[]): string {
  const key = keysText(
    all.map((one) => one.data.key),
    8,
  );
  return commandSentence(code, { ...data, key, number: all.length }, "editor");
}

/** Before anything is exchanged, what is marked is not shared yet. */
function sharedText({ project }: LiveProject, { name, title }: Picked, keys: readonly string[]): string {
  const partner = [...partnersOf(project).values()].find(({ connection }) => connection === name);
  const waits = partner === undefined ? null : waitsFor(partner);
  return waits === null ? PROMPT_WORDS.shared(keys, title) : PROMPT_WORDS.marked(keys, title, waits);
}

/** That it is no longer shared, and what the partner has of it all the same. */
function unsharedText({ name, title }: Picked, jobs: readonly UndoableJob[], keys: readonly string[] = jobs.map(({ key }) => key)): string {
  const issues = jobs
    .filter(({ key }) => keys.includes(key))
    .map(({ live, key, issue }) => ({ key, left: whatLeft(live.project, issue.id, name) }));
  return unsharedSentences(plainText(title), issues, keysText).join(" ");
}

/** Each connection says what would leave before it is chosen; those that have all of it already come last, and nothing is shared over one that is over. */
async function pickConnection(live: LiveProject, chosen: readonly Chosen[], shared: boolean): Promise<Picked | undefined> {
  const ids = chosen.map(({ issue }) => issue.id);
  const items: (vscode.QuickPickItem & Picked)[] = [];
  const had: typeof items = [];
  for (const connection of live.project.store.connections()) {
    const number = ids.filter((id) =>
      live.index.shares(id).some((one) => one.connection === connection.id && one.status !== "local"),
    ).length;
    if (!shared && !chosen.some((one) => isSharedOver(one, connection))) continue;
    const isOver = connection.facts.link === "closed" || connection.facts.link === "revoked";
    if (shared && isOver) continue;
    const title = connection.partner?.name ?? connection.name;
    const has = shared && number === ids.length;
    const leaving = shared && !has ? await theseWouldLeave(live.project, connection, ids) : null;
    const leaves = leaving ? leavingSentence(leaving, "editor", title) : PROMPT_WORDS.settingsBroken;
    const detail = shared ? leaves : number > 0 ? PROMPT_WORDS.unshareDetail : PROMPT_WORDS.unshareNothing;
    const row = { label: boxText(title), name: connection.name, title };
    if (has) had.push({ ...row, description: PROMPT_WORDS.sharedAlready });
    else items.push({ ...row, detail: boxText(detail) });
  }
  items.push(...had);
  if (items.length === 0) {
    if (shared) await vscode.commands.executeCommand("issueFerry.createConnection");
    else void say(whyNot(chosen));
    return undefined;
  }
  const keys = chosen.map(({ issue }) => issue.key);
  const title = PROMPT_WORDS.pickValue("sharing", keys);
  return pickOne(items, { title, placeHolder: shared ? PROMPT_WORDS.chooseConnection : PROMPT_WORDS.chooseUnshare });
}

function isShared({ live, issue }: Chosen): boolean {
  if (issue.share.some((word) => !word.startsWith("-"))) return true;
  // Whatever is shared has another word than this; what has another one may still be shared with nobody.
  return issue.syncStatus !== "local" && live.index.shares(issue.id).some(({ status }) => status !== "local");
}

/** Over this connection by this side, which may stop it: or marked to be, once something is exchanged. */
function isSharedOver({ live, issue }: Chosen, { id, name }: Connection): boolean {
  if (issue.receivedOver === id) return false;
  return (
    issue.share.includes(name) || live.index.shares(issue.id).some(({ connection, status }) => connection === id && status !== "local")
  );
}

/** None of them is shared by this side: what a partner shares with us only that partner stops. */
function whyNot(chosen: readonly Chosen[]): string {
  for (const { live, issue } of chosen) {
    const over = live.project.store.connections().find(({ id }) => id === issue.receivedOver);
    const edit = over && shareEdit(live.project, issue, over.name, false);
    if (edit && !edit.ok) return commandSentence(edit.failure.code, edit.failure.data, "editor");
  }
  return PROMPT_WORDS.sharedWithNobody;
}
