import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { CommandOutcome } from "../model/command.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { ToPage } from "../view/details-messages.ts";
import type { IssueCommand, PageAction, Settling, Target } from "../view/details-model.ts";
import { DELETE, DONE, NOTHING_TO_COMPARE, NOT_THERE, commandTold, settledTold } from "../view/details-told.ts";
import type { DetailsComparisons } from "./details-comparisons.ts";
import { isMeant } from "./messages.ts";

type Told = Extract<ToPage, { readonly kind: "told" }>;

/** What a person asks for on the page of one issue. The page is told how it ended; null: nothing needs to be said. */
export class DetailsActions {
  readonly #comparisons: DetailsComparisons;
  readonly #live: LiveProject;
  readonly #row: LocalIssue;

  constructor(comparisons: DetailsComparisons, live: LiveProject, row: LocalIssue) {
    this.#comparisons = comparisons;
    this.#live = live;
    this.#row = row;
  }

  async carryOut(action: PageAction): Promise<Told | null> {
    const live = this.#live;
    const issue = this.#row.id;
    switch (action.do) {
      case "keep mine":
      case "take theirs":
      case "reopen":
        return this.#settle(action, action.targets);
      case "set":
        return this.#settle(action, [action.target]);
      case "answer":
        return commandTold(await live.carryOut({ kind: "answer", issue, take: action.take }), DONE[`answer ${action.take}`]);
      case "retry":
        return commandTold(await live.carryOut({ kind: "retry", issue }), DONE.retry);
      case "start":
        return commandTold(await live.carryOut({ kind: "start", connection: action.connection }), DONE.start);
      case "sync":
        return commandTold(await live.carryOut({ kind: "sync" }), DONE.sync);
      case "bring back":
        return commandTold(await live.carryOut({ kind: "bring back", issue }), DONE["bring back"]);
      case "copy":
        await vscode.env.clipboard.writeText(action.text);
        return said(DONE.copy);
      case "compare":
        return (await this.#comparisons.open(live, this.#row, action.target)) ? null : notDone(NOTHING_TO_COMPARE);
      case "open":
        return this.#openFile();
      case "save":
        return this.#save();
      case "problems":
        await vscode.commands.executeCommand("workbench.actions.view.problems");
        return this.#openFile();
      case "share":
        return this.#run("shareIssue");
      case "run":
        return this.#run(action.command);
      case "get file":
        return this.#run("getFile", action.file);
      case "open file":
        return this.#run("openFile", action.file);
      case "review":
        await vscode.commands.executeCommand("issueFerry.reviewUpdate", { project: live.project.file.id, connection: action.connection });
        return null;
      case "mapping":
        await vscode.commands.executeCommand("issueFerry.editConnection", {
          project: live.project.file.id,
          connection: action.connection,
          at: action.at,
          word: action.word,
        });
        return null;
      case "edit":
        return null;
    }
  }

  /** The command asks and tells by itself; the page goes on meanwhile. */
  #run(command: IssueCommand | "getFile" | "openFile", file?: string): null {
    void vscode.commands.executeCommand(`issueFerry.${command}`, { live: this.#live, issue: this.#row.id, ...(file && { file }) });
    return null;
  }

  async #settle(action: Settling, targets: readonly Target[]): Promise<Told | null> {
    if (
      action.do === "keep mine" &&
      targets.some(({ part }) => part === "deleted") &&
      !(await isMeant(DELETE.question, DELETE.detail, DELETE.yes))
    )
      return null;
    const outcomes: CommandOutcome[] = [];
    const take = takeOf(action);
    for (const { connection, part: field, seen, settled } of targets) {
      const about = { issue: this.#row.id, connection, field };
      const command =
        take === null
          ? ({ kind: "reopen", ...about, ...(settled !== undefined && { settled }) } as const)
          : ({ kind: "resolve", ...about, ...(seen !== undefined && { seen }), take } as const);
      outcomes.push(await this.#live.carryOut(command));
    }
    return settledTold(action, targets, outcomes);
  }

  async #openFile(): Promise<Told | null> {
    const place = await this.#live.project.tracker.place(this.#row.id);
    if (place === null) return notDone(NOT_THERE);
    await vscode.window.showTextDocument(vscode.Uri.file(place));
    return null;
  }

  async #save(): Promise<Told | null> {
    const place = await this.#live.project.tracker.place(this.#row.id);
    const uri = place === null ? null : vscode.Uri.file(place).toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
    if (!open) return this.#openFile();
    return (await open.save()) ? said(DONE.save) : null;
  }
}

/** null: what was taken is taken back. */
function takeOf(action: Settling): { readonly kind: "mine" | "theirs" } | { readonly kind: "value"; readonly text: string } | null {
  switch (action.do) {
    case "set":
      return { kind: "value", text: action.text };
    case "keep mine":
      return { kind: "mine" };
    case "take theirs":
      return { kind: "theirs" };
    case "reopen":
      return null;
  }
}

function said(text: string): Told {
  return { kind: "told", tone: "good", text, undo: null };
}

function notDone(text: string): Told {
  return { kind: "told", tone: "bad", text, undo: null };
}
