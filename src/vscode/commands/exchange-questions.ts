import * as vscode from "vscode";
import { checkExchangeFolder } from "../../app/exchange-folder.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { parseScope } from "../../app/scope-text.ts";
import { projectView } from "../../app/snapshot.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { BUTTONS, EXCHANGE, SHARE } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { type Asked, type Choice, type Place, answered, askText, choose } from "../steps.ts";
import { sayFailure } from "./telling.ts";

/** Which folder both sides reach: one that another connection uses, or one from a dialog. It is looked at before it is taken. */
export async function askExchangeFolder(ferry: Ferry, live: LiveProject, place: Place): Promise<Asked<string>> {
  const known = new Map<string, string[]>();
  for (const { exchange, name } of projectView(live.project).connections)
    if (exchange !== null) known.set(exchange, [...(known.get(exchange) ?? []), name]);
  const machine = vscode.env.remoteName;
  const browse: Choice<string | null> = {
    label: EXCHANGE.choose,
    ...(machine !== undefined && { detail: EXCHANGE.remote(machine) }),
    icon: "folder-opened",
    value: null,
  };
  for (;;) {
    const choices = [...known].map(([folder, names]) => ({
      label: folder,
      description: EXCHANGE.known(names.join(", ")),
      icon: "folder",
      value: folder,
    }));
    const asked = await choose<string | null>({ ...place }, `${EXCHANGE.ask} ${EXCHANGE.placeholder}`, [...choices, browse]);
    if (asked.kind !== "answered") return asked;
    const folder = asked.value ?? (await browseFolder());
    if (folder === null) continue;
    const wrong = await checkExchangeFolder(live.project, folder);
    if (!wrong) return answered(folder);
    if (!(await sayFailure(ferry, connectSentence(wrong, "editor"), BUTTONS.tryAgain))) return { kind: "cancelled" };
  }
}

async function browseFolder(): Promise<string | null> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: EXCHANGE.use,
    title: EXCHANGE.ask,
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
    const asked = await choose<string | null>(place, `${SHARE.ask} ${SHARE.placeholder}`, choices, current);
    if (asked.kind !== "answered") return asked;
    if (asked.value !== null) return answered(asked.value);
    const filter = await askText(place, {
      prompt: SHARE.filterAsk,
      placeholder: SHARE.filterPlaceholder,
      value: current === "marked" || current === "all" ? "" : (current ?? ""),
      check: (text) => {
        const scope = parseScope(text);
        if (scope.ok) return scope.value.kind === "filter" ? null : { wrong: SHARE.filterWrong(text) };
        return { wrong: SHARE.filterWrong(scope.failure) };
      },
    });
    if (filter.kind === "answered" && filter.value !== "") return filter;
    if (filter.kind === "cancelled") return filter;
  }
}
