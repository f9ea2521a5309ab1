import type { Connection } from "../model/connection.ts";
import { attachmentOutside } from "../model/attachment-set.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { ownField } from "../model/mapping.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { isSet } from "../model/value.ts";
import { attachmentPart, commentPart, linkPart } from "../sync/rules.ts";
import type { OpenProject } from "./open-project.ts";

/** What of an issue does not travel although nothing failed. */
export interface KeptHere {
  /** Files, links and comments, by their parts, and why: the contract keeps them. */
  readonly stays: IssueSync["stays"] & {};
  /** Internal comments: their authors keep them. */
  readonly internal: number;
  /** Fields with a value that the contract does not name, by our names. */
  readonly fields: readonly string[];
}

/** As `detail` of NOT_IN_CONTRACT: the contract has none of them at all. */
const NONE = "none";
const WHY: Failure["code"] = "NOT_IN_CONTRACT";

/**
 * What the contract in force keeps at this side of an issue that is shared. A pass does not look at parts that the contract has none of, so that it is
 * found here, from what the tracker shows. What the partner was told under an earlier contract is there, and does not count.
 */
export function keptHere(project: OpenProject, connection: Connection, sync: IssueSync, found: TrackerIssue): KeptHere {
  const { contract } = connection;
  if (contract === null || sync.frozen || !sync.mine.shared) return { stays: {}, internal: 0, fields: [] };
  const stays: Record<string, Failure> = { ...sync.stays };
  const keep = (field: string, value?: string): void => {
    stays[field] ??= { code: WHY, field, detail: NONE, ...(value !== undefined && { value }) };
  };
  const told = new Set(
    [...(sync.base.attachments ?? []), ...sync.base.comments].filter(({ removed }) => removed !== true).map(({ id }) => id),
  );
  if (contract.attachments === "none")
    for (const { id, name } of found.attachments ?? []) if (!told.has(id)) keep(attachmentPart(id), name);
  const links = new Set(sync.base.links?.map(linkPart));
  if (contract.links === "none") for (const link of found.links ?? []) if (!links.has(linkPart(link))) keep(linkPart(link));
  const own = found.comments.filter(({ id }) => !told.has(id));
  if (contract.comments === "none") for (const { id, internal } of own) if (!internal) keep(commentPart(id));
  const mapping = project.context.settingsOf(connection)?.mapping;
  const named = new Set(contract.fields.map(({ name }) => (mapping ? ownField(mapping, name) : name)));
  return {
    stays,
    internal: contract.comments === "all" ? 0 : own.filter(({ internal }) => internal).length,
    fields: Object.entries(found.fields).flatMap(([name, value]) => (named.has(name) || isEmpty(value) ? [] : [name])),
  };
}

function isEmpty(value: TrackerIssue["fields"][string] | undefined): boolean {
  return value === undefined || value === null || value === "" || (isSet(value) && value.length === 0);
}

/** A connection that shares an issue, and which of its files do not travel over it. */
export interface FilesStay {
  /** Its name, and what people call the partner. */
  readonly connection: string;
  readonly partner: string;
  /** Names of files. */
  readonly files: readonly string[];
  /** The contract has no files at all. */
  readonly none: boolean;
}

/** Of files that were attached just now: who does not get them. null: nobody shares the issue yet. */
export async function filesThatStay(project: OpenProject, issue: string, ids: readonly string[]): Promise<readonly FilesStay[] | null> {
  const [found] = (await project.tracker.read([issue])) ?? [];
  const attached = (found?.attachments ?? []).filter(({ id }) => ids.includes(id));
  const shared = project.store.syncsOf(issue).flatMap(({ sync }) => {
    const connection = sync.frozen || !sync.mine.shared ? null : project.store.connection(sync.connection);
    return connection?.contract ? [{ connection, rule: connection.contract.attachments }] : [];
  });
  if (shared.length === 0) return null;
  return shared.flatMap(({ connection: { name, partner }, rule }) => {
    const files = attached.filter((one) => attachmentOutside(rule, { ...one, size: one.content?.size ?? 0 }) !== null);
    const called = partner?.name ?? name;
    return files.length === 0 ? [] : [{ connection: name, partner: called, files: files.map((one) => one.name), none: rule === "none" }];
  });
}
