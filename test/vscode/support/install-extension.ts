import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/ensure.mjs";
import type { HostName } from "../../../scripts/host.mjs";
import { hostOf } from "./host-program.ts";
import { type Machine, createMachine } from "./machine.ts";

/** What a VS Code made of a VSIX, for each content of one: to install takes a busy machine seconds, and every machine of every test file needs it. */
const INSTALLED = join(root, "artifacts", "installed");

/** Installations that this process makes now. */
const inHand = new Map<string, Promise<void>>();

/** Gives the machine the extension in a VSIX file, as VS Code installs it, before its server starts: manifests are read once. */
export async function installExtension(machine: Machine, vsix: string, host: HostName = "newest"): Promise<void> {
  const content = createHash("sha256").update(readFileSync(vsix)).digest("hex").slice(0, 16);
  const place = join(INSTALLED, `${host}-${content}`);
  if (!existsSync(place)) {
    const making = inHand.get(place) ?? installOnce(vsix, host, place);
    inHand.set(place, making);
    await making;
  }
  cpSync(place, machine.extensions, { recursive: true });
}

/** Installs it on a machine of its own, and leaves what that got at `place`, whole or not at all. */
async function installOnce(vsix: string, host: HostName, place: string): Promise<void> {
  mkdirSync(INSTALLED, { recursive: true });
  const making = mkdtempSync(join(INSTALLED, "making-"));
  try {
    const machine = createMachine(making, "installs");
    await install(machine, vsix, host);
    // Somebody else may have been as fast.
    if (!existsSync(place)) renameSync(machine.extensions, place);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

async function install(machine: Machine, vsix: string, host: HostName): Promise<void> {
  const { node, entry } = hostOf(host);
  const folders = ["--user-data-dir", machine.userData, "--extensions-dir", machine.extensions];
  const child = spawn(node, [entry, ...folders, "--install-extension", vsix], {
    env: machine.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const channel of [child.stdout, child.stderr]) channel.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`${vsix} could not be installed:\n${output}`);
}
