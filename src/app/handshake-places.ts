import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { placeTrouble } from "./secret-place.ts";
import { syncDirectory } from "./sync-directory.ts";
import type { ConnectFailure } from "./connect-failure.ts";

/** Why a new handshake file may not be written there; null: it may. Nothing is written. */
export async function checkHandshakeFile(project: OpenProject, file: string, exchange: string): Promise<ConnectFailure | null> {
  const path = resolve(file);
  const wrong = await wrongWith(project, path, resolve(exchange));
  if (wrong) return wrong;
  return existsSync(path) ? { kind: "cannot write", file: path, detail: "EEXIST" } : null;
}

/** Writes an invitation that was made before to a file, where it may lie. null: done. */
export async function saveHandshakeFile(
  project: OpenProject,
  connection: string,
  file: string,
  text: string,
): Promise<ConnectFailure | null> {
  return (await wrongWith(project, resolve(file), project.store.fact(exchangeFact(connection)))) ?? writeSecret(file, text);
}

/** A file for its owner only, whole or not at all, and on the disk before the connection is. One that is there stays. */
export function writeSecret(file: string, text: string): ConnectFailure | null {
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600, flag: "wx", flush: true });
    syncDirectory(dirname(file));
    return null;
  } catch (error) {
    const detail = codeOf(error);
    if (detail !== "EEXIST" && existsSync(file)) rmSync(file);
    return { kind: "cannot write", file, detail };
  }
}

/** A handshake file from disk; one that lies where others can read or commit it is not used. */
export async function readHandshakeText(project: OpenProject, file: string, exchange: string): Promise<Result<string, ConnectFailure>> {
  const path = resolve(file);
  const wrong = await wrongWith(project, path, resolve(exchange));
  if (wrong && !(wrong.kind === "handshake place" && wrong.failure.kind === "on network share")) return failed(wrong);
  try {
    if (statSync(path).size > 1_000_000) return failed({ kind: "handshake file", code: "TOO_LARGE" });
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return failed({ kind: "cannot read", file: path, detail: codeOf(error) });
  }
}

/** Why a handshake file may not lie there; null: it may. Partners of other connections read their exchange folders, too. */
async function wrongWith(project: OpenProject, path: string, exchange: string | null): Promise<ConnectFailure | null> {
  const known = project.store.connections().map(({ id }) => project.store.fact(exchangeFact(id)));
  const wrong = await placeTrouble(path, new Set([exchange, ...known].filter((folder) => folder !== null)));
  return wrong && (wrong.kind === "unreachable" ? { kind: "exchange", failure: wrong } : { kind: "handshake place", failure: wrong });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The default place of a handshake file: the user's home, never the exchange folder. */
export function defaultHandshakeFile(home: string, name: string): string {
  return join(home, `issue-ferry-handshake-${name}.txt`);
}
