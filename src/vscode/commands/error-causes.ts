import * as vscode from "vscode";
import { causeOfGroup, errorGroups, retryOfGroup } from "../../app/error-groups.ts";
import type { LiveProject } from "../../app/live-project.ts";
import type { mendRow } from "../../app/mend-place.ts";
import { isOwnMapping } from "../../model/error-cause.ts";
import type { ErrorGroup } from "../../model/snapshot.ts";
import { counted } from "../../view/ages.ts";
import { CAUSE_WORDS, causeTitle } from "../../view/error-groups.ts";
import { boxText } from "../../view/message-text.ts";
import type { Ferry } from "../ferry.ts";
import type { GroupNode } from "../issue-nodes.ts";
import { pickOne, say } from "../messages.ts";
import { carryOutAll } from "./carry-out.ts";
import type { Commands } from "./command.ts";
import { sayShortly } from "./telling.ts";

interface ChosenCause {
  readonly live: LiveProject;
  readonly id: string;
}

/** How a cause is mended, and where; the functions need a library that the start has read. */
export interface Mending {
  readonly mendPlace: Parameters<typeof errorGroups>[1];
  readonly mendRow: typeof mendRow;
}

/** What is done about one cause of errors, for all issues that have it. */
export function causeCommands(ferry: Ferry, { mendPlace, mendRow: rowOf }: Mending) {
  return {
    retryCause: async (node?: unknown) => {
      const chosen = await whichCause(ferry, node, CAUSE_WORDS.retryWhich, ({ retryIsIdle }) => !retryIsIdle);
      if (!chosen) return;
      const asked = retryOfGroup(chosen.live.project, chosen.id);
      if (asked === null) return void say(CAUSE_WORDS.over);
      const [done] = await carryOutAll(ferry, [{ live: chosen.live, key: CAUSE_WORDS.cause, command: asked }]);
      if (done) sayShortly(CAUSE_WORDS.retried(Number(done.data["issues"] ?? 0)));
    },
    mendCause: async (node?: unknown) => {
      const chosen = await whichCause(ferry, node, CAUSE_WORDS.mendWhich, isOwnMapping);
      if (!chosen) return;
      const { project } = chosen.live;
      const about = causeOfGroup(project, chosen.id);
      const mend = about && mendPlace(project, about.connection, about.cause);
      if (about === null || mend === null) return void say(CAUSE_WORDS.over);
      const file = vscode.Uri.joinPath(vscode.Uri.file(project.workspace), ...mend.file.split("/")).fsPath;
      const { table, word } = rowOf(about);
      await ferry.forms.show(file, table, word);
    },
  } satisfies Commands;
}

/** The cause of a group in the tree, or one that the person picks; null: none was picked, or there is none, which is said. */
async function whichCause(ferry: Ferry, node: unknown, title: string, fits: (group: ErrorGroup) => boolean): Promise<ChosenCause | null> {
  const given = node as GroupNode | undefined;
  if (given?.kind === "group") {
    const live = ferry.folders.live.find(({ project }) => project.file.id === given.live.project.file.id);
    return live && given.group.cause ? { live, id: given.group.cause.id } : null;
  }
  const all = ferry.folders.live.flatMap((live) =>
    errorGroups(live.project, () => null)
      .filter(fits)
      .map((group) => ({
        label: boxText(causeTitle(group)),
        description: boxText(`${counted(group.issues, "issue")}, ${group.connection}`),
        value: { live, id: group.id },
      })),
  );
  const [only, ...others] = all;
  if (!only) {
    void say(CAUSE_WORDS.none);
    return null;
  }
  return others.length === 0 ? only.value : ((await pickOne(all, { title }))?.value ?? null);
}
