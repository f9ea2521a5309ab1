import type * as vscode from "vscode";
import { alarmViews } from "../app/alarms.ts";
import type { LiveProject } from "../app/live-project.ts";
import type { OpenProject } from "../app/open-project.ts";
import { partnersOf } from "../app/partners.ts";
import { projectView } from "../app/snapshot.ts";
import type { AlarmView, ConnectionView, ProjectView } from "../model/snapshot.ts";
import { type StuckConnection, stuckConnection } from "../view/connection-need.ts";
import { type Partners, type PartnerWords } from "../view/issue-item.ts";
import { IssueList, type Tally, tally } from "../view/issue-list.ts";
import { CalmEvent } from "./calm-event.ts";
import { decisionOn } from "../view/prompts.ts";
import type { Folders } from "./folders.ts";
import type { Unread } from "./unread.ts";

/** What is known of a project and its issues, read once for all who show it: they listen to the folders, and find it here. */
export interface ProjectIssues {
  readonly live: LiveProject;
  readonly list: IssueList;
  readonly partners: Partners;
  readonly counts: Tally;
  /** Partners that propose a contract which nobody answered yet. */
  readonly updates: readonly PartnerWords[];
  /** Partners who wait for this side to say what is exchanged. */
  readonly begins: readonly string[];
  /** Connections that are in trouble until a person does something. */
  readonly stuck: readonly StuckConnection[];
  /** Partners with whom a person here stopped what was agreed and running. */
  readonly stopped: readonly string[];
  /** That nobody has acknowledged. */
  readonly alarms: readonly AlarmView[];
  readonly view: ProjectView;
  /** Issues that a partner changed and nobody here looked at. */
  readonly unread: number;
  /** Connection files that cannot be used. */
  readonly broken: ReturnType<OpenProject["brokenFiles"]>;
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
  begins: readonly string[];
  stuck: readonly StuckConnection[];
  stopped: readonly string[];
  alarms: readonly AlarmView[];
  view: ProjectView;
  unread: number;
  broken: ReturnType<OpenProject["brokenFiles"]>;
  /** Of the store and the connection files when they were read last; empty: never. */
  mark: string;
  partnersMark: string;
  /** The trail says more than was taken up. */
  more: boolean;
  changed: Set<string>;
  readonly stop: () => void;
}

/** After a look that took this long, the window gets four times as long for others: a first synchronisation of many issues is told in steps. */
const LONG_MS = 25;
const REST = 4;

/** The projects of the window and their issues, kept up to date: whoever shows issues listens here. */
export class IssueModel implements vscode.Disposable {
  readonly #folders: Folders;
  readonly #unread: Unread;
  readonly #known = new Map<LiveProject, Known>();
  readonly #changed: CalmEvent<IssuesChanged>;
  /** Issues or partners of a project changed. */
  readonly onChange: CalmEvent<IssuesChanged>["event"];
  readonly #projects: CalmEvent;
  /** Projects came or went, or all is to be shown anew. */
  readonly onProjects: CalmEvent["event"];
  #anew = false;
  #restUntil = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(folders: Folders, log: vscode.LogOutputChannel, unread: Unread) {
    const again = (): void => {
      this.#anew = true;
      folders.touch();
    };
    this.#folders = folders;
    this.#unread = unread;
    this.#changed = new CalmEvent(log, again);
    this.onChange = this.#changed.event;
    this.#projects = new CalmEvent(log, again);
    this.onProjects = this.#projects.event;
    folders.onChange(() => this.#lookSoon());
  }

  get projects(): readonly ProjectIssues[] {
    return this.#folders.live.flatMap((live) => this.of(live) ?? []);
  }

  /** undefined: it could not be read so far. */
  of(live: LiveProject): ProjectIssues | undefined {
    const known = this.#known.get(live);
    return known?.mark === "" ? undefined : known;
  }

  /** Takes up what was committed now, for who cannot wait until it is told. */
  refresh(): void {
    try {
      this.#look();
    } catch {
      // Met again there, and said.
      this.#folders.touch();
    }
  }

  /** A partner did something to it that the person has not seen. */
  isNew(live: LiveProject, issue: string): boolean {
    return this.#unread.of(live, issue) !== null;
  }

  /** The person has seen what partners did to these issues; null: to all. */
  markRead(live: LiveProject, issues: readonly string[] | null): void {
    const changed = this.#unread.read(live, issues);
    const known = this.#known.get(live);
    if (!known || changed.size === 0) return;
    known.unread = this.#unread.count(live);
    this.#changed.fire({ project: known, changed });
    this.#folders.touch();
  }

  #lookSoon(): void {
    const wait = this.#restUntil - Date.now();
    if (wait <= 0) return this.#look();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#folders.touch();
    }, wait);
  }

  #look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const began = Date.now();
    try {
      this.#lookAtAll();
    } finally {
      const took = Date.now() - began;
      this.#restUntil = took < LONG_MS ? 0 : Date.now() + took * REST;
    }
  }

  /** A project that cannot be read now keeps no other one from being looked at. */
  #lookAtAll(): void {
    const { live } = this.#folders;
    let moved = this.#anew;
    this.#anew = false;
    for (const [gone, { stop }] of this.#known) {
      if (live.includes(gone)) continue;
      stop();
      this.#known.delete(gone);
      moved = true;
    }
    const troubles: unknown[] = [];
    for (const project of live) {
      try {
        moved = this.#update(project) || moved;
      } catch (error) {
        troubles.push(error);
      }
    }
    if (moved) this.#projects.fire();
    if (troubles.length > 0) throw troubles[0];
  }

  /** True: the project is new. */
  #update(live: LiveProject): boolean {
    const { project } = live;
    const known = this.#known.get(live) ?? this.#add(live);
    const broken = project.brokenFiles();
    const mark = `${project.store.changeCount()} ${JSON.stringify(broken)}`;
    if (mark === known.mark && known.changed.size === 0 && !known.more) return false;
    live.index.refresh();
    known.more = this.#unread.take(live, known.changed);
    known.unread = this.#unread.count(live);
    if (known.more) this.#folders.touch();
    const partners = partnersOf(project);
    known.view = projectView(project);
    known.broken = broken;
    const isNew = known.mark === "";
    known.mark = mark;
    known.begins = known.view.connections.flatMap((connection) =>
      decisionOn(connection)?.kind === "begin" ? [connection.partner ?? connection.name] : [],
    );
    const titles = (of: (connection: ConnectionView) => boolean): readonly string[] =>
      known.view.connections.filter(of).map(({ partner, name }) => partner ?? name);
    known.stuck = known.view.connections.flatMap((connection) => stuckConnection(connection) ?? []);
    known.alarms = alarmViews(project, "open");
    known.stopped = titles(({ status, contract }) => status === "stopped" && contract !== null);
    const partnersMark = JSON.stringify([[...partners], known.begins, known.stuck, known.stopped]);
    if (!isNew && known.changed.size === 0 && partnersMark === known.partnersMark) return false;
    const { changed } = known;
    known.changed = new Set();
    known.partnersMark = partnersMark;
    known.partners = partners;
    known.updates = [...partners.values()].filter(({ status }) => status === "update required");
    if (changed.size > 0 || isNew) {
      known.list.update(changed);
      known.counts = tally(live.index.issues.values());
    }
    if (!isNew) this.#changed.fire({ project: known, changed });
    return isNew;
  }

  #add(live: LiveProject): Known {
    const known: Known = {
      live,
      list: new IssueList({ issues: live.index.issues, shares: live.index.shares, news: (issue) => this.#unread.of(live, issue) }),
      partners: new Map(),
      counts: tally([]),
      updates: [],
      begins: [],
      stuck: [],
      stopped: [],
      alarms: [],
      view: projectView(live.project),
      unread: 0,
      broken: [],
      mark: "",
      partnersMark: "",
      more: false,
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
