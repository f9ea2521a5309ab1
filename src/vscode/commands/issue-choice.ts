import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import type { LocalIssue } from "../../model/local-issue.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { type IssueItem, standingOf, titleOf } from "../../view/issue-item.ts";
import { searchIssues } from "../../view/issue-search.ts";
import { boxText } from "../../view/message-text.ts";
import { SIGNS } from "../../view/issue-signs.ts";
import { shortText } from "../../view/plain-text.ts";
import type { Ferry } from "../ferry.ts";
import { pickOne, say } from "../messages.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { sayLack } from "./project-lack.ts";
import { type PickRow, searchPick } from "./search-pick.ts";

/** An issue that something is to be done with. */
export interface Chosen {
  readonly live: LiveProject;
  readonly issue: LocalIssue;
}

/**
 * What a command may be given: a row of the tree (and all selected ones), the file in an editor, or a project, or its id, and an issue's id. A
 * row that the tree took away while its menu was open comes as `undefined`, and is something else than nothing given.
 */
export type Given = readonly [first?: unknown, all?: unknown, ...unknown[]];

/** Which issues a command can be about, and how many at once. */
export interface Fit {
  readonly fits?: (chosen: Chosen) => boolean;
  /** Where one issue fits alone, it is meant: nobody is asked. */
  readonly alone?: boolean;
  readonly many?: boolean;
}

/**
 * Finds out which issues a command is meant for: what it was given, the issue in front (its file or its page "Sync details"), the rows
 * selected, the only one that fits; else it asks.
 */
export class IssueChoice {
  readonly #ferry: Ferry;
  readonly #tree: IssuesTree;

  constructor(ferry: Ferry, tree: IssuesTree) {
    this.#ferry = ferry;
    this.#tree = tree;
  }

  /** Empty: the person chose nothing, or there is nothing to choose, which is said. */
  async several(given: Given, fit: Omit<Fit, "many"> = {}): Promise<readonly Chosen[]> {
    return this.#choose(given, { ...fit, many: true });
  }

  async one(given: Given, fit: Omit<Fit, "many"> = {}): Promise<Chosen | null> {
    const [found] = await this.#choose(given, { ...fit, many: false });
    return found ?? null;
  }

  /** The project for something new; asks where the window has several. null: none, or the person chose none. */
  async project(): Promise<LiveProject | null> {
    const { live } = this.#ferry.folders;
    const [first] = live;
    if (!first) await sayLack(this.#ferry);
    if (!first || live.length === 1) return first ?? null;
    const items = live.map((project) => ({
      label: boxText(project.project.file.name),
      description: boxText(project.project.workspace),
      project,
    }));
    return (await pickOne(items, { placeHolder: PROMPT_WORDS.chooseProject }))?.project ?? null;
  }

  /** The issue whose file an editor shows. */
  at(uri: vscode.Uri): Chosen | null {
    if (uri.scheme !== "file") return null;
    for (const live of this.#ferry.folders.live) {
      const id = live.project.tracker.issueAt(uri.fsPath);
      const issue = id === null ? undefined : live.index.issues.get(id);
      if (issue) return { live, issue };
    }
    return null;
  }

  async #choose(given: Given, fit: Fit): Promise<readonly Chosen[]> {
    const { fits = () => true, many = false } = fit;
    const lost = lostRows(given, many);
    // Never another issue in its place, not even the only one for which this can be done.
    if (lost === "one") return this.#ask({ fits, moved: true });
    if (lost === "some") {
      void say(PROMPT_WORDS.someMoved);
      return [];
    }
    const named = this.#named(given, many);
    if (this.#isGone(given, many)) {
      void say(PROMPT_WORDS.issueGone);
      return [];
    }
    const found = (named.length > 0 ? named : this.#present(many)).filter(fits);
    if (found.length > 0) return many ? found : found.slice(0, 1);
    // What was pointed at, and does not fit, is not replaced by a question about another issue.
    if (named.length > 0) return this.#nothing();
    return this.#ask(fit);
  }

  /** Of a menu the row that was clicked; the editor passes all selected ones besides, in their order. */
  #named([first, all]: Given, many: boolean): readonly Chosen[] {
    if (first instanceof vscode.Uri) return this.#known(this.at(first));
    const nodes = many && Array.isArray(all) && all.length > 0 ? all : [first];
    return nodes.flatMap((node) => this.#known(this.#ofNode(node)));
  }

  /** Whether something that was pointed at, a row or a page, is of an issue that is not there any more. */
  #isGone([first, all]: Given, many: boolean): boolean {
    const nodes = many && Array.isArray(all) && all.length > 0 ? all : [first];
    return nodes.some((node) => isOfIssue(node) && this.#ofNode(node) === null);
  }

  /** What is in front; for many all selected rows, where it is one of them: then they are what the person looks at. */
  #present(many: boolean): readonly Chosen[] {
    const front = this.#inFront();
    if (front && !many) return [front];
    const selected = this.#tree.view.visible ? this.#tree.view.selection.flatMap((node) => this.#known(this.#ofNode(node))) : [];
    return !front || selected.some(({ live, issue }) => live === front.live && issue.id === front.issue.id) ? selected : [front];
  }

  #inFront(): Chosen | null {
    const { activeTextEditor } = vscode.window;
    return (activeTextEditor && this.at(activeTextEditor.document.uri)) ?? this.#ofNode(this.#ferry.details.inFront());
  }

  #ofNode(node: unknown): Chosen | null {
    if (!isOfIssue(node)) return null;
    const id = typeof node.issue === "object" && node.issue !== null && "id" in node.issue ? node.issue.id : node.issue;
    const live = this.#ferry.folders.live.find(
      // One that was closed and opened again meanwhile is another object.
      ({ project: { file } }) => ("live" in node && file.id === projectOf(node.live)) || ("project" in node && file.id === node.project),
    );
    const issue = typeof id === "string" ? live?.index.issues.get(id) : undefined;
    return live && issue ? { live, issue } : null;
  }

  #known(chosen: Chosen | null): Chosen[] {
    return chosen ? [chosen] : [];
  }

  #nothing(): readonly Chosen[] {
    if (this.#ferry.folders.live.length === 0) void sayLack(this.#ferry);
    else void say(PROMPT_WORDS.noIssueFits);
    return [];
  }

  async #ask({ fits = () => true, alone = false, moved = false }: Fit & { moved?: boolean }): Promise<readonly Chosen[]> {
    const { projects } = this.#ferry.issues;
    const all = function* (): Iterable<Chosen & { readonly item: IssueItem }> {
      for (const { live, list } of projects) for (const item of list.items) yield { live, issue: item.issue, item };
    };
    const search = (text: string): { rows: PickRow<Chosen>[]; more: boolean } => {
      const { found, more } = searchIssues(all(), text, fits);
      return { rows: found.map(({ live, issue }) => rowOf({ live, issue }, projects.length > 1)), more };
    };
    const { found, more } = searchIssues(all(), "", fits, 1);
    const [only] = found;
    if (!only) return this.#nothing();
    if (alone && !more) return found;
    const picked = await searchPick({
      ...(moved && { title: PROMPT_WORDS.chooseMoved, unmarked: true }),
      placeholder: PROMPT_WORDS.chooseIssue,
      stays: true,
      search,
    });
    return picked ? [picked] : [];
  }
}

function isOfIssue(node: unknown): node is { readonly issue: unknown } {
  return typeof node === "object" && node !== null && "issue" in node;
}

function projectOf(live: unknown): string | null {
  return (live as LiveProject | null)?.project.file.id ?? null;
}

/** Whether the row that was clicked is gone, or one of those selected with it. */
function lostRows(given: Given, many: boolean): "one" | "some" | null {
  const [first, all] = given;
  if (many && Array.isArray(all) && all.length > 1) return all.some(isNothing) ? "some" : null;
  return given.length > 0 && isNothing(first) ? "one" : null;
}

function isNothing(node: unknown): boolean {
  return node === undefined || node === null;
}

function rowOf(chosen: Chosen, named: boolean): PickRow<Chosen> {
  const { live, issue } = chosen;
  return {
    label: `$(${SIGNS[standingOf(issue)].icon}) ${boxText(issue.key)}`,
    description: boxText(shortText(titleOf(issue), 100)),
    ...(named && { detail: boxText(live.project.file.name) }),
    value: chosen,
  };
}
