import * as vscode from "vscode";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";

/** A row that stands for something. */
export type PickRow<T> = vscode.QuickPickItem & { readonly value: T };

interface Search<T> {
  readonly title?: string;
  readonly placeholder?: string;
  /** It is open until it is answered or left: where a menu closes, the focus goes elsewhere for a moment. */
  readonly stays?: boolean;
  /** No row is marked at first, so that Enter alone takes none. */
  readonly unmarked?: boolean;
  /** What is shown for a text; `more`: others fit as well. */
  readonly search: (text: string) => { readonly rows: readonly PickRow<T>[]; readonly more: boolean };
}

/** What is typed within this time is searched for at once. In milliseconds. */
const TOGETHER_MS = 80;

/**
 * A pick among so many that they are not all put into the box: it shows the first, and finds others while one types. Where all are shown, the editor finds
 * among them, as everywhere. undefined: none was picked.
 */
export function searchPick<T>({ title, placeholder, stays = false, unmarked = false, search }: Search<T>): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick<PickRow<T>>();
  const first = search("");
  let searched = "";
  let timer: NodeJS.Timeout | null = null;
  pick.title = first.more ? [title, PROMPT_WORDS.firstShown(first.rows.length)].filter(Boolean).join(": ") : title;
  pick.placeholder = first.more ? PROMPT_WORDS.typeToFind : placeholder;
  pick.ignoreFocusOut = stays;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = first.rows;
  if (unmarked) pick.activeItems = [];
  const find = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    searched = pick.value;
    // What was found by other rules than the editor's stays in the box.
    pick.items = searched.trim() === "" ? first.rows : search(searched).rows.map((row) => ({ ...row, alwaysShow: true }));
  };
  return new Promise((resolve) => {
    let picked: T | undefined;
    if (first.more) pick.onDidChangeValue(() => (timer ??= setTimeout(find, TOGETHER_MS)));
    pick.onDidAccept(() => {
      if (first.more && pick.value !== searched) {
        // The rows belong to an older text: what they are by now is looked at before one is taken, unless it is the only one.
        find();
        const [only, ...others] = pick.items;
        if (!only || others.length > 0) return;
        picked = only.value;
      } else {
        const [chosen] = pick.selectedItems;
        if (!chosen) return;
        picked = chosen.value;
      }
      pick.hide();
    });
    pick.onDidHide(() => {
      if (timer) clearTimeout(timer);
      pick.dispose();
      resolve(picked);
    });
    pick.show();
  });
}
