import type { ConnectionView, ProjectView } from "../model/snapshot.ts";
import type { CheckView } from "./doctor-lines.ts";

export interface DiagnosticData {
  readonly editor: string;
  readonly extension: string;
  readonly system: string;
  /** Where the extension runs; null: on the person's own machine. */
  readonly remote: string | null;
  readonly projects: readonly {
    readonly view: ProjectView;
    readonly mode: string;
    readonly interrupted: string | null;
    readonly failures: number;
    readonly checks: readonly (CheckView & { readonly connection: string | null })[];
  }[];
}

/** Said when the report is in the clipboard; short enough for a status bar. */
export const DIAGNOSTICS_COPIED = "Diagnostics copied: statuses and counts, nothing of issues or people";

/** Data of checks that says nothing of people, places or issues. */
const HARMLESS = new Set(["node", "sqlite", "fileSystem", "seconds", "ms", "count", "code", "part"]);

/**
 * What helps somebody else to find a fault: versions, statuses, counts and checks. No secrets, titles, texts, names of people, projects or
 * partners, no paths and no safety numbers: connections are numbered.
 */
export function diagnosticReport({ editor, extension, system, remote, projects }: DiagnosticData): string {
  const lines = [`Issue Ferry ${extension}`, `${editor}${remote === null ? "" : `, remote ${kindOfRemote(remote)}`}`, system];
  for (const [at, project] of projects.entries()) {
    const { view, mode, interrupted, failures, checks } = project;
    lines.push("", `project ${at + 1}: ${mode}, stamp ${view.stamp}`, `issues: ${countsText(view.counts)}`);
    if (interrupted !== null) lines.push(`interrupted: ${interrupted}`);
    if (failures > 0) lines.push(`exchange folders that fail: ${failures}`);
    lines.push(`problems in files: ${view.diagnostics.length === 0 ? "none" : view.diagnostics.map(({ code }) => code).join(", ")}`);
    lines.push(...view.connections.map((connection, number) => connectionLine(connection, number + 1)));
    const numbers = new Map(view.connections.map(({ name }, number) => [name, number + 1]));
    for (const { check, connection, ok, code, data } of checks) {
      const where = connection === null ? "" : ` (connection ${numbers.get(connection) ?? "?"})`;
      const shown = Object.entries(data).filter(([name]) => HARMLESS.has(name));
      lines.push(`${ok ? "ok" : "!!"} ${check}${where}: ${code}${shown.map(([name, value]) => ` ${name}=${value}`).join("")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Such as `wsl`. An editor in a browser names its server instead, which is a place. */
function kindOfRemote(remote: string): string {
  return /^[a-z]+(?:-[a-z]+)*$/.test(remote) ? remote : "server";
}

function connectionLine(connection: ConnectionView, number: number): string {
  const { role, status, running, verified, contract, proposed, queue, issues, roundTripMs } = connection;
  const words = [
    role,
    status,
    running ? "running" : "not running",
    verified,
    `contract ${contract ?? "none"}`,
    ...(proposed === null ? [] : [`proposed ${proposed.number}`]),
    `queue ${queue.out} out ${queue.in} in`,
    `issues: ${countsText(issues)}`,
    ...(roundTripMs === null ? [] : [`round trip ${roundTripMs} ms`]),
    ...(connection.exchange === null ? ["folder unknown"] : []),
    ...(connection.brokenSettings === null ? [] : ["settings broken"]),
    ...(connection.handshakeRefused === null ? [] : [`refused: ${connection.handshakeRefused}`]),
    ...Object.values(connection.troubles).map((code) => `trouble ${code}`),
  ];
  return `connection ${number}: ${words.join(", ")}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? "none" : some.map(([status, count]) => `${count} ${status}`).join(", ");
}
