import * as vscode from "vscode";
import { isGateway, isMoved } from "../app/gateway.ts";
import { decisionOn } from "../view/prompts.ts";
import type { Ferry } from "./ferry.ts";

/**
 * Sets the keys that package.json's `when` clauses ask for:
 * `issueFerry.project`: none, open, failed or restricted (the best of all folders; nothing while none was looked at); `issueFerry.connections`: none, waiting or some;
 * `issueFerry.gateway`: whether this machine is the gateway of any project; `issueFerry.handedOver`: whether it was of any, and handed it over;
 * `issueFerry.step`: what goes on only when this side does it: review, publish, invited (the handshake file is to be given out), expired (nobody joined in time), connected (what is shared is exchanged, nothing is to be done) or none;
 * `issueFerry.unread`: whether a partner changed any that nobody here looked at;
 * `issueFerry.issues`: whether there is any; `issueFerry.deleted`: none is there, and some were; `issueFerry.paused`: none, some or all; `issueFerry.exchange`: ok or unreachable.
 */
export function keepContextKeys({ folders, issues }: Ferry): vscode.Disposable {
  const known = new Map<string, unknown>();
  const set = (name: string, value: unknown): void => {
    if (known.get(name) === value) return;
    known.set(name, value);
    void vscode.commands.executeCommand("setContext", `issueFerry.${name}`, value);
  };
  const update = (): void => {
    const kinds = folders.all.map(({ state }) => state.kind);
    const unseen = kinds.length === 0 && (vscode.workspace.workspaceFolders ?? []).length > 0;
    set("project", kinds.find((kind) => kind === "open") ?? kinds.find((kind) => kind !== "no project") ?? (unseen ? undefined : "none"));
    const others = folders.live.filter(({ project }) => !isGateway(project.gateway()));
    set("gateway", others.length < folders.live.length);
    set(
      "handedOver",
      others.some(({ project }) => isMoved(project.store)),
    );
    const connections = issues.projects.flatMap(({ view }) => view.connections);
    set("connections", connections.length === 0 ? "none" : connections.every(({ status }) => status === "handshake") ? "waiting" : "some");
    const decisions = new Set(connections.map((connection) => decisionOn(connection)?.kind));
    const ends = connections.flatMap(({ status, invitedUntil }) =>
      status === "handshake" && invitedUntil !== null ? [Date.parse(invitedUntil)] : [],
    );
    const invited = ends.length === 0 ? "none" : Math.max(...ends) < Date.now() ? "expired" : "invited";
    const isAsked = decisions.has("first contract") || decisions.has("new contract");
    const runs = connections.some(({ status, contract }) => status === "running" && contract !== null);
    const waits = invited === "none" && runs ? "connected" : invited;
    set("step", isAsked ? "review" : decisions.has("begin") ? "publish" : waits);
    set(
      "unread",
      issues.projects.some(({ unread }) => unread > 0),
    );
    set(
      "issues",
      issues.projects.some(({ counts }) => counts.all > 0),
    );
    set(
      "deleted",
      issues.projects.length > 0 &&
        issues.projects.every(({ counts }) => counts.all === 0) &&
        folders.live.some(({ project }) => project.store.goneIssues(1).length > 0),
    );
    const activities = folders.live.map((live) => live.activity());
    const resting = activities.filter(({ mode }) => mode === "paused").length;
    set("paused", resting === 0 ? "none" : resting < activities.length ? "some" : "all");
    set("exchange", activities.some(({ failures }) => failures.length > 0) ? "unreachable" : "ok");
  };
  return folders.onChange(update);
}
