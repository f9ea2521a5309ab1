import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import { shareList } from "../../app/share-choice.ts";
import { theseWouldLeave } from "../../app/would-leave.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { plainText } from "../../view/plain-text.ts";
import { leavingSentence } from "../../view/would-leave.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { carryOutAll } from "./carry-out.ts";
import { sayShortly, sayFailure } from "./telling.ts";

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
  const picked = await pickConnection(first.live, those, shared);
  if (!picked) return;
  const jobs = [];
  for (const { live, issue } of those) {
    const list = shareList(live.project, issue, picked.name, shared);
    if (!list.ok) {
      // All are looked at before the first is changed.
      await sayFailure(ferry, commandSentence(list.failure.code, list.failure.data, "editor"));
      return;
    }
    jobs.push({ live, key: issue.key, command: { kind: "edit issue" as const, issue: issue.id, change: { share: list.value } } });
  }
  const done = (await carryOutAll(ferry, jobs)).map(({ key }) => key);
  if (done.length > 0) sayShortly(shared ? PROMPT_WORDS.shared(done, picked.title) : PROMPT_WORDS.unshared(done, picked.title));
}

/** Each connection says what would leave before it is chosen. */
async function pickConnection(
  live: LiveProject,
  chosen: readonly Chosen[],
  shared: boolean,
): Promise<{ readonly name: string; readonly title: string } | undefined> {
  const ids = chosen.map(({ issue }) => issue.id);
  const items = [];
  for (const connection of live.project.store.connections()) {
    const number = ids.filter((id) =>
      live.index.shares(id).some((one) => one.connection === connection.id && one.status !== "local"),
    ).length;
    if (!shared && number === 0) continue;
    const leaving = shared ? await theseWouldLeave(live.project, connection, ids) : null;
    const detail = shared ? (leaving ? leavingSentence(leaving, "editor") : PROMPT_WORDS.settingsBroken) : PROMPT_WORDS.unshareDetail;
    const title = connection.partner?.name ?? connection.name;
    const description = shared && number === ids.length ? PROMPT_WORDS.sharedAlready : "";
    items.push({ label: plainText(title), description, detail, name: connection.name, title });
  }
  if (items.length === 0) {
    if (shared) await vscode.commands.executeCommand("issueFerry.createConnection");
    else void say(PROMPT_WORDS.sharedWithNobody);
    return undefined;
  }
  const keys = chosen.map(({ issue }) => issue.key);
  const title = PROMPT_WORDS.pickValue("sharing", keys);
  return vscode.window.showQuickPick(items, { title, placeHolder: shared ? PROMPT_WORDS.chooseConnection : PROMPT_WORDS.chooseUnshare });
}

function isShared({ live, issue }: Chosen): boolean {
  if (issue.share.some((word) => !word.startsWith("-"))) return true;
  // Whatever is shared has another word than this; what has another one may still be shared with nobody.
  return issue.syncStatus !== "local" && live.index.shares(issue.id).some(({ status }) => status !== "local");
}
