import { closeSync, createReadStream, openSync, writeFileSync } from "node:fs";
import * as z from "zod/mini";
import { nodeCrypto } from "../crypto/node-crypto.ts";
import { exportedLine } from "./audit-export.ts";
import { type AuditLine, auditLines } from "./audit-lines.ts";
import { AuditVerifier, type AuditFinding } from "./audit-verify.ts";
import type { OpenProject } from "./open-project.ts";

/** One document a line, as JSON: nothing in it is for a terminal, whatever a partner wrote. Never over a file that is there. Number of its lines. */
export function exportAudit({ store, file: { name } }: OpenProject, path: string): number {
  const file = openSync(path, "wx", 0o600);
  try {
    return store.reading(() => {
      let lines = 0;
      let waiting = "";
      for (const line of auditLines(store, name, Date.now())) {
        waiting += exportedLine(line);
        lines += 1;
        if (waiting.length < WRITTEN_AT_ONCE) continue;
        writeFileSync(file, waiting);
        waiting = "";
      }
      writeFileSync(file, waiting);
      return lines;
    });
  } finally {
    closeSync(file);
  }
}

/** Characters: a million events are a million lines. */
const WRITTEN_AT_ONCE = 256 * 1024;

/** The trail of this project as it is kept. */
export function verifyOwn({ store, file: { name }, context: { crypto } }: OpenProject): AuditFinding {
  const verifier = new AuditVerifier(crypto);
  store.reading(() => {
    for (const line of auditLines(store, name, Date.now())) verifier.take(line);
  });
  return verifier.finding();
}

/** A line of base64 of the largest file, and what stands around it. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** An exported trail, of whatever origin. Throws what reading a file throws. */
export async function verifyFile(path: string): Promise<AuditFinding> {
  const verifier = new AuditVerifier(nodeCrypto());
  let number = 0;
  for await (const text of linesOf(createReadStream(path, "utf8"))) {
    number += 1;
    const line = text === null ? null : auditLineIn(text);
    if (line) verifier.take(line);
    else verifier.broken(number);
  }
  return verifier.finding();
}

/** A line that is too long is null: of whatever length, no more of it is kept than a line may have. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string | null> {
  let kept = "";
  let isTooLong = false;
  for await (const chunk of chunks) {
    const parts = chunk.split("\n");
    for (const [i, part] of parts.entries()) {
      isTooLong ||= kept.length + part.length > LONGEST_LINE;
      kept = isTooLong ? "" : kept + part;
      if (i === parts.length - 1) break;
      yield isTooLong ? null : kept;
      kept = "";
      isTooLong = false;
    }
  }
  if (isTooLong) yield null;
  else if (kept !== "") yield kept;
}

const text = z.string();
const count = z.int();
const runs = z.array(z.object({ life: text, first: count, last: count }));
const line = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("head"), format: text, version: count, project: text, made: text }),
  z.object({ kind: z.literal("partner"), connection: text, name: text, partner: text, partnerName: text, key: text }),
  z.object({
    kind: z.literal("event"),
    sequence: count,
    time: z.number(),
    actor: text,
    action: text,
    connection: z.exactOptional(text),
    reference: z.exactOptional(text),
    file: z.exactOptional(z.object({ generation: z.exactOptional(count), sequence: count, hash: z.exactOptional(text) })),
    taken: z.exactOptional(z.object({ generation: count, sequence: count, size: count, hash: text, carries: runs })),
  }),
  z.object({
    kind: z.literal("file"),
    connection: text,
    as: z.enum(["message", "acknowledgement", "identity"]),
    name: text,
    key: text,
    time: z.number(),
    bytes: text,
  }),
  z.object({ kind: z.literal("end"), events: count, files: count }),
]);

/** null: it is none. */
export function auditLineIn(given: string): AuditLine | null {
  try {
    const parsed = line.safeParse(JSON.parse(given));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
