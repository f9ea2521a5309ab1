import type { Page } from "playwright-core";
import { until } from "./until.ts";

/** Where VS Code in a browser keeps what belongs to one workspace, and in it what is open in the editors. */
const DATABASES = "vscode-web-state-db-";
const TABLE = "ItemTable";
const EDITORS = "memento/workbench.parts.editor";

/**
 * A hand that goes to the browser's own buttons leaves the page first, and then VS Code writes down what is open; on its own it does so once
 * a minute. What it begins to write only while the page ends may be lost, so this waits until the tabs with these titles are written.
 * A window whose focus went into a page of details has seen its blur already and would not heed a second: it gets the focus back first.
 */
export async function leavePage(page: Page, titles: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    window.dispatchEvent(new Event("focus"));
    document.hasFocus = () => false;
    window.dispatchEvent(new Event("blur"));
  });
  await until(`VS Code keeps that ${titles.join(", ")} is open`, async () => {
    const kept = await page.evaluate(keptEditors, { databases: DATABASES, table: TABLE, key: EDITORS });
    return titles.every((title) => kept.includes(title));
  });
}

/** Runs in the page: the text of what is open, over all databases of it. */
async function keptEditors({ databases, table, key }: { databases: string; table: string; key: string }): Promise<string> {
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error ?? new Error("no answer")));
    });
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith(databases) === true ? [name] : []));
  const texts = await Promise.all(
    names.map(async (name) => {
      const database = await answer(indexedDB.open(name));
      try {
        if (!database.objectStoreNames.contains(table)) return "";
        return String(await answer(database.transaction(table).objectStore(table).get(key)));
      } finally {
        database.close();
      }
    }),
  );
  return texts.join("\n");
}
