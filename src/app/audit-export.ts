import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type AuditLine, auditLines } from "./audit-lines.ts";
import type { OpenProject } from "./open-project.ts";

/** A line of an exported trail as it stands in the file. */
export function exportedLine(line: AuditLine): string {
  return `${escaped(JSON.stringify(line))}\n`;
}

/** JSON escapes the control characters of ASCII alone; the others, and what turns or hides text, are escaped, too. */
function escaped(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/gu, (found) =>
    Array.from({ length: found.length }, (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Where a trail is offered to be written: outside of the project, whose files others may get. */
export function inHome(name: string): string {
  return join(homedir(), name);
}

/** Characters that are written at once: then others have their turn. */
const AT_ONCE = 256 * 1024;

/**
 * The same as `exportAudit`, in steps, for a process that others wait for, and over what a person chose to replace: what was there stays until all is
 * written. What is noted meanwhile is not in it. Number of its lines; null: `stopped` said so, and nothing was written.
 */
export async function exportInSteps(
  { store, file: { name } }: Pick<OpenProject, "store" | "file">,
  path: string,
  { stopped, lines: told }: { readonly stopped: () => boolean; readonly lines: (number: number) => void },
): Promise<number | null> {
  const aside = `${path}.${randomBytes(6).toString("hex")}.part`;
  const file = await open(aside, "wx", 0o600);
  let done = false;
  try {
    let lines = 0;
    let text = "";
    for (const line of auditLines(store, name, Date.now())) {
      text += exportedLine(line);
      lines += 1;
      if (text.length < AT_ONCE) continue;
      await file.write(text);
      text = "";
      told(lines);
      await setImmediate();
      if (stopped()) return null;
    }
    await file.write(text);
    await file.sync();
    await file.close();
    await rename(aside, path);
    done = true;
    return lines;
  } finally {
    if (!done) {
      await file.close().catch(() => undefined);
      await rm(aside, { force: true });
    }
  }
}
