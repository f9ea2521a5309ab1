import { randomBytes } from "node:crypto";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Check } from "./doctor-check.ts";
import { hintsOf } from "./doctor-hints.ts";
import type { OpenProject } from "./open-project.ts";
import { systemRefusalOf } from "./store-trouble.ts";
import { type Traces, tracesIn } from "./sync-client-traces.ts";

/** How long a watcher may take to begin, and to notice a file that comes after each pause. Milliseconds. */
const WATCH_MS = 2_000;
const PROBE_MS = 250;

/** Whether files can be written, named and noticed in the folder of the issues. Probes are no issue files, and are removed again. */
export async function checkIssuesFolder(project: OpenProject): Promise<readonly Check[]> {
  const folder = resolve(project.workspace, project.file.issues);
  const names = await readdir(folder).catch(() => null);
  // That it is away is found where the issues are read.
  if (names === null) return [];
  const written = await checkWriting(folder);
  const traces = await tracesIn(folder, names);
  return [written, ...(written.ok ? [await checkWatching(project, folder)] : []), ...traceChecks(traces, null)];
}

async function checkWriting(folder: string): Promise<Check> {
  const check = { check: "issues folder", connection: null } as const;
  const probe = join(folder, probeName());
  try {
    await writeFile(probe, "doctor", { flag: "wx" });
    await rename(probe, `${probe}-named`);
    return { ...check, ok: true, code: "ISSUES_WRITABLE", data: {} };
  } catch (error) {
    const refusal = systemRefusalOf(error);
    if (refusal === null) throw error;
    return { ...check, ok: false, code: "ISSUES_UNWRITABLE", data: { detail: refusal.code } };
  } finally {
    for (const path of [probe, `${probe}-named`]) await rm(path, { force: true });
  }
}

async function checkWatching(project: OpenProject, folder: string): Promise<Check> {
  const check = { check: "issues watching", connection: null, ok: true } as const;
  const stop = new AbortController();
  const beginning = join(folder, probeName());
  let probes = 0;
  try {
    const hints = hintsOf((hint) => project.tracker.watch(hint, stop.signal));
    await hints.next(PROBE_MS);
    for (const end = Date.now() + WATCH_MS; Date.now() < end;) {
      const began = Date.now();
      const next = hints.next(PROBE_MS);
      await writeFile(`${beginning}-${probes++}`, "doctor", { flag: "wx" });
      if (await next) return { ...check, code: "ISSUES_WATCHED", data: { ms: Date.now() - began } };
    }
    return { ...check, code: "ISSUES_SILENT", data: {} };
  } finally {
    stop.abort();
    for (let number = 0; number < probes; number++) await rm(`${beginning}-${number}`, { force: true });
  }
}

/** Not hidden as our temporary files are, which give no hints; and no Markdown. */
function probeName(): string {
  return `doctor-${randomBytes(9).toString("hex")}`;
}

/** What programs that synchronise the folder have left; nothing where there is nothing. Copies in an exchange folder are foreign files. */
export function traceChecks({ conflictCopies, placeholders }: Traces, connection: string | null): readonly Check[] {
  const found = (code: string, names: readonly string[]): readonly Check[] =>
    names.length === 0
      ? []
      : [{ check: "sync client", connection, ok: false, code, data: { count: names.length, names: names.slice(0, 5).join(", ") } }];
  return [...(connection === null ? found("CONFLICT_COPIES", conflictCopies) : []), ...found("FILES_ABSENT", placeholders)];
}
