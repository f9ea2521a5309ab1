import * as vscode from "vscode";
import { alarmViews } from "../app/alarms.ts";
import type { LiveProject } from "../app/live-project.ts";
import type { ActivityView, AlarmView } from "../model/snapshot.ts";
import { type ActivityFilter, NO_FILTER, filterText, isFiltered } from "../view/activity-filter.ts";
import { ACTIVITY_WORDS, type ActivityRow, alarmTreeRow, eventTreeRow, inOrder } from "../view/activity-rows.ts";
import type { Tone } from "../view/cell.ts";
import { dayOf, dayTitle } from "../view/day-text.ts";
import { plainText } from "../view/plain-text.ts";
import type { Ferry } from "./ferry.ts";
import { ProjectActivity } from "./project-activity.ts";

interface About {
  readonly live: LiveProject;
  readonly id: string;
}

/** A row; the same object as long as it means the same thing. */
export type ActivityNode =
  | (About & { readonly kind: "project" })
  | (About & { readonly kind: "alarms" | "acknowledged"; alarms: readonly AlarmNode[]; below: readonly ActivityNode[] })
  | (About & { readonly kind: "day"; title: string; events: readonly EventNode[] })
  | (About & { readonly kind: "note"; text: string; readonly icon: string; readonly command: string | null })
  | AlarmNode
  | EventNode;

export interface AlarmNode extends About {
  readonly kind: "alarm";
  alarm: AlarmView;
}

export interface EventNode extends About {
  readonly kind: "event";
  event: ActivityView;
}

const COLOURS: Readonly<Record<Tone, string>> = {
  good: "testing.iconPassed",
  waits: "list.warningForeground",
  bad: "list.errorForeground",
  faint: "disabledForeground",
};

/** The rows of the view "Alarms and activity". They are read when the view is open, and again when something was noted since. */
export class ActivityTree {
  readonly #ferry: Ferry;
  readonly #changed: (nodes: ActivityNode[] | undefined) => void;
  readonly #projects = new Map<LiveProject, ProjectActivity>();
  #nodes = new Map<string, ActivityNode>();
  readonly #roots = new Map<LiveProject, readonly ActivityNode[]>();
  /** What was painted: of all, and of each group. */
  #painted = "";
  readonly #groups = new Map<string, string>();
  #filter: ActivityFilter = NO_FILTER;

  constructor(ferry: Ferry, changed: (nodes: ActivityNode[] | undefined) => void) {
    this.#ferry = ferry;
    this.#changed = changed;
    this.refresh();
  }

  get filter(): ActivityFilter {
    return this.#filter;
  }

  /** What is said beside the title. */
  get filterText(): string {
    return filterText(this.#filter);
  }

  filterBy(filter: ActivityFilter = NO_FILTER): void {
    this.#filter = filter;
    this.#projects.clear();
    this.refresh();
  }

  showOlder(live: LiveProject): void {
    this.#projects.get(live)?.more();
    this.refresh();
  }

  /** Looks what was noted since, and paints what says something else. */
  refresh(): void {
    const { live } = this.#ferry.folders;
    for (const gone of this.#projects.keys()) if (!live.includes(gone)) this.#projects.delete(gone);
    for (const gone of this.#roots.keys()) if (!live.includes(gone)) this.#roots.delete(gone);
    const before = this.#nodes;
    this.#nodes = new Map();
    for (const one of live) {
      const known = this.#projects.get(one);
      known?.takeNew();
      const activity = known ?? new ProjectActivity(one, this.#filter);
      this.#projects.set(one, activity);
      this.#roots.set(one, this.#rootsOf(activity, before));
    }
    this.#paint();
  }

  childrenOf(node?: ActivityNode): ActivityNode[] {
    switch (node?.kind) {
      case undefined: {
        const { live } = this.#ferry.folders;
        const [only, ...others] = live;
        if (only && others.length === 0) return [...(this.#roots.get(only) ?? [])];
        return live.map((one) => this.#node({ kind: "project", live: one, id: one.project.file.id }, this.#nodes));
      }
      case "project":
        return [...(this.#roots.get(node.live) ?? [])];
      case "alarms":
      case "acknowledged":
        return [...node.alarms, ...node.below];
      case "day":
        return [...node.events];
      default:
        return [];
    }
  }

  itemOf(node: ActivityNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    item.id = node.id;
    return item;
  }

  #itemOf(node: ActivityNode): vscode.TreeItem {
    const folded = vscode.TreeItemCollapsibleState;
    switch (node.kind) {
      case "project": {
        const item = new vscode.TreeItem(plainText(node.live.project.file.name), folded.Expanded);
        item.iconPath = vscode.ThemeIcon.Folder;
        return item;
      }
      case "alarms": {
        const open = node.alarms.length;
        const item = new vscode.TreeItem(ACTIVITY_WORDS.alarms, open > 0 ? folded.Expanded : folded.Collapsed);
        item.description = ACTIVITY_WORDS.open(open);
        item.contextValue = open > 0 ? "alarms open" : "alarms";
        item.iconPath = new vscode.ThemeIcon("bell");
        item.accessibilityInformation = { label: ACTIVITY_WORDS.spokenGroup(ACTIVITY_WORDS.alarms, open, "open alarm") };
        return item;
      }
      case "acknowledged": {
        const item = new vscode.TreeItem(ACTIVITY_WORDS.acknowledged, folded.Collapsed);
        item.description = String(node.alarms.length);
        item.accessibilityInformation = { label: ACTIVITY_WORDS.spokenGroup(ACTIVITY_WORDS.acknowledged, node.alarms.length, "alarm") };
        return item;
      }
      case "day": {
        const isNewest = this.#roots.get(node.live)?.find(({ kind }) => kind === "day") === node;
        const item = new vscode.TreeItem(node.title, isNewest ? folded.Expanded : folded.Collapsed);
        item.description = String(node.events.length);
        item.accessibilityInformation = { label: ACTIVITY_WORDS.spokenGroup(node.title, node.events.length, "event") };
        return item;
      }
      case "note": {
        const item = new vscode.TreeItem(node.text);
        item.iconPath = new vscode.ThemeIcon(node.icon);
        if (node.command !== null) item.command = { command: `issueFerry.${node.command}`, title: node.text, arguments: [node] };
        return item;
      }
      case "alarm":
        return itemFrom(alarmTreeRow(node.alarm, Date.now()));
      case "event": {
        const row = eventTreeRow(node.event);
        const item = itemFrom(row);
        const opens = row.context.includes("message") ? "revealMessage" : row.context.includes("issue") ? "revealIssue" : null;
        if (opens !== null) item.command = { command: `issueFerry.${opens}`, title: row.label, arguments: [node] };
        return item;
      }
    }
  }

  #rootsOf(activity: ProjectActivity, before: ReadonlyMap<string, ActivityNode>): readonly ActivityNode[] {
    const { live, events } = activity;
    return [...this.#alarmNodes(live, before), ...this.#dayNodes(live, events, before), ...this.#notes(activity, before)].map((node) =>
      this.#node(node, before),
    );
  }

  #alarmNodes(live: LiveProject, before: ReadonlyMap<string, ActivityNode>): readonly ActivityNode[] {
    const project = live.project.file.id;
    const all = inOrder(alarmViews(live.project, "all")).map(
      (alarm) => this.#node({ kind: "alarm", live, id: `${project}/alarm/${alarm.id}`, alarm }, before) as AlarmNode,
    );
    const [open, seen] = [all.filter(({ alarm }) => !alarm.acknowledged), all.filter(({ alarm }) => alarm.acknowledged)];
    if (all.length === 0)
      return [{ kind: "note", live, id: `${project}/alarms/never`, text: ACTIVITY_WORDS.noAlarms, icon: "pass", command: null }];
    const acknowledged: ActivityNode[] =
      seen.length === 0 ? [] : [this.#node({ kind: "acknowledged", live, id: `${project}/acknowledged`, alarms: seen, below: [] }, before)];
    // Another id where none is open any more: the editor keeps a row open or folded by its id.
    return [{ kind: "alarms", live, id: `${project}/alarms/${open.length > 0 ? "open" : "none"}`, alarms: open, below: acknowledged }];
  }

  /** What happened on a day stands together, whatever a clock that was set back did between. */
  #dayNodes(live: LiveProject, events: readonly ActivityView[], before: ReadonlyMap<string, ActivityNode>): readonly ActivityNode[] {
    const project = live.project.file.id;
    const now = Date.now();
    return [...Map.groupBy(events, ({ time }) => dayOf(time))].map(([day, those]) => ({
      kind: "day",
      live,
      id: `${project}/day/${day}`,
      title: dayTitle(those[0]?.time ?? now, now),
      events: those.map(
        (event) => this.#node({ kind: "event", live, id: `${project}/event/${event.sequence}`, event }, before) as EventNode,
      ),
    }));
  }

  #notes({ live, events, goesOn, looked }: ProjectActivity, before: ReadonlyMap<string, ActivityNode>): readonly ActivityNode[] {
    const project = live.project.file.id;
    const note = (name: string, text: string, icon: string, command: string | null): ActivityNode =>
      this.#node({ kind: "note", live, id: `${project}/note/${name}`, text, icon, command }, before);
    const notes: ActivityNode[] = [];
    if (events.length === 0)
      notes.push(
        isFiltered(this.#filter)
          ? note("nothing", ACTIVITY_WORDS.nothingMatches(looked), "clear-all", "clearActivityFilter")
          : note("nothing", ACTIVITY_WORDS.nothing, "history", null),
      );
    if (goesOn)
      notes.push(
        note("older", isFiltered(this.#filter) ? ACTIVITY_WORDS.further(looked) : ACTIVITY_WORDS.older, "ellipsis", "olderActivity"),
      );
    return notes;
  }

  /** The one that stands for the same thing already, brought up to date. */
  #node(node: ActivityNode, before: ReadonlyMap<string, ActivityNode>): ActivityNode {
    const there = before.get(node.id);
    const kept = there?.kind === node.kind && there.live === node.live ? Object.assign(there, node) : node;
    this.#nodes.set(node.id, kept);
    return kept;
  }

  #paint(): void {
    const shape: unknown[] = [];
    const moved: ActivityNode[] = [];
    for (const [live, roots] of this.#roots) {
      shape.push(live.project.file.id);
      for (const node of roots) {
        shape.push(node.id, node.kind === "day" ? node.title : node.kind === "note" ? node.text : "");
        const inside = contentOf(node);
        if (inside !== null && this.#groups.get(node.id) !== inside) moved.push(node);
        if (inside !== null) this.#groups.set(node.id, inside);
      }
    }
    const painted = JSON.stringify(shape);
    if (painted !== this.#painted) {
      this.#painted = painted;
      this.#changed(undefined);
    } else if (moved.length > 0) this.#changed(moved);
  }
}

/** Tells two contents of a group apart; null: it has none. */
function contentOf(node: ActivityNode): string | null {
  if (node.kind === "day") return node.events.map(({ event }) => event.sequence).join(" ");
  if (node.kind !== "alarms") return null;
  const all = [node, ...node.below].flatMap((one) => (one.kind === "alarms" || one.kind === "acknowledged" ? one.alarms : []));
  return JSON.stringify(all.map(({ alarm }) => alarm));
}

function itemFrom({ label, description, icon, tone, tooltip, context, spoken }: ActivityRow): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon, tone === null ? undefined : new vscode.ThemeColor(COLOURS[tone]));
  item.tooltip = tooltip;
  item.contextValue = context;
  item.accessibilityInformation = { label: spoken };
  return item;
}
