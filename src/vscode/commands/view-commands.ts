import * as vscode from "vscode";
import { matches, parseFilter } from "../../view/issue-filter.ts";
import { GROUPINGS } from "../../view/issue-groups.ts";
import { SORTINGS, SORT_WORDS } from "../../view/issue-sorting.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { NEWS_WORDS } from "../../view/news-words.ts";
import type { Ferry } from "../ferry.ts";
import type { IssueNode } from "../issue-nodes.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { lineBox } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { openIssueFile, revealIssueFile } from "./open-issue.ts";
import { sayShortly } from "./telling.ts";

/** How the view shows issues, and ways from it to one of them. */
export function viewCommands(ferry: Ferry, choice: IssueChoice, tree: IssuesTree): Commands {
  return {
    openIssue: async (...given: Given) => {
      const opened: Chosen[] = [];
      for (const chosen of await choice.several(given))
        if (await openIssueFile(chosen.live, chosen.issue.id, chosen.issue.key)) opened.push(chosen);
      markRead(ferry, opened);
    },
    copyKey: async (...given: Given) => {
      const keys = (await choice.several(given)).map(({ issue }) => issue.key);
      if (keys.length === 0) return;
      await vscode.env.clipboard.writeText(keys.join(", "));
      sayShortly(PROMPT_WORDS.copied(keys));
    },
    revealFile: async (...given: Given) => {
      const chosen = await choice.one(given);
      if (chosen) await revealIssueFile(chosen.live, chosen.issue.id, chosen.issue.key);
    },
    groupIssues: () => groupIssues(tree),
    showCauses: async () => {
      // What a filter hides would be missing in a list of all that failed.
      tree.state.filterMeanwhile("");
      tree.state.group("cause");
      await vscode.commands.executeCommand("issueFerry.issues.focus");
    },
    sortIssues: () => sortIssues(tree),
    filterIssues: (text?: unknown) => filterIssues(ferry, tree, text),
    clearFilter: () => tree.state.clearFilter(),
    showNew: () => tree.state.filterMeanwhile(NEWS_WORDS.filter),
    markRead: async (...given: Given) => {
      markRead(ferry, await choice.several(given, { fits: ({ live, issue }) => ferry.issues.isNew(live, issue.id) }));
      tree.state.filterAgain();
    },
    markAllRead: () => {
      for (const live of ferry.folders.live) ferry.issues.markRead(live, null);
      tree.state.filterAgain();
    },
    loadMore: (node?: IssueNode) => {
      if (node?.kind === "more") tree.showMore(node);
    },
  };
}

/** All of a project at once: each time is a write, and told to all who show issues. */
function markRead({ issues }: Ferry, chosen: readonly Chosen[]): void {
  for (const live of new Set(chosen.map((one) => one.live)))
    issues.markRead(
      live,
      chosen.flatMap((one) => (one.live === live ? [one.issue.id] : [])),
    );
}

async function groupIssues(tree: IssuesTree): Promise<void> {
  const items = GROUPINGS.map((grouping) => ({
    label: PROMPT_WORDS.groupNames[grouping],
    description: grouping === tree.state.grouping ? PROMPT_WORDS.groupNow : "",
    grouping,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: PROMPT_WORDS.groupBy });
  if (picked) tree.state.group(picked.grouping);
}

/** What is typed within this time is counted at once. In milliseconds. */
const TOGETHER_MS = 60;

async function sortIssues(tree: IssuesTree): Promise<void> {
  const items = SORTINGS.map((sorting) => ({
    label: SORT_WORDS.names[sorting],
    description: sorting === tree.state.sorting ? SORT_WORDS.now : "",
    detail: SORT_WORDS.details[sorting],
    sorting,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: SORT_WORDS.sortBy });
  if (picked) tree.state.sortBy(picked.sorting);
}

/** Says while it is typed how many match. `text`: a filter that is set without asking. */
async function filterIssues(ferry: Ferry, tree: IssuesTree, text: unknown): Promise<void> {
  if (typeof text === "string") {
    tree.state.filterBy(text);
    return;
  }
  const line = lineBox();
  const box = line.input;
  box.title = PROMPT_WORDS.filterTitle;
  box.placeholder = PROMPT_WORDS.filterPlaceholder;
  box.value = tree.state.filter;
  const say = (): void => {
    const filter = parseFilter(box.value);
    const { projects } = ferry.issues;
    const all = projects.reduce((sum, { list }) => sum + list.items.length, 0);
    const shown = filter
      ? projects.reduce((sum, { list, partners }) => sum + list.items.filter((item) => matches(item, filter, partners)).length, 0)
      : all;
    line.prompt(PROMPT_WORDS.filterMatches(shown, all));
  };
  let soon: NodeJS.Timeout | null = null;
  // Many issues take a while to look through: the box is there first, and what is typed together is counted once.
  const saySoon = (): void => {
    soon ??= setTimeout(() => {
      soon = null;
      say();
    }, TOGETHER_MS);
  };
  box.onDidChangeValue(saySoon);
  box.onDidAccept(() => {
    tree.state.filterBy(box.value);
    box.hide();
  });
  box.onDidHide(() => {
    if (soon) clearTimeout(soon);
    box.dispose();
  });
  box.show();
  saySoon();
}
