import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Where a machine may be found out that is not the one that a person sits at. Given from outside, so that a test can be each of them. */
export interface Signs {
  readonly has: (path: string) => boolean;
  readonly kernel: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: string;
}

export type MachineKind = "container" | "WSL" | "remote" | "local";

export function realSigns(): Signs {
  let kernel = "";
  try {
    kernel = readFileSync("/proc/sys/kernel/osrelease", "utf8");
  } catch {
    // No Linux.
  }
  return { has: existsSync, kernel, environment: process.env, host: hostname() };
}

export function machineKind({ has, kernel, environment }: Signs): MachineKind {
  const contained = ["REMOTE_CONTAINERS", "CODESPACES", "KUBERNETES_SERVICE_HOST", "container"].some((name) => environment[name]);
  if (contained || has("/.dockerenv") || has("/run/.containerenv")) return "container";
  if (/microsoft|wsl/i.test(kernel)) return "WSL";
  return environment["SSH_CONNECTION"] || environment["VSCODE_AGENT_FOLDER"] ? "remote" : "local";
}

/**
 * What this machine is called in the project's files. WSL and containers may have the host name of the machine that they run on, and have a state of
 * their own: it is no lost one there.
 */
export function machineName(signs: Signs = realSigns()): string {
  const kind = machineKind(signs);
  const host = signs.host || "this machine";
  return kind === "WSL" || kind === "container" ? `${host} (${kind})` : host;
}
