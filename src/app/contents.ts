import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { link, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Attachment } from "../model/attachment.ts";
import type { ContentState, WantedFile } from "../model/content-state.ts";
import type { AskedOperation } from "../model/operation.ts";
import type { Store } from "../ports/store.ts";
import type { Context } from "../sync/context.ts";
import { isCollected } from "../sync/contents/safe-bytes.ts";
import { openAnswered } from "../sync/contents/open-files.ts";
import { OPEN_STATES } from "../sync/operations-end.ts";
import type { OpenProject } from "./open-project.ts";

/** A file of an issue, as it was agreed with at least one partner. */
export interface SharedFile {
  readonly attachment: Attachment;
  readonly file: WantedFile;
}

/** The files of an issue that partners have, or may have; one that stands differently on two connections as it is on the first. */
export function sharedFiles({ store }: { readonly store: Store }, issue: string): readonly SharedFile[] {
  const found = new Map<string, SharedFile>();
  for (const { sync } of store.syncsOf(issue))
    for (const attachment of sync.frozen || !sync.base.shared ? [] : (sync.base.attachments ?? []))
      if (attachment.removed !== true && !found.has(attachment.id))
        found.set(attachment.id, {
          attachment,
          file: { issue, id: attachment.id, size: attachment.size, sha256: attachment.sha256 },
        });
  return [...found.values()];
}

/** Those of this name or id. */
export function filesNamed(project: { readonly store: Store }, issue: string, name: string): readonly SharedFile[] {
  return sharedFiles(project, issue).filter(({ attachment }) => attachment.name === name || attachment.id === name);
}

/** A content on its way, for who looks. */
export interface ContentOnItsWay {
  readonly conversation: string;
  /** Name of the connection. */
  readonly connection: string;
  readonly partner: string;
  readonly key: string;
  readonly name: string;
  readonly way: "in" | "out";
  /** Bytes. */
  readonly got: number;
  readonly size: number;
}

/** All that travels now: what this project asked for or hands over, and what its partners do. */
export function contentsOnTheirWay(project: OpenProject): readonly ContentOnItsWay[] {
  const { store } = project;
  return store.reading(() => {
    const open = store
      .askedParts(null, OPEN_STATES)
      .filter(({ spare, operation, content }) => !spare && operation !== "DeleteFile" && !(content && isWholeHere(store, content)));
    const answered = store
      .connections()
      .flatMap(({ id }) => openAnswered({ store }, id))
      .filter(
        ({ operation, content, state }) =>
          operation !== "DeleteFile" && (state === "working" || hasBegun(content)) && content.got < content.file.size,
      );
    // Of several that are asked for one content each goes on from what has arrived.
    const most = (id: string): number => Math.max(...open.filter((other) => other.id === id).map(({ content }) => content?.got ?? 0));
    const asked = open.map((row) => (row.content ? { ...row, content: { ...row.content, got: most(row.id) } } : row));
    return [...asked, ...answered].flatMap((operation) => onItsWay(project, operation) ?? []);
  });
}

/** The last byte is not the end: it is summed then, and gets its name, which takes long where it is large. The word of the partner that it is done may lack. */
export function isWholeHere(store: OpenProject["store"], content: ContentState): boolean {
  return content.way === "in" && content.got === content.file.size && !content.turn && !isCollected({ store }, content.file);
}

/** Who only asked whether it is here may never ask for it: several are asked, and one is selected. */
function hasBegun({ transfer, inline, got }: ContentState): boolean {
  return transfer !== undefined || inline !== undefined || got > 0;
}

function onItsWay(
  project: OpenProject,
  { id, connection, content }: Pick<AskedOperation, "id" | "connection" | "content">,
): ContentOnItsWay | null {
  if (!content) return null;
  const { store } = project;
  const { file, way, got } = content;
  const name = filesNamed(project, file.issue, file.id)[0]?.attachment.name ?? file.id;
  const there = store.connection(connection);
  const key = store.issue(file.issue)?.key ?? file.issue;
  return {
    conversation: id,
    connection: there?.name ?? "",
    partner: there?.partner?.name ?? there?.name ?? "",
    key,
    name,
    way,
    got,
    size: file.size,
  };
}

/** How one that was asked for stands, with whatever partner. */
export interface AskedContent {
  readonly state: "waits" | "failed" | "here";
  readonly got: number;
  /** Of the last partner that failed. */
  readonly code?: string;
  /** It was this side that ended it. */
  readonly ours?: true;
  readonly partner?: string;
}

export function askedContent({ store }: OpenProject, id: string): AskedContent {
  return store.reading(() => {
    const open = store.askedParts(id, OPEN_STATES);
    const got = Math.max(0, ...open.map(({ content }) => content?.got ?? 0));
    if (open.some(({ content }) => content && isWholeHere(store, content))) return { state: "here", got };
    if (open.length > 0) return { state: "waits", got };
    const ended = store.askedParts(id, ["completed", "failed"]);
    const done = ended.find(({ state }) => state === "completed");
    if (done) return { state: "here", got: done.content?.got ?? 0 };
    const last = ended.findLast(({ code }) => code !== "NOT_SELECTED");
    const partner = last && store.connection(last.connection)?.partner?.name;
    const ours = last?.ours && { ours: last.ours };
    return { state: "failed", got, code: last?.code ?? "FILE_NOT_FOUND", ...ours, ...(partner !== undefined && { partner }) };
  });
}

/** What people call the partners that were asked and have not ended it. */
export function askedPartners({ store }: OpenProject, id: string): readonly string[] {
  return store.reading(() =>
    store.askedParts(id, OPEN_STATES).flatMap(({ connection }) => {
      const there = store.connection(connection);
      return there ? [there.partner?.name ?? there.name] : [];
    }),
  );
}

/** Read and written in pieces of this size. */
const PIECE = 1024 * 1024;

/**
 * Copies a content that is here to a path of the person's choice, which must be new: it stands there whole or not at all, whatever ends the process.
 * False: it is not here; `busy`: nobody can say now. Throws what the system says.
 */
export async function copyContent(
  { context }: { readonly context: Pick<Context, "contents"> },
  file: WantedFile,
  path: string,
): Promise<boolean | "busy"> {
  const reader = await context.contents?.open(file.issue, file.id, file);
  if (reader === "busy") return "busy";
  if (!reader) return false;
  const beside = join(dirname(path), `.issue-ferry-${randomBytes(9).toString("hex")}.part`);
  try {
    const target = await open(beside, "wx");
    try {
      for (let at = 0; at < reader.size; at += PIECE) {
        const bytes = await reader.read(at, PIECE);
        if (!bytes) return false;
        await target.writeFile(bytes);
      }
      await target.sync();
    } finally {
      await target.close();
    }
    await giveName(beside, path);
    return true;
  } finally {
    await rm(beside, { force: true });
    await reader[Symbol.asyncDispose]();
  }
}

/** What stands there stays. */
async function giveName(beside: string, path: string): Promise<void> {
  try {
    await link(beside, path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw error;
    // No hard links on this file system: nothing but another process within microseconds gets in between.
    if (existsSync(path)) throw Object.assign(new Error("it is there"), { code: "EEXIST" });
    renameSync(beside, path);
  }
}
