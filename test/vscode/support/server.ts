import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostName } from "../../../scripts/host.mjs";
import { hostOf } from "./host-program.ts";
import type { Machine } from "./machine.ts";
import { until } from "./until.ts";

export interface ServerOptions {
  /** Which VS Code; default `newest`. */
  readonly host?: HostName;
  /** A port of its own by default; that of an earlier server, so that its pages find the new one. */
  readonly port?: number;
  /** Restricted Mode can happen; the machine's settings must allow it, too. */
  readonly workspaceTrust?: boolean;
  /** Arguments of code-server besides the usual. */
  readonly arguments?: readonly string[];
  /** Arguments of its Node, which it hands on to its extension hosts: variables for Node it keeps from them. */
  readonly nodeArguments?: readonly string[];
  /** Variables besides the machine's; extensions see them. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running VS Code server: pages in a browser are its windows. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly machine: Machine;
  /** What it printed so far. */
  output(): string;
  /** Kilobytes that all its processes hold now. */
  memory(): number;
  /** Process ids of the extension hosts that run now: one for each window. */
  extensionHosts(): number[];
  /** Ends it and all its processes, and waits until they are gone. */
  stop(): Promise<void>;
  /** `kill -9` of all its processes: nothing gets a chance to save. */
  kill(): Promise<void>;
}

const LISTENING = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/;

/** Everything that still runs when the test process ends goes with it. */
const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((child) => signalGroup(child, "SIGKILL")));

/** Starts a server for the machine and waits until it answers. Throws with its output when it does not. */
export async function startServer(machine: Machine, options: ServerOptions = {}): Promise<Server> {
  const { node, entry } = hostOf(options.host);
  const config = join(machine.userData, "code-server.yaml");
  writeFileSync(config, "");
  const child = spawn(
    node,
    [
      ...(options.nodeArguments ?? []),
      entry,
      "--auth=none",
      `--bind-addr=127.0.0.1:${options.port ?? 0}`,
      `--config=${config}`,
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-getting-started-override",
      ...folders(machine),
      ...(options.workspaceTrust === true ? [] : ["--disable-workspace-trust"]),
      ...(options.arguments ?? []),
    ],
    { cwd: machine.workspace, env: { ...machine.environment, ...options.environment }, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  running.add(child);
  let output = "";
  for (const channel of [child.stdout, child.stderr]) channel.setEncoding("utf8").on("data", (text: string) => (output += text));
  const end = (signal: NodeJS.Signals) => endGroup(child, signal);
  try {
    const port = await until("the VS Code server listens", () => {
      if (child.exitCode !== null) return -1;
      const found = LISTENING.exec(output)?.[1];
      return found === undefined ? null : Number(found);
    });
    if (port < 0) throw new Error("The VS Code server ended at once.");
    const url = `http://127.0.0.1:${port}`;
    await until("the VS Code server is healthy", async () => (await fetch(`${url}/healthz`)).ok);
    return {
      url,
      port,
      machine,
      output: () => output,
      memory: () => residentOf(child),
      extensionHosts: () => groupOf(child).filter((pid) => readProcess(pid, "cmdline").includes("--type=extensionHost")),
      stop: () => end("SIGTERM"),
      kill: () => end("SIGKILL"),
    };
  } catch (error) {
    await end("SIGKILL");
    throw new Error(`${String(error)}\n${output}`, { cause: error });
  }
}

function folders(machine: Machine): string[] {
  return ["--user-data-dir", machine.userData, "--extensions-dir", machine.extensions];
}

async function endGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  signalGroup(child, signal);
  const gone = (): boolean => groupOf(child).length === 0;
  if (signal !== "SIGKILL") await until("the VS Code server ends", gone, 10_000).catch(() => signalGroup(child, "SIGKILL"));
  await until("the processes of the VS Code server are gone", gone);
  running.delete(child);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function residentOf(child: ChildProcess): number {
  const sizes = groupOf(child).map((pid) => /VmRSS:\s+(\d+) kB/.exec(readProcess(pid, "status"))?.[1] ?? "0");
  return sizes.reduce((sum, size) => sum + Number(size), 0);
}

/** Process ids of everything that the server started and that is no zombie. Linux only, as the server is. */
function groupOf(child: ChildProcess): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    // After the name in brackets, which may hold anything: state, parent, group.
    const [state, , group] = (/^.*\) (.*)$/s.exec(readProcess(pid, "stat"))?.[1] ?? "").split(" ");
    return Number(group) === child.pid && state !== "Z";
  });
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
