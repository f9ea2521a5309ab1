import * as vscode from "vscode";
import type { FieldChoice } from "../../app/field-choices.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { boxText } from "../../view/message-text.ts";

interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | null;
}

export interface ValueQuestion {
  readonly title: string;
  readonly choices: readonly FieldChoice[];
  /** What all of them have now. */
  readonly present: string | null;
  /** Said beside a value. */
  readonly notes?: ReadonlyMap<string, string>;
}

/** Asks for one value: one of those there are, another one that is typed, or none (null). Undefined: the person changed their mind. */
export async function pickValue({ title, choices, present, notes }: ValueQuestion): Promise<string | null | undefined> {
  const items: ValueItem[] = choices.map(({ value, used }) => ({
    label: boxText(value),
    description: [value === present ? "$(check)" : "", notes?.get(value) ?? "", PROMPT_WORDS.usedBy(used)]
      .filter((part) => part !== "")
      .join("  "),
    value,
  }));
  if (present !== null) items.push({ label: `$(close) ${PROMPT_WORDS.clearValue}`, value: null });
  const picked = await pickOrType(
    title,
    items,
    (text) => ({ label: boxText(PROMPT_WORDS.useTyped(text)), value: text, alwaysShow: true }),
    false,
  );
  return picked?.[0]?.value;
}

interface LabelItem extends vscode.QuickPickItem {
  readonly value: string;
}

/** Asks which of the labels are to be there; others can be typed. `all`: labels that every one has; `some`: how many have it. */
export async function pickLabels(
  title: string,
  choices: readonly FieldChoice[],
  number: number,
  have: ReadonlyMap<string, number>,
): Promise<readonly string[] | undefined> {
  const items: LabelItem[] = choices.map(({ value, used }) => {
    const some = have.get(value) ?? 0;
    return {
      label: boxText(value),
      description: some > 0 && some < number ? PROMPT_WORDS.someHave(some, number) : PROMPT_WORDS.usedBy(used),
      value,
      picked: some === number,
    };
  });
  const picked = await pickOrType(
    title,
    items,
    (text) => ({ label: boxText(PROMPT_WORDS.useTyped(text)), value: text, alwaysShow: true }),
    true,
  );
  return picked?.map(({ value }) => value);
}

/**
 * A quick pick that offers what is typed, where it is none of its items. Of many, Enter takes what is checked, and what is typed as well, unless it only
 * led to what was checked since.
 */
async function pickOrType<Item extends vscode.QuickPickItem & { readonly value: string | null }>(
  title: string,
  items: readonly Item[],
  typed: (text: string) => Item,
  many: boolean,
): Promise<readonly Item[] | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = PROMPT_WORDS.pickPlaceholder;
  box.canSelectMany = many;
  box.ignoreFocusOut = true;
  box.items = items;
  box.selectedItems = items.filter(({ picked }) => picked === true);
  return new Promise((resolve) => {
    const added: Item[] = [];
    let before = box.selectedItems;
    box.onDidChangeValue((text) => {
      const trimmed = text.trim();
      const known = [...added, ...items].some(({ value }) => value === trimmed);
      const { selectedItems } = box;
      // What was typed and checked stays, whatever is typed next.
      for (const item of selectedItems) if (!items.includes(item) && !added.includes(item)) added.push(item);
      box.items = [...(trimmed === "" || known ? [] : [typed(trimmed)]), ...added, ...items];
      if (many) box.selectedItems = selectedItems;
      before = selectedItems;
    });
    box.onDidAccept(() => {
      const { selectedItems, activeItems } = box;
      const text = box.value.trim();
      const [pointed = [...added, ...items].find(({ value }) => value === text) ?? typed(text)] = activeItems;
      const isMeant = text !== "" && sameItems(selectedItems, before) && !selectedItems.includes(pointed);
      if (many) resolve(isMeant ? [...selectedItems, pointed] : selectedItems);
      else resolve(selectedItems.length > 0 ? selectedItems : activeItems);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

function sameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((item) => others.includes(item));
}
