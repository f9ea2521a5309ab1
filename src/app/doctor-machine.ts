import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Check } from "./doctor-check.ts";

/** Where a machine may be found out that is not the one that a person sits at. Given from outside, so that a test can be each of them. */
export interface Signs {
  readonly has: (path: string) => boolean;
  readonly kernel: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: string;
}

function realSigns(): Signs {
  let kernel = "";
  try {
    kernel = readFileSync("/proc/sys/kernel/osrelease", "utf8");
  } catch {
    // No Linux.
  }
  return { has: existsSync, kernel, environment: process.env, host: hostname() };
}

/** On which machine the work is done: that one must see the project and the exchange folders, whichever one the person sits at. */
export function checkMachine({ has, kernel, environment, host }: Signs = realSigns()): Check {
  const found = (code: string): Check => ({ check: "machine", connection: null, ok: true, code, data: { host } });
  const contained = ["REMOTE_CONTAINERS", "CODESPACES", "KUBERNETES_SERVICE_HOST", "container"].some((name) => environment[name]);
  if (contained || has("/.dockerenv") || has("/run/.containerenv")) return found("MACHINE_CONTAINER");
  if (/microsoft|wsl/i.test(kernel)) return found("MACHINE_WSL");
  if (environment["SSH_CONNECTION"] || environment["VSCODE_AGENT_FOLDER"]) return found("MACHINE_REMOTE");
  return found("MACHINE_LOCAL");
}
