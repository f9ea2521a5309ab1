import type * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { newsAfter, partnerNews } from "../app/partner-news.ts";
import type { IssueId } from "../model/document.ts";
import type { News } from "../model/news.ts";

/** Events of the trail in one look: what was done while no window was open is taken up step by step. */
const STEP = 1_000;
/** What is unread beyond this nobody goes through one by one: the oldest count as read. The editor keeps small memories only. */
const MOST = 2_000;
/** Marks that come are written down together. In milliseconds. */
const TOGETHER_MS = 1_000;

interface Kept {
  /** Number of the last event of the trail that was taken up. */
  readonly upTo: number;
  readonly marks: readonly (readonly [issue: IssueId, news: News])[];
}

interface Marks {
  upTo: number;
  /** The oldest first. */
  readonly news: Map<IssueId, News>;
}

/**
 * What partners did that the person of this window has not looked at, remembered with the workspace. What happened before a project was first seen
 * counts as read. What it costs grows with what happened, not with the number of issues.
 */
export class Unread implements vscode.Disposable {
  readonly #memory: Pick<vscode.Memento, "get" | "update">;
  readonly #log: Pick<vscode.LogOutputChannel, "warn">;
  readonly #projects = new Map<string, Marks>();
  readonly #toWrite = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(memory: Pick<vscode.Memento, "get" | "update">, log: Pick<vscode.LogOutputChannel, "warn">) {
    this.#memory = memory;
    this.#log = log;
  }

  of({ project }: LiveProject, issue: IssueId): News | null {
    return this.#projects.get(project.file.id)?.news.get(issue) ?? null;
  }

  count({ project }: LiveProject): number {
    return this.#projects.get(project.file.id)?.news.size ?? 0;
  }

  /** Takes up what the trail says since the last look. `changed`: issues that came, went or changed, to which those are added whose marks did. True: there is more. */
  take(live: LiveProject, changed: Set<IssueId>): boolean {
    const { store, file } = live.project;
    const marks = this.#marksOf(live);
    for (const id of changed) if (!live.index.issues.has(id) && marks.news.delete(id)) this.#writeSoon(file.id);
    const { found, upTo, more } = partnerNews(store, marks.upTo, STEP);
    if (upTo === marks.upTo) return false;
    for (const { issue, news } of found) {
      const row = live.index.issues.get(issue) ?? store.issue(issue);
      if (row?.gone !== null) continue;
      // What was introduced here is not new, even where the partner sent the whole of it.
      const next = newsAfter(marks.news.get(issue), news.kind === "new" && row.receivedOver === null ? { ...news, kind: "changed" } : news);
      marks.news.delete(issue);
      marks.news.set(issue, next);
      changed.add(issue);
    }
    for (const id of marks.news.keys()) {
      if (marks.news.size <= MOST) break;
      marks.news.delete(id);
      changed.add(id);
    }
    // Last: what a busy store broke off is taken up again.
    marks.upTo = upTo;
    this.#writeSoon(file.id);
    return more;
  }

  /** The person looked at these issues; null: at all. Those that were marked. */
  read({ project }: LiveProject, issues: readonly IssueId[] | null): ReadonlySet<IssueId> {
    const { id } = project.file;
    const news = this.#projects.get(id)?.news;
    const seen = new Set([...(issues ?? news?.keys() ?? [])].filter((issue) => news?.delete(issue)));
    if (seen.size > 0) this.#write(id);
    return seen;
  }

  /** Hands over what waits to be written, at once: an editor that closes may not live to answer. */
  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const id of this.#toWrite) this.#write(id);
  }

  /** A store that was put back to an earlier state begins anew, as one that is seen for the first time. The index is up to date. */
  #marksOf({ index, project: { store, file } }: LiveProject): Marks {
    const there = this.#projects.get(file.id);
    const newest = store.newestAudit();
    if (there && there.upTo <= newest) return there;
    const kept = there ? null : readKept(this.#memory.get<unknown>(nameOf(file.id)));
    const known = kept !== null && kept.upTo <= newest;
    // What went while no window was open came to nobody's notice: its row is not there to be read.
    const present = known ? kept.marks.filter(([issue]) => index.issues.has(issue)) : [];
    const marks = { upTo: known ? kept.upTo : newest, news: new Map(present) };
    this.#projects.set(file.id, marks);
    if (!known) this.#write(file.id);
    return marks;
  }

  #writeSoon(id: string): void {
    this.#toWrite.add(id);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      for (const waiting of this.#toWrite) this.#write(waiting);
    }, TOGETHER_MS);
  }

  #write(id: string): void {
    const marks = this.#projects.get(id);
    this.#toWrite.delete(id);
    if (!marks) return;
    const kept = { upTo: marks.upTo, marks: [...marks.news] } satisfies Kept;
    // Nothing is lost while the window lives: the next write holds all of it.
    this.#memory.update(nameOf(id), kept).then(undefined, (error: unknown) => this.#log.warn(`marks of what is new: ${String(error)}`));
  }
}

/** null: nothing, or nothing of what this version keeps; then the project counts as seen for the first time. */
function readKept(kept: unknown): Kept | null {
  if (typeof kept !== "object" || kept === null) return null;
  const { upTo, marks } = kept as Partial<Record<keyof Kept, unknown>>;
  if (typeof upTo !== "number" || !Array.isArray(marks)) return null;
  return { upTo, marks: marks.filter(isMark) };
}

const KINDS: readonly unknown[] = ["new", "changed", "stopped"] satisfies readonly News["kind"][];

function isMark(mark: unknown): mark is Kept["marks"][number] {
  if (!Array.isArray(mark) || typeof mark[0] !== "string" || typeof mark[1] !== "object" || mark[1] === null) return false;
  const { kind, partner, parts } = mark[1] as Partial<Record<keyof News, unknown>>;
  return KINDS.includes(kind) && typeof partner === "string" && Array.isArray(parts) && parts.every((part) => typeof part === "string");
}

function nameOf(project: string): string {
  return `unread.${project}`;
}
