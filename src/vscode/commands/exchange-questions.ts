import * as vscode from "vscode";
import { type checkExchangeFolder, folderNamed } from "../../app/exchange-folder.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { filterFaultText, parseScope } from "../../app/scope-text.ts";
import { projectView } from "../../app/snapshot.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { boxText } from "../../view/message-text.ts";
import { BUTTONS, EXCHANGE, SHARE } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { type Asked, type Choice, type Place, answered, askText, choose } from "../steps.ts";
import { sayFailure } from "./telling.ts";

/** Where this machine remembers the folder that was taken last, for any project. */
const LAST = "issueFerry.exchangeFolder";

/**
 * Which folder both sides reach: `current`, one that another connection uses, the one that was taken last, what is typed, or one from a dialog.
 * It is looked at before it is taken.
 */
export async function askExchangeFolder(
  ferry: Ferry,
  live: LiveProject,
  place: Place,
  check: typeof checkExchangeFolder,
  { current, ask = EXCHANGE.ask }: { readonly current?: string | undefined; readonly ask?: string } = {},
): Promise<Asked<string>> {
  const known = knownFolders(ferry, live, current);
  const [likely] = known;
  const machine = vscode.env.remoteName;
  const browse: Choice<string | null> = {
    label: EXCHANGE.choose,
    ...(machine !== undefined && { description: EXCHANGE.remote(machine) }),
    detail: EXCHANGE.kinds,
    icon: "folder-opened",
    value: null,
  };
  const offer = (text: string): Choice<string | null> | { readonly wrong: string } => {
    const value = folderNamed(text);
    return value === null ? { wrong: boxText(EXCHANGE.noPath(text)) } : { label: boxText(EXCHANGE.typed(value)), icon: "folder", value };
  };
  for (let text = ""; ;) {
    const choices = [...known, browse];
    const asked = await choose<string | null>(place, ask, choices, likely?.value ?? null, { offer, text });
    if (asked.kind !== "answered") return asked;
    const folder = asked.value ?? (await browseFolder(likely?.value));
    if (folder === null) continue;
    const wrong = await check(live.project, folder);
    if (!wrong) {
      await ferry.context.globalState.update(LAST, folder);
      return answered(folder);
    }
    const because = connectSentence(wrong, "editor");
    if (!(await sayFailure(ferry, because, BUTTONS.tryAgain))) return { kind: "aside", because };
    text = folder;
  }
}

/** The likeliest first, each once. */
function knownFolders(ferry: Ferry, live: LiveProject, current: string | undefined): readonly Choice<string>[] {
  const folders = new Map<string, string>();
  if (current !== undefined) folders.set(current, EXCHANGE.current);
  const users = Map.groupBy(
    projectView(live.project).connections.filter(({ exchange }) => exchange !== null),
    ({ exchange }) => exchange ?? "",
  );
  for (const [folder, connections] of users)
    folders.set(folder, EXCHANGE.known(connections.map(({ partner, name }) => partner ?? name).join(", ")));
  const last = ferry.context.globalState.get<string>(LAST);
  if (last !== undefined && !folders.has(last)) folders.set(last, EXCHANGE.last);
  return [...folders].map(([value, description]) => ({ label: boxText(value), description: boxText(description), icon: "folder", value }));
}

/** The dialog begins where the last one was, never among the project's own files. */
async function browseFolder(beside: string | undefined): Promise<string | null> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    defaultUri: vscode.Uri.file(beside ?? folderNamed("~") ?? ""),
    openLabel: EXCHANGE.use,
    title: EXCHANGE.dialog,
  });
  return chosen?.[0]?.fsPath ?? null;
}

/** Which of its issues this side shares, as `share:` says it. */
export async function askShare(place: Place, current: string | undefined): Promise<Asked<string>> {
  for (;;) {
    const choices: readonly Choice<string | null>[] = [
      { label: SHARE.marked, detail: SHARE.markedDetail, icon: "tag", value: "marked" },
      { label: SHARE.filter, detail: SHARE.filterDetail, icon: "filter", value: null },
      { label: SHARE.all, detail: SHARE.allDetail, icon: "list-unordered", value: "all" },
    ];
    const asked = await choose<string | null>(place, SHARE.ask, choices, current);
    if (asked.kind !== "answered") return asked;
    if (asked.value !== null) return answered(asked.value);
    const filter = await askText(place, {
      prompt: SHARE.filterAsk,
      placeholder: SHARE.filterPlaceholder,
      value: current === "marked" || current === "all" ? "" : (current ?? ""),
      check: (text) => {
        const scope = parseScope(text);
        if (scope.ok) return scope.value.kind === "filter" || scope.value.kind === "query" ? null : { wrong: SHARE.filterWrong(text) };
        return { wrong: SHARE.filterWrong(filterFaultText(scope.failure)) };
      },
    });
    if (filter.kind === "answered" && filter.value !== "") return filter;
    if (filter.kind === "cancelled") return filter;
  }
}
