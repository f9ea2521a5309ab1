import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { partnersOf } from "../app/partners.ts";
import { storeTroubleOf } from "../app/store-trouble.ts";
import { type Partners, type PartnerWords } from "../view/issue-item.ts";
import { IssueList, type Tally, tally } from "../view/issue-list.ts";
import type { Folders } from "./folders.ts";

/** What is known of a project's issues, taken up once for all views. */
export interface ProjectIssues {
  readonly live: LiveProject;
  readonly list: IssueList;
  readonly partners: Partners;
  readonly counts: Tally;
  /** Partners that propose a contract which nobody answered yet. */
  readonly updates: readonly PartnerWords[];
}

export interface IssuesChanged {
  readonly project: ProjectIssues;
  /** Ids that changed, came or went. */
  readonly changed: ReadonlySet<string>;
}

interface Known extends ProjectIssues {
  partners: Partners;
  counts: Tally;
  updates: readonly PartnerWords[];
  partnersMark: string;
  changed: Set<string>;
  readonly stop: () => void;
}

/** After a look that took this long, the window gets four times as long for others: a first synchronisation of many issues is told in steps. */
const LONG_MS = 25;
const REST = 4;

/** The issues of all projects of the window, kept up to date: whoever shows issues listens here. */
export class IssueModel implements vscode.Disposable {
  readonly #folders: Folders;
  readonly #log: vscode.LogOutputChannel;
  readonly #known = new Map<LiveProject, Known>();
  readonly #changed = new vscode.EventEmitter<IssuesChanged>();
  /** Issues or partners of a project changed. */
  readonly onChange = this.#changed.event;
  readonly #projects = new vscode.EventEmitter<void>();
  /** Projects came or went. */
  readonly onProjects = this.#projects.event;
  #restUntil = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(folders: Folders, log: vscode.LogOutputChannel) {
    this.#folders = folders;
    this.#log = log;
    folders.onChange(() => this.#lookSoon());
  }

  get projects(): readonly ProjectIssues[] {
    return this.#folders.live.flatMap((live) => this.#known.get(live) ?? []);
  }

  of(live: LiveProject): ProjectIssues | undefined {
    return this.#known.get(live);
  }

  /** Takes up what was committed now, for who cannot wait until it is told. */
  refresh(): void {
    this.#look();
  }

  #lookSoon(): void {
    const wait = this.#restUntil - Date.now();
    if (wait <= 0) return this.#look();
    this.#timer ??= setTimeout(() => this.#look(), wait);
  }

  #look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const began = Date.now();
    this.#lookAtAll();
    const took = Date.now() - began;
    this.#restUntil = took < LONG_MS ? 0 : Date.now() + took * REST;
  }

  #lookAtAll(): void {
    const { live } = this.#folders;
    let moved = false;
    for (const [gone, { stop }] of this.#known) {
      if (live.includes(gone)) continue;
      stop();
      this.#known.delete(gone);
      moved = true;
    }
    for (const project of live) {
      try {
        moved = this.#update(project) || moved;
      } catch (error) {
        // What keeps the store from being read now is met and said by the passes; the next change looks again.
        if (storeTroubleOf(error) === null) throw error;
        this.#log.warn(`issues of ${project.project.file.name} cannot be read now: ${storeTroubleOf(error) ?? ""}`);
      }
    }
    if (moved) this.#projects.fire();
  }

  /** True: the project is new. */
  #update(live: LiveProject): boolean {
    const there = this.#known.get(live);
    const known = there ?? this.#add(live);
    live.index.refresh();
    const partners = partnersOf(live.project);
    const mark = JSON.stringify([...partners]);
    if (there && known.changed.size === 0 && mark === known.partnersMark) return false;
    const { changed } = known;
    known.changed = new Set();
    known.partnersMark = mark;
    known.partners = partners;
    known.updates = [...partners.values()].filter(({ status }) => status === "update required");
    if (changed.size > 0 || !there) {
      known.list.update(changed);
      known.counts = tally(live.index.issues.values());
    }
    if (there) this.#changed.fire({ project: known, changed });
    return !there;
  }

  #add(live: LiveProject): Known {
    const known: Known = {
      live,
      list: new IssueList(live.index),
      partners: new Map(),
      counts: tally([]),
      updates: [],
      partnersMark: "",
      changed: new Set(),
      stop: live.index.onChange((changed) => {
        for (const id of changed) known.changed.add(id);
      }),
    };
    this.#known.set(live, known);
    return known;
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const { stop } of this.#known.values()) stop();
    this.#changed.dispose();
    this.#projects.dispose();
  }
}
