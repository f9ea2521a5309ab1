import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import { projectView } from "../../app/snapshot.ts";
import type { ConnectionView } from "../../model/snapshot.ts";
import { connectionsInOrder } from "../../view/connection-order.ts";
import { connectionTitle } from "../../view/connection-status.ts";
import { WHICH } from "../../view/connection-words.ts";
import { boxText } from "../../view/message-text.ts";
import { plainStatus } from "../../view/plain-status.ts";
import { contractDocumentOf } from "../contract-documents.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import { alone, choose } from "../steps.ts";
import { sayLack } from "./project-lack.ts";

/** A connection that a command is about, as it stood when it was chosen. */
export interface ChosenConnection {
  readonly live: LiveProject;
  readonly view: ConnectionView;
}

/**
 * The open project that a command is about: the only one that fits, or one that the person picks; where none fits, the command says why.
 * null: none is open, or none was picked.
 */
export async function whichProject(
  ferry: Ferry,
  title: string,
  fits: (live: LiveProject) => boolean = () => true,
): Promise<LiveProject | null> {
  const { live: open } = ferry.folders;
  const fitting = open.filter(fits);
  const offered = fitting.length > 0 ? fitting : open;
  const [first, ...others] = offered;
  if (first === undefined) await sayLack(ferry);
  if (first === undefined || others.length === 0) return first ?? null;
  const choices = offered.map((live) => ({
    label: boxText(live.project.file.name),
    description: boxText(live.project.workspace),
    value: live,
  }));
  const asked = await choose(alone(title), WHICH.project, choices);
  return asked.kind === "answered" ? asked.value : null;
}

/**
 * The one that was given by a row or a document, else the only one that fits, else one that the person picks. Where the row is gone, as it is while
 * rows are drawn anew, no other connection is taken for it: the person is asked.
 */
export async function whichConnection(
  ferry: Ferry,
  given: readonly unknown[],
  title: string,
  fits: (view: ConnectionView) => boolean,
): Promise<ChosenConnection | null> {
  const named = namedBy(given[0]);
  const isLost = given.length > 0 && (given[0] === undefined || given[0] === null);
  if (ferry.folders.live.length === 0) {
    await sayLack(ferry);
    return null;
  }
  const all = ferry.folders.live.flatMap((live) => projectView(live.project).connections.map((view) => ({ live, view })));
  if (named) {
    const found = all.find(({ live, view }) => live.project.file.id === named.project && view.name === named.connection);
    if (!found) void say(WHICH.gone(named.connection));
    return found ?? null;
  }
  const fitting = connectionsInOrder(
    all.filter(({ view }) => fits(view)),
    ({ view }) => view,
  );
  const [only, ...others] = fitting;
  if (only === undefined) {
    void say(WHICH.none);
    return null;
  }
  if (others.length === 0 && !isLost) return only;
  const several = ferry.folders.live.length > 1;
  const choices = fitting.map((chosen) => ({
    label: boxText(connectionTitle(chosen.view)),
    description: [chosen.view.name, statusWords(chosen.view), several ? chosen.live.project.file.name : null]
      .flatMap((word) => (word === null || word === chosen.view.partner ? [] : [boxText(word)]))
      .join(", "),
    value: chosen,
  }));
  const asked = await choose(alone(title), isLost ? WHICH.moved : WHICH.ask, choices);
  return asked.kind === "answered" ? asked.value : null;
}

function statusWords(view: ConnectionView): string {
  const said = plainStatus(view);
  return said === null ? view.status : `${view.status}: ${said}`;
}

/** Names a connection for a command: what rows and prompts pass on. */
export interface ConnectionName {
  readonly project: string;
  readonly connection: string;
}

function namedBy(given: unknown): ConnectionName | null {
  if (given instanceof vscode.Uri) return contractDocumentOf(given);
  if (typeof given !== "object" || given === null || !("project" in given) || !("connection" in given)) return null;
  return { project: String(given.project), connection: String(given.connection) };
}
