import { type TrailPart, newerActivity, olderActivity } from "../app/activity.ts";
import type { LiveProject } from "../app/live-project.ts";
import type { ActivityView } from "../model/snapshot.ts";
import { type ActivityFilter, fitsFilter } from "../view/activity-filter.ts";

/** Rows that are shown at first, and that come with each "Show older". */
const ROWS = 200;
/** Events that are looked through at once: where few of them match, the person says whether to go on. */
const LOOKED_AT = 5_000;
/** Events read at once. */
const PAGE = 500;
/** Of so many that are new at once the rest is read when somebody goes back to it. */
const NEW = 2_000;

/** What of a project's trail is shown: the newest that match the filter, as many as the person asked for. However long the trail is, no more is read. */
export class ProjectActivity {
  readonly live: LiveProject;
  readonly #filter: ActivityFilter;
  readonly #part: TrailPart | null;
  #events: readonly ActivityView[] = [];
  #wanted = ROWS;
  /** All after this number is among the events, if it matches. */
  #down = Number.MAX_SAFE_INTEGER;
  /** The newest that was looked at. */
  #up = 0;
  #looked = 0;
  #isEnd = false;

  constructor(live: LiveProject, filter: ActivityFilter) {
    this.live = live;
    this.#filter = filter;
    this.#part = partOf(live, filter);
    this.#up = live.project.store.newestAudit();
    this.#down = this.#up + 1;
    this.#readOlder();
  }

  /** Newest first. */
  get events(): readonly ActivityView[] {
    return this.#events;
  }

  /** There may be more. */
  get goesOn(): boolean {
    return !this.#isEnd;
  }

  /** Events that were looked through. */
  get looked(): number {
    return this.#looked;
  }

  /** As many again. */
  more(): void {
    this.#wanted = this.#events.length + ROWS;
    this.#readOlder();
  }

  /** Takes up what was noted since; false: there is none. */
  takeNew(): boolean {
    const { store } = this.live.project;
    const newest = store.newestAudit();
    if (newest === this.#up || this.#part === null) return false;
    if (newest < this.#up || newest - this.#up > NEW) {
      [this.#up, this.#down, this.#events, this.#looked, this.#isEnd] = [newest, newest + 1, [], 0, false];
      this.#readOlder();
      return true;
    }
    const found = newerActivity(store, this.#part, this.#up, NEW).filter((event) => fitsFilter(event, this.#filter));
    this.#looked += newest - this.#up;
    this.#up = newest;
    const all = [...found.toReversed(), ...this.#events];
    this.#events = all.slice(0, this.#wanted);
    const last = this.#events.at(-1);
    if (all.length > this.#events.length && last) [this.#down, this.#isEnd] = [last.sequence, false];
    return found.length > 0;
  }

  #readOlder(): void {
    if (this.#part === null) {
      this.#isEnd = true;
      return;
    }
    const found: ActivityView[] = [];
    for (let looked = 0; !this.#isEnd && looked < LOOKED_AT && this.#events.length + found.length < this.#wanted;) {
      const page = olderActivity(this.live.project.store, this.#part, this.#down, PAGE);
      looked += page.length;
      this.#looked += page.length;
      this.#isEnd = page.length < PAGE;
      this.#down = page.at(-1)?.sequence ?? this.#down;
      found.push(...page.filter((event) => fitsFilter(event, this.#filter)));
    }
    const all = [...this.#events, ...found];
    this.#events = all.slice(0, this.#wanted);
    const last = this.#events.at(-1);
    if (all.length > this.#events.length && last) [this.#down, this.#isEnd] = [last.sequence, false];
  }
}

/** null: this project does not have what the filter names. */
function partOf({ project: { store }, index }: LiveProject, { connection, issue }: ActivityFilter): TrailPart | null {
  const connectionId = connection === null ? null : store.connections().find(({ name }) => name === connection)?.id;
  const issueId = issue === null ? null : [...index.issues.values()].find(({ key }) => key.toLowerCase() === issue.toLowerCase())?.id;
  return connectionId === undefined || issueId === undefined ? null : { connection: connectionId, issue: issueId };
}
