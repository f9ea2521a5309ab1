import * as vscode from "vscode";
import { type checkExchangeFolder, folderNamed } from "../../app/exchange-folder.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { exchangeFact } from "../../app/places.ts";
import { filterFaultText, parseScope } from "../../app/scope-text.ts";
import type { KnownFields } from "../../model/parse-filter.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { boxText } from "../../view/message-text.ts";
import { EXCHANGE, SHARE } from "../../view/setup-words.ts";
import type { ShareQuestion, ShareRow } from "../../view/share-question.ts";
import type { Ferry } from "../ferry.ts";
import { inView } from "../messages.ts";
import { type Asked, type Choice, type Place, answered, askText, choose } from "../steps.ts";

/** Where this machine remembers the folder that was taken last, for any project. */
const LAST = "issueFerry.exchangeFolder";

/**
 * Which folder both sides reach: `current`, one that another connection uses, the one that was taken last, what is typed, or one from a dialog.
 * It is looked at before it is taken; where it cannot be used, the question says why, and stays. Whoever leaves it then goes on with it later.
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
  let because: string | null = null;
  for (let text = ""; ;) {
    const choices = [...known, browse];
    const line: string | { readonly line: string; readonly more: string } = because === null ? ask : { line: ask, more: because };
    const asked: Asked<string | null> = await choose<string | null>(place, line, choices, likely?.value ?? null, { offer, text });
    if (asked.kind === "cancelled" && because !== null) return { kind: "aside", because };
    if (asked.kind !== "answered") return asked;
    const folder = asked.value ?? (await browseFolder(likely?.value));
    if (folder === null) continue;
    // A folder that hangs takes its time, with no question to see.
    const wrong = await inView("issueFerry.connections", () => check(live.project, folder));
    if (!wrong) {
      await ferry.context.globalState.update(LAST, folder);
      return answered(folder);
    }
    // Said in the same question, which stays: a message beside it would be one more to close.
    because = connectSentence(wrong, "editor");
    ferry.log.warn(because);
    text = folder;
  }
}

/** The likeliest first, each once. */
function knownFolders(ferry: Ferry, live: LiveProject, current: string | undefined): readonly Choice<string>[] {
  const folders = new Map<string, string>();
  if (current !== undefined) folders.set(current, EXCHANGE.current);
  const { store } = live.project;
  const users = Map.groupBy(store.connections(), ({ id }) => store.fact(exchangeFact(id)));
  for (const [folder, connections] of users)
    if (folder !== null) folders.set(folder, EXCHANGE.known(connections.map(({ partner, name }) => partner?.name ?? name).join(", ")));
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

/** What a new connection shares, as `share:` says it, and whether the first contract is decided on now. */
export interface ShareAnswer {
  readonly share: string;
  readonly early: "" | "yes";
}

/** `tell`: what would leave by a filter, said while it is typed. `known`: fields that a filter may ask for. */
export async function askShare(
  place: Place,
  { ask, prompt, groups }: ShareQuestion,
  { share: current, early }: Partial<ShareAnswer>,
  tell: (share: string, signal: AbortSignal) => Promise<string>,
  known: KnownFields,
): Promise<Asked<ShareAnswer>> {
  let written = current === "marked" || current === "all" ? "" : (current ?? "");
  for (;;) {
    const choices = groups.flatMap(({ title, rows }) => rows.map((row, at) => choiceOf(row, at === 0 ? title : null)));
    const before = current === "marked" || current === "all" ? current : null;
    const rows = groups.flatMap(({ rows }) => rows);
    const likely = current === undefined ? rows[0] : rows.find((row) => row.share === before && row.early === (early === "yes"));
    const line = prompt === null ? ask : { line: ask, more: prompt };
    const asked = await choose<ShareRow>(place, line, choices, likely);
    if (asked.kind !== "answered") return asked;
    const chosen = asked.value.early ? "yes" : "";
    if (asked.value.share !== null) return answered({ share: asked.value.share, early: chosen });
    const filter = await askText(place, {
      prompt: SHARE.filterAsk,
      placeholder: SHARE.filterPlaceholder,
      value: written,
      check: (text) => {
        written = text;
        const scope = parseScope(text, known);
        if (scope.ok) return scope.value.kind === "filter" || scope.value.kind === "query" ? null : { wrong: SHARE.filterChoice(text) };
        return { wrong: SHARE.filterWrong(filterFaultText(scope.failure)) };
      },
      ...(asked.value.early && { tell }),
    });
    if (filter.kind === "answered" && filter.value !== "") return answered({ share: filter.value, early: chosen });
    if (filter.kind === "cancelled") return filter;
  }
}

function choiceOf(row: ShareRow, group: string | null): Choice<ShareRow> {
  const { label, detail, icon } = row;
  return { label, ...(detail !== undefined && { detail: boxText(detail) }), icon, value: row, ...(group !== null && { group }) };
}
