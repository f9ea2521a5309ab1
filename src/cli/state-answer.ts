import { checkFolders, type FolderTrouble } from "../app/folder-check.ts";
import type { OpenProject } from "../app/open-project.ts";
import { fileDiagnostics } from "../app/file-diagnostics.ts";
import { alarmViews } from "../app/alarms.ts";
import { branchOfIssues } from "../app/issue-place.ts";
import { type IssuePage, issuePage, projectView } from "../app/snapshot.ts";
import { unknownConnections } from "../app/unknown-connections.ts";
import type { ProjectView } from "../model/snapshot.ts";
import type { SyncStatus } from "../model/status.ts";
import { openAlarmsNote } from "../view/alarm-words.ts";
import { connectionNotes } from "../view/connection-rows.ts";
import { diagnosticSentence } from "../view/diagnostics.ts";
import { gatewaySentence } from "../view/gateway-words.ts";
import { elsewhereSentence } from "../view/git-words.ts";
import { folderNotes } from "../view/transport-failures.ts";
import { unknownConnectionSentence } from "../view/unknown-connection-words.ts";
import { type ExitCode, exitOf } from "./exit-codes.ts";

export interface State {
  readonly view: ProjectView;
  readonly page: IssuePage;
  readonly exit: ExitCode;
  /** Folders, connections and files that somebody should know about. */
  readonly notes: readonly string[];
  /** What `status --json` and `issues --json` have in common. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface Wanted {
  readonly since: number;
  readonly limit: number;
  readonly status: SyncStatus | null;
}

export const EVERYTHING: Wanted = { since: 0, limit: Number.MAX_SAFE_INTEGER, status: null };

export interface Look {
  /** Troubles of exchange folders that were just met. */
  readonly known?: readonly FolderTrouble[];
  /** Issue files are looked at, too: otherwise they are as the last pass or command saw them. */
  readonly files?: boolean;
}

/** How the project stands. */
export async function stateOf(project: OpenProject, wanted: Wanted, { known = [], files = false }: Look = {}): Promise<State> {
  const seen = projectView(project);
  const view: ProjectView = files ? { ...seen, diagnostics: await fileDiagnostics(project) } : seen;
  const page = issuePage(project, wanted);
  // At the same time: each waits for a folder that hangs.
  const [found, unknown] = await Promise.all([checkFolders(project), unknownConnections(project)]);
  const troubles = [...found, ...known.filter(({ connection }) => found.every((other) => other.connection !== connection))];
  const now = Date.now();
  const elsewhere = gatewaySentence(view.gateway);
  const alarms = alarmViews(project, "open").length;
  const branch = await branchOfIssues(project);
  const notes = [
    ...(elsewhere === null ? [] : [elsewhere]),
    ...(branch === null ? [] : [elsewhereSentence(branch)]),
    ...folderNotes(troubles.flatMap(({ connection, failure }) => (failure ? [{ connection, failure }] : []))),
    ...unknown.map(unknownConnectionSentence),
    // What waits on a connection is for the gateway to do.
    ...(elsewhere === null ? view.connections.flatMap((connection) => connectionNotes(connection, now)) : []),
    ...(alarms === 0 ? [] : [openAlarmsNote(alarms)]),
    ...view.diagnostics.map((found) => diagnosticSentence(found)),
  ];
  const { issues, stubs, stamp, more } = page;
  return {
    view,
    page,
    exit: exitOf(view, troubles.length > 0),
    notes,
    document: { ...view, stamp, issues, stubs, more, folders: troubles },
  };
}
