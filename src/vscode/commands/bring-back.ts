import { type DeletedIssue, deletedIssues, deletionOf } from "../../app/deleted-issues.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { DELETED, deletedNote } from "../../view/deleted-words.ts";
import { titleOf } from "../../view/issue-item.ts";
import { boxText } from "../../view/message-text.ts";
import { shortText } from "../../view/plain-text.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import { carryOutAll } from "./carry-out.ts";
import type { Commands } from "./command.ts";
import { sayLack } from "./project-lack.ts";
import { type PickRow, searchPick } from "./search-pick.ts";
import { sayShortly } from "./telling.ts";

/** A deleted issue and its project. */
export interface LostIssue extends DeletedIssue {
  readonly live: LiveProject;
}

/** So many are offered; older ones are brought back by the command line. */
const MOST = 200;

/** What was deleted, here or by a partner, is written again as it was. */
export function bringBackCommands(ferry: Ferry) {
  return {
    bringBackIssue: async () => {
      if (ferry.folders.live.length === 0) return sayLack(ferry);
      const all = ferry.folders.live.map((live) => ({ live, ...deletedIssues(live.project.store, MOST) }));
      const lost = all.flatMap(({ live, found }) => found.map((one): LostIssue => ({ ...one, live })));
      if (lost.length === 0) return void say(DELETED.none);
      const more = all.some((one) => one.more);
      return chooseAndBringBack(ferry, lost, more ? DELETED.titleOfSome(lost.length) : DELETED.title);
    },
  } satisfies Commands;
}

/** Asks which of them. `together`: they went together, and may come back so. */
export async function chooseAndBringBack(ferry: Ferry, lost: readonly LostIssue[], title: string, together = false): Promise<void> {
  const now = Date.now();
  const several = ferry.folders.live.length > 1;
  const rows = lost.map((one): PickRow<readonly LostIssue[]> => {
    const { live, issue } = one;
    return {
      label: boxText(`${issue.key}  ${shortText(titleOf(issue), 100)}`),
      description: boxText(deletedNote(one, now)),
      ...(several && { detail: boxText(live.project.file.name) }),
      value: [one],
    };
  });
  const all: readonly PickRow<readonly LostIssue[]>[] = together ? [{ label: DELETED.all(lost.length), value: lost }] : [];
  const search = () => ({ rows: [...all, ...rows], more: false });
  const picked = await searchPick({ title, placeholder: DELETED.placeholder, stays: true, search });
  if (picked) await bringBack(ferry, picked);
}

/** Writes them again, but for those that are there by now; says of each that is not there why. */
export async function bringBack(ferry: Ferry, lost: readonly LostIssue[]): Promise<void> {
  const [there, notOpen, linked]: [string[], string[], string[]] = [[], [], []];
  const jobs = lost.flatMap(({ live: known, issue }) => {
    // The message may have stood for long: a project that was closed and opened again meanwhile is another object.
    const live = ferry.folders.live.find(({ project }) => project.file.id === known.project.file.id);
    const row = live?.project.store.issue(issue.id);
    if (live && row && deletionOf(live.project.store, row) !== null)
      return [{ live, key: issue.key, command: { kind: "bring back" as const, issue: issue.id } }];
    (row === undefined || row === null ? notOpen : row.gone === null ? there : linked).push(issue.key);
    return [];
  });
  const done = await carryOutAll(ferry, jobs);
  const keys = [...there, ...done.map(({ key }) => key)];
  if (keys.length > 0) sayShortly(DELETED.done(keys));
  const told = [...(notOpen.length > 0 ? [DELETED.notOpen(notOpen)] : []), ...(linked.length > 0 ? [DELETED.linked(linked)] : [])];
  if (told.length > 0) void say(told.join(" "));
}
