import * as vscode from "vscode";
import { parseFilter } from "../view/issue-filter.ts";
import { GROUPINGS, type Grouping } from "../view/issue-groups.ts";
import { SORTINGS, type Sorting } from "../view/issue-sorting.ts";

const GROUPING = "issues.grouping";
const SORTING = "issues.sorting";
const FILTER = "issues.filter";
const FILTER_BEFORE = "issues.filterBefore";

/** How the issues are grouped, sorted and filtered, remembered with the workspace. */
export class IssueViewState implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onChange = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#tellMenus();
  }

  get grouping(): Grouping {
    const found = this.#memory.get(GROUPING);
    return GROUPINGS.find((grouping) => grouping === found) ?? "sync";
  }

  get sorting(): Sorting {
    const found = this.#memory.get(SORTING);
    return SORTINGS.find((sorting) => sorting === found) ?? "key";
  }

  /** As it was typed; empty: none. */
  get filter(): string {
    const found = this.#memory.get<unknown>(FILTER);
    return typeof found === "string" ? found : "";
  }

  group(grouping: Grouping): void {
    void this.#memory.update(GROUPING, grouping);
    this.#changed.fire();
  }

  sortBy(sorting: Sorting): void {
    void this.#memory.update(SORTING, sorting);
    this.#changed.fire();
  }

  filterBy(text: string): void {
    void this.#memory.update(FILTER_BEFORE, undefined);
    this.#filter(text);
  }

  /** A filter that a command sets in place of the person's own. */
  filterMeanwhile(text: string): void {
    if (this.filter !== text && this.#before === null) void this.#memory.update(FILTER_BEFORE, this.filter);
    this.#filter(text);
  }

  /** No filter; the person's own, where a command had set one in its place. */
  clearFilter(): void {
    this.filterBy(this.#before ?? "");
  }

  /** What the filter kept though it does not match any more goes. */
  filterAgain(): void {
    if (this.filter !== "") this.#changed.fire();
  }

  /** The person's own filter, while a command's stands in its place; null: none does. */
  get #before(): string | null {
    const before = this.#memory.get<unknown>(FILTER_BEFORE);
    return typeof before === "string" ? before : null;
  }

  #filter(text: string): void {
    void this.#memory.update(FILTER, parseFilter(text) === null ? "" : text.trim());
    this.#tellMenus();
    this.#changed.fire();
  }

  #tellMenus(): void {
    void vscode.commands.executeCommand("setContext", "issueFerry.filtered", this.filter !== "" || (this.#before ?? "") !== "");
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
