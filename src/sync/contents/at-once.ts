import { attachmentOutside } from "../../model/attachment-set.ts";
import type { Connection } from "../../model/connection.ts";
import type { WantedFile } from "../../model/content-state.ts";
import type { UnaskedContent } from "../../model/unasked-content.ts";
import { raise } from "../alarms.ts";
import { type Context, mintId } from "../context.ts";
import { askFile } from "./ask-file.ts";
import { openAsked } from "./open-files.ts";
import { countUnasked, hasRoomFor, unaskedRoom } from "./quota.ts";
import { whereabouts } from "./reading.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";

/** Contents of one partner that come by themselves at a time: what a person asks for does not wait for many. */
const AT_A_TIME = 2;
/** Issues that are looked at in one pass. */
const ISSUES = 200;
/** Between one try and the next: the partner may not have it yet, as where it gets it from somebody else itself. After these a person may still ask. */
const AGAIN_MS = [10 * 60_000, 60 * 60_000, 6 * 60 * 60_000, 24 * 60 * 60_000] as const;
/** When it is looked whether there is room for what was left. */
const ROOM_MS = 60 * 60_000;
/** So many of what is left are told, the largest. */
const TOLD = 3;
/** As many as a connection has attachments by far: all. */
const ALL = 100_000;

const MAY_BE_LATER: ReadonlySet<string> = new Set(["FILE_NOT_FOUND", "FAILURE", "TIMEOUT", "FILE_TRANSFER"]);

const fact = (connection: string): string => `at once:${connection}`;

/**
 * Fetches contents that the contract lets come as soon as they are agreed on (docs/PROTOCOL.md 6), small ones first: each once, whatever becomes of it here
 * afterwards. Whether anything moved.
 */
export async function fetchAtOnce(context: Context, connection: Connection): Promise<boolean> {
  const { link, run } = connection.facts;
  if (!context.contents || link !== "connected" || run !== "running") return false;
  const found = lookForContents(context, connection);
  for (const row of context.store.unaskedContents(connection.id, ["asked"], Infinity, ALL)) settle(context, row);
  return (await beginNext(context, connection)) || found;
}

/** What came since the last look, or stands otherwise in the contract, is on record before it is fetched. Whether there was any. */
function lookForContents({ store }: Context, connection: Connection): boolean {
  const { id, contract, partner } = connection;
  const [number = 0, since = 0] = (store.fact(fact(id)) ?? "").split(" ").map(Number);
  const rule = contract?.contents === "at once" ? "all" : contract?.contents;
  if (!contract || !partner || rule === undefined) {
    if (store.fact(fact(id)) !== null)
      store.transaction(() => {
        store.forgetUnasked(id, ["waits", "left"]);
        store.removeFacts(fact(id));
      });
    return false;
  }
  const isOther = number !== contract.number;
  const issues = store.issuesSince(isOther ? 0 : since, ISSUES);
  const last = issues.at(-1)?.stamp ?? (isOther ? 0 : since);
  if (!isOther && issues.length === 0) return false;
  let found = false;
  store.transaction(() => {
    if (isOther) store.forgetUnasked(id, ["waits", "left"]);
    for (const { id: issue } of issues) {
      const sync = store.sync(id, issue);
      if (!sync || sync.frozen || !sync.base.shared || sync.base.deleted) continue;
      for (const attachment of sync.base.attachments ?? []) {
        const { size, sha256 } = attachment;
        const isTheirs = attachment.origin === partner.id && attachment.removed !== true;
        if (!isTheirs || attachmentOutside(rule, attachment) !== null) continue;
        if (store.unaskedContent(id, attachment.id)?.sha256 === sha256) continue;
        store.putUnasked({ connection: id, attachment: attachment.id, issue, size, sha256, state: "waits", due: 0, tries: 0 });
        found = true;
      }
    }
    store.setFact(fact(id), `${contract.number} ${last}`);
  });
  return found || issues.length === ISSUES;
}

/** What became of one that was asked for. */
function settle(context: Context, row: UnaskedContent): void {
  const { store, clock } = context;
  const operation = store.asked(row.connection, row.conversation ?? "");
  if (operation && operation.state !== "completed" && operation.state !== "failed") return;
  const { conversation: _, ...rest } = row;
  const put = (next: Partial<UnaskedContent>): void => store.transaction(() => store.putUnasked({ ...rest, ...next }));
  if (operation?.state === "completed") return store.transaction(() => countUnasked(context, row.connection, fileOf(row)));
  const code = operation?.code ?? "CONNECTION_CHANGED";
  if (code === "CONNECTION_CHANGED") return put({ state: "waits", due: 0 });
  const wait = AGAIN_MS[row.tries];
  if (wait === undefined || !MAY_BE_LATER.has(code)) return put({ state: "done" });
  put({ state: "waits", due: clock.now() + wait, tries: row.tries + 1 });
}

function fileOf({ issue, attachment: id, size, sha256 }: UnaskedContent): WantedFile {
  return { issue, id, size, sha256 };
}

/** Asks for the smallest that waits, if few enough are under way. */
async function beginNext(context: Context, connection: Connection): Promise<boolean> {
  const { store, clock, contents } = context;
  const { id } = connection;
  const now = clock.now();
  if (!contents || openAsked(context, id).filter(({ byItself }) => byItself).length >= AT_A_TIME) return false;
  const [row] = store.unaskedContents(id, ["waits", "left"], now, 1);
  if (!row) return false;
  const file = fileOf(row);
  const put = (next: Partial<UnaskedContent>): true => {
    store.transaction(() => store.putUnasked({ ...row, ...next }));
    return true;
  };
  const [later] = AGAIN_MS;
  // It is another one by now, or not shared any more.
  if (!isContentOf(sharedAttachment(context, id, file.issue, file.id), file)) {
    store.transaction(() => store.removeUnasked(id, file.id));
    return true;
  }
  const where = await whereabouts(contents, file);
  if (where === "here") return put({ state: "done" });
  if (where === "busy") return put({ due: now + later });
  if (!hasRoomFor(context, id, file, await unaskedRoom(context))) return leave(context, row);
  return store.transaction(() => {
    const conversation = mintId(context);
    const trouble = askFile(context, [connection], "GetFile", conversation, file, undefined, true);
    store.putUnasked(trouble === null ? { ...row, state: "asked", conversation } : { ...row, due: now + later });
    return true;
  });
}

/** Where the smallest has no room the others have none: they wait, and the largest are told, once. */
function leave({ store, ...context }: Context, { connection, size }: UnaskedContent): true {
  const due = context.clock.now() + ROOM_MS;
  store.transaction(() => {
    const all = store.unaskedContents(connection, ["waits", "left"], Infinity, ALL).filter((other) => other.size >= size);
    for (const row of all) store.putUnasked({ ...row, state: "left", due });
    const fresh = all.filter(({ state }) => state === "waits").slice(-TOLD);
    for (const { issue } of fresh.toReversed())
      raise({ store, ...context }, { code: "FAILED_TRANSFER", connection, issue, info: "NO_ROOM" }, "here");
  });
  return true;
}
