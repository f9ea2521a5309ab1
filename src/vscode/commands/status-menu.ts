import * as vscode from "vscode";
import { needsPerson } from "../../model/alarm.ts";
import { alarmCount } from "../../view/alarm-badge.ts";
import { TITLES } from "../../view/command-titles.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { boxText } from "../../view/message-text.ts";
import { statusItem } from "../../view/status-item.ts";
import type { Ferry } from "../ferry.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { standingOfProject } from "../status-bar.ts";
import type { Commands } from "./command.ts";

interface MenuItem extends vscode.QuickPickItem {
  readonly go?: () => unknown;
}

/** What a click on the status bar offers. */
export function statusMenuCommands(ferry: Ferry, tree: IssuesTree): Commands {
  return {
    statusMenu: async () => {
      const box = {
        title: PROMPT_WORDS.menuTitle,
        placeHolder: ferry.issues.projects.flatMap((project) => statusLines(project)).join(" "),
      };
      const picked = await vscode.window.showQuickPick(menuItems(ferry, tree), box);
      await picked?.go?.();
    },
  };
}

function statusLines(project: Parameters<typeof standingOfProject>[0]): readonly string[] {
  return statusItem([standingOfProject(project)], false)?.lines ?? [];
}

function menuItems(ferry: Ferry, tree: IssuesTree): MenuItem[] {
  const { projects } = ferry.issues;
  const run = (command: string) => () => vscode.commands.executeCommand(`issueFerry.${command}`);
  const filtered = (text: string) => async (): Promise<void> => {
    tree.state.filterBy(text);
    await vscode.commands.executeCommand("issueFerry.issues.focus");
  };
  const sum = (part: "conflict" | "error" | "question"): number => projects.reduce((all, { counts }) => all + counts[part], 0);
  const paused = projects.map(({ live }) => live.activity().mode === "paused");
  const updates = projects.flatMap((project) => project.updates);
  const needs: readonly (readonly [string, "conflict" | "error" | "question"])[] = [
    [PROMPT_WORDS.menuConflicts, "conflict"],
    [PROMPT_WORDS.menuErrors, "error"],
    [PROMPT_WORDS.menuQuestions, "question"],
  ];
  const open: MenuItem[] = needs.flatMap(([label, part]) =>
    sum(part) === 0 ? [] : [{ label: `$(warning) ${label}`, description: String(sum(part)), go: filtered(`sync:${part}`) }],
  );
  if (sum("error") > 0) open.push({ label: `$(list-tree) ${PROMPT_WORDS.menuCauses}`, go: run("showCauses") });
  const begins = projects.flatMap((project) => project.begins);
  if (begins.length > 0)
    open.push({
      label: `$(cloud-upload) ${PROMPT_WORDS.menuBegins}`,
      description: boxText(begins.join(", ")),
      go: run("publishConfiguration"),
    });
  const stuck = projects.flatMap((project) => project.stuck);
  if (stuck.length > 0)
    open.push({
      label: `$(error) ${PROMPT_WORDS.menuStuck}`,
      description: boxText(stuck.map(({ title }) => title).join(", ")),
      go: run("connections.focus"),
    });
  const away = projects.flatMap(({ live, view }) =>
    live.activity().failures.map(({ connection }) => view.connections.find(({ name }) => name === connection)?.partner ?? connection),
  );
  if (away.length > 0)
    open.push({
      label: `$(debug-disconnect) ${PROMPT_WORDS.menuAway}`,
      description: boxText(away.join(", ")),
      go: run("connections.focus"),
    });
  const alarms = projects.flatMap((project) => project.alarms);
  if (alarms.length > 0)
    open.push({
      label: `$(bell) ${PROMPT_WORDS.menuAlarms}`,
      description: alarmCount(alarms.length, alarms.filter(needsPerson).length),
      go: run("activity.focus"),
    });
  if (updates.length > 0)
    open.push({
      label: `$(diff) ${PROMPT_WORDS.menuUpdates}`,
      description: boxText(updates.map(({ title }) => title).join(", ")),
      go: run("reviewUpdate"),
    });
  const entry = (icon: string, command: "syncNow" | "pause" | "resume" | "doctor" | "showLog" | "copyDiagnostics"): MenuItem => ({
    label: `$(${icon}) ${TITLES[command]}`,
    go: run(command),
  });
  if (projects.length === 0) return [entry("output", "showLog")];
  return [
    ...open,
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    entry("sync", "syncNow"),
    ...(paused.includes(true) ? [entry("debug-continue", "resume")] : []),
    ...(paused.includes(false) ? [entry("debug-pause", "pause")] : []),
    entry("beaker", "doctor"),
    entry("output", "showLog"),
    entry("copy", "copyDiagnostics"),
  ];
}
