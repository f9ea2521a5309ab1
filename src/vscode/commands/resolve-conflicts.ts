import type { LiveProject } from "../../app/live-project.ts";
import { type OpenConflict, isAboutComment, isAboutDeletion, openConflicts } from "../../app/open-conflicts.ts";
import { type Command, settlingOf } from "../../model/command.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { RESOLVE_WORDS } from "../../view/resolve-words.ts";
import { boxText } from "../../view/message-text.ts";
import { plainText } from "../../view/plain-text.ts";
import { capital, partName } from "../../view/value-text.ts";
import type { Ferry } from "../ferry.ts";
import type { GroupNode } from "../issue-nodes.ts";
import { askLine, isMeant, pickOne, say } from "../messages.ts";
import { type Asked, carryOutAll } from "./carry-out.ts";
import type { Commands } from "./command.ts";
import type { Chosen, Given, IssueChoice } from "./issue-choice.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** Conflicts: of one issue value by value, of several at once for one side. */
export function conflictCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    resolveConflict: async (...given: Given) => {
      const chosen = await choice.several(given, { fits: hasConflict, alone: true });
      const [only, ...others] = chosen;
      if (only) await (others.length === 0 ? resolve(ferry, only) : resolveAll(ferry, chosen.flatMap(conflictsOf)));
    },
    resolveAll: async (node?: unknown) => {
      const all = inGroup(ferry, node) ?? allConflicts(ferry);
      if (all.length === 0) return void say(RESOLVE_WORDS.none);
      await resolveAll(ferry, all);
    },
  } satisfies Commands;
}

type Taken = Extract<Command, { readonly kind: "resolve" }>["take"];

/** With the key of its issue. */
interface ShownConflict extends OpenConflict {
  readonly live: LiveProject;
  readonly key: string;
}

function conflictsOf({ live, issue }: Chosen): readonly ShownConflict[] {
  return openConflicts(live.project.store, issue.id).map((conflict) => ({ ...conflict, live, key: issue.key }));
}

function allConflicts(ferry: Ferry): readonly ShownConflict[] {
  return ferry.issues.projects.flatMap(({ live, list }) =>
    list.items.flatMap(({ issue }) => (hasConflict({ live, issue }) ? conflictsOf({ live, issue }) : [])),
  );
}

/** Of a group "Conflict in status" only those; null: no such group was given. */
function inGroup(ferry: Ferry, node: unknown): readonly ShownConflict[] | null {
  const given = node as GroupNode | undefined;
  if (given?.kind !== "group" || given.group.conflict === undefined) return null;
  const { conflict, items } = given.group;
  const live = ferry.folders.live.find(({ project }) => project.file.id === given.live.project.file.id);
  if (!live) return [];
  return items
    .flatMap(({ issue }) => conflictsOf({ live, issue }))
    .filter(({ lost: { field } }) => field === conflict || (conflict === "comments" && isComment(field)));
}

async function resolveAll(ferry: Ferry, all: readonly ShownConflict[]): Promise<void> {
  // Of the partner's own comments nothing else can stand; and what deletes an issue is decided by itself.
  const [comments, deletions] = [all.filter(isAboutComment).length, all.filter(isAboutDeletion).length];
  const ours = all.filter((one) => !isAboutComment(one) && !isAboutDeletion(one));
  const left = { comments, deletions };
  const none = ours.length === 0;
  // Enter takes the first: it changes nothing in any issue.
  const items = [
    {
      label: PROMPT_WORDS.takeTheirs,
      detail: boxText(none ? RESOLVE_WORDS.theirsAlone(left) : RESOLVE_WORDS.theirsDetail),
      take: "theirs" as const,
    },
    ...(none ? [] : [{ label: PROMPT_WORDS.keepMine, detail: boxText(RESOLVE_WORDS.mineDetail(left)), take: "mine" as const }]),
  ];
  const keys = [...new Set(all.map(({ key }) => key))];
  const fields = [...new Set(all.map(({ lost }) => (isComment(lost.field) ? "comments" : lost.field)))];
  const picked = await pickOne(items, { title: RESOLVE_WORDS.title(all.length, keys), placeHolder: RESOLVE_WORDS.fields(fields) });
  if (!picked) return;
  const { take } = picked;
  const jobs = (take === "mine" ? ours : all).map(({ live, issue, key, connection, seen, lost: { field } }) => {
    const about = { issue, connection, field };
    return { live, key, about, command: { kind: "resolve" as const, ...about, seen, take: { kind: take } } };
  });
  const done = await carryOutAll(ferry, jobs);
  if (done.length === 0) return;
  const settled = new Set(done.map(({ about }) => about.issue)).size;
  const said = RESOLVE_WORDS.settled(take, done.length, settled);
  // What cannot be taken back does not offer it.
  const undoable = done.filter(({ data }) => settlingOf(data) !== null);
  if (undoable.length === 0) return void say(said);
  if (!(await sayWithUndo(said))) return;
  const back = undoable.toReversed().flatMap(({ live, key, about, data }) => {
    // The message may have stood for long: a project that was closed and opened again meanwhile is another object.
    const now = ferry.folders.live.find(({ project }) => project.file.id === live.project.file.id);
    return now ? [{ live: now, key, command: { kind: "reopen" as const, ...about, ...settlingOf(data) } }] : [];
  });
  const undone = await carryOutAll(ferry, back);
  if (undone.length > 0) sayShortly(RESOLVE_WORDS.reopened(undone.length));
}

async function resolve(ferry: Ferry, chosen: Chosen): Promise<void> {
  const { live, issue } = chosen;
  const items = conflictsOf(chosen).map(({ connection, lost, seen }) => ({
    label: boxText(capital(partName(lost.field))),
    description: boxText(PROMPT_WORDS.conflictMine(lost.value)),
    detail: boxText(PROMPT_WORDS.conflictTheirs(lost.winner)),
    value: { ...lost, connection, seen },
  }));
  const picked = items.length === 1 ? items[0] : await pickOne(items, { title: PROMPT_WORDS.conflictField(issue.key) });
  if (!picked) return;
  const { field, value, winner, connection, seen } = picked.value;
  const take = await askTake(issue.key, field, value, winner);
  if (!take) return;
  const deletes = field === "deleted" && take.kind === "mine";
  const { question, detail, yes } = RESOLVE_WORDS.deletion(issue.key);
  if (deletes && !(await isMeant(question, detail, yes))) return;
  const about = { issue: issue.id, connection, field };
  const [done] = await carryOutAll(ferry, [{ live, key: issue.key, command: { kind: "resolve", ...about, seen, take } }]);
  if (!done) return;
  const said = PROMPT_WORDS.conflictSettled(issue.key, field);
  if (!deletes && settlingOf(done.data) === null) return void say(said);
  if (!(await sayWithUndo(said))) return;
  const command: Asked = deletes ? { kind: "bring back", issue: issue.id } : { kind: "reopen", ...about, ...settlingOf(done.data) };
  const [undone] = await carryOutAll(ferry, [{ live, key: issue.key, command }]);
  if (undone) sayShortly(deletes ? RESOLVE_WORDS.broughtBack(issue.key) : PROMPT_WORDS.conflictReopened(issue.key, field));
}

async function askTake(
  key: string,
  field: string,
  mine: Parameters<typeof PROMPT_WORDS.conflictMine>[0],
  theirs: typeof mine,
): Promise<Taken | null> {
  const foreign = isComment(field);
  const scalar = typeof mine === "string" || typeof theirs === "string";
  const kinds = [
    ...(foreign ? [] : [{ label: PROMPT_WORDS.keepMine, detail: boxText(PROMPT_WORDS.conflictMine(mine)), take: "mine" as const }]),
    { label: PROMPT_WORDS.takeTheirs, detail: boxText(PROMPT_WORDS.conflictTheirs(theirs)), take: "theirs" as const },
    ...(scalar && !foreign && field !== "deleted" ? [{ label: PROMPT_WORDS.editValue, detail: "", take: "value" as const }] : []),
  ];
  const title = `${plainText(key)}: ${PROMPT_WORDS.conflictHow(field)}`;
  const picked = await pickOne(kinds, { title });
  if (!picked) return null;
  if (picked.take !== "value") return { kind: picked.take };
  const text = await askLine({
    title,
    prompt: PROMPT_WORDS.editValueTitle(field),
    value: typeof mine === "string" ? mine : "",
  });
  return text === undefined ? null : { kind: "value", text };
}

function isComment(field: string): boolean {
  return field.startsWith("comment:");
}

function hasConflict({ live, issue }: Chosen): boolean {
  if (issue.syncStatus === "conflict") return true;
  // The row shows the worst, or that the file is held: either may hide one.
  return (
    (issue.syncStatus === "error" || issue.syncStatus === "held") && live.index.shares(issue.id).some(({ status }) => status === "conflict")
  );
}
