import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { isWithin, realPlace } from "../store/real-place.ts";
import { checkStateDirectory } from "../store/state-directory.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import type { ConnectFailure } from "./connect-failure.ts";
import type { OpenProject } from "./open-project.ts";
import { silenceOf } from "./folder-silence.ts";
import { exchangeFact } from "./places.ts";

/** Why a folder cannot be used for exchange from this machine; null: it can. Nothing is written. First of all whether it answers: the rest waits for it. */
export async function checkExchangeFolder(project: OpenProject, exchange: string): Promise<ConnectFailure | null> {
  const silence = await silenceOf(exchange);
  if (silence) return { kind: "exchange", failure: silence };
  const state = checkStateDirectory(project.stateDirectory, { workspace: project.workspace, exchange: [exchange] });
  if (state?.kind === "in exchange folder") return { kind: "state in exchange", failure: state };
  const [folder, workspace] = [realPlace(exchange), realPlace(project.workspace)];
  if (isWithin(folder, workspace) || isWithin(workspace, folder))
    return { kind: "exchange in project", exchange, workspace: project.workspace };
  const unusable = await folderTransport(exchange).check();
  return unusable ? { kind: "exchange", failure: unusable } : null;
}

/** Where this machine finds a connection's messages from now on. What the old folder holds stays there. The value: its absolute path. */
export async function changeExchangeFolder(
  project: OpenProject,
  connection: string,
  folder: string,
): Promise<Result<string, ConnectFailure>> {
  const exchange = resolve(folder);
  const wrong = await checkExchangeFolder(project, exchange);
  if (wrong) return failed(wrong);
  project.store.transaction(() => project.store.setFact(exchangeFact(connection), exchange));
  return ok(exchange);
}

/** The folder that a person names by its whole path, `~` for the home; null: it is no whole path. */
export function folderNamed(text: string, home = homedir()): string | null {
  const bare = text.trim().replace(/^"(.*)"$/, "$1");
  const path = /^~(?=$|[\\/])/.test(bare) ? join(home, bare.slice(1)) : bare;
  return isAbsolute(path) ? resolve(path) : null;
}
