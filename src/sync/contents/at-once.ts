import { attachmentOutside } from "../../model/attachment-set.ts";
import type { Connection } from "../../model/connection.ts";
import type { WantedFile } from "../../model/content-state.ts";
import type { AttachmentLimits } from "../../model/contract.ts";
import type { AskedOperation } from "../../model/operation.ts";
import type { UnaskedContent } from "../../model/unasked-content.ts";
import { raise } from "../alarms.ts";
import { FILES } from "../../protocol/version.ts";
import { type Context, mintId } from "../context.ts";
import { askFile } from "./ask-file.ts";
import { openAsked } from "./open-files.ts";
import { addHandedOver } from "./handed-over.ts";
import { hasRoomFor, unaskedRoom } from "./quota.ts";
import { whereabouts } from "./reading.ts";
import { isCollected, safelyArrived } from "./safe-bytes.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";

/** Contents of one partner that come by themselves at a time: what a person asks for does not wait for many. */
const AT_A_TIME = 2;
/** Issues that are looked at in one pass. */
const ISSUES = 200;
/** Contents that need not be asked for, or not now, in one pass. */
const LOOKS = 64;
/** Between one try and the next: the partner may not have it yet, as where it gets it from somebody else itself. After these a person may still ask. */
const AGAIN_MS = [10 * 60_000, 60 * 60_000, 6 * 60 * 60_000, 24 * 60 * 60_000] as const;
/** When it is looked whether there is room for what was left. */
const ROOM_MS = 60 * 60_000;
/** So many of what is left are told, the largest. */
const TOLD = 3;
/** As many as a connection has attachments by far: all. */
const ALL = 100_000;

const MAY_BE_LATER: ReadonlySet<string> = new Set(["FILE_NOT_FOUND", "FAILURE", "TIMEOUT", "FILE_TRANSFER"]);
/** What these say is this side's to know: of a partner that says one it is a failure as any other. */
const OWN_CODES: ReadonlySet<string> = new Set(["NO_ROOM", "CONNECTION_CHANGED"]);

const fact = (connection: string): string => `at once:${connection}`;

/**
 * Fetches contents that the contract lets come as soon as they are agreed on (docs/PROTOCOL.md 6), small ones first: each once, whatever becomes of it here
 * afterwards. Whether any was asked for, or there is more to look for.
 */
export async function fetchAtOnce(context: Context, connection: Connection): Promise<boolean> {
  const { link, run } = connection.facts;
  if (!context.contents || link !== "connected" || run !== "running") return false;
  const isMore = lookForContents(context, connection);
  if (!connection.partner?.capabilities.includes(FILES)) return (tellThatNoneCome(context, connection), isMore);
  for (const row of context.store.unaskedContents(connection.id, ["asked"], Infinity, ALL)) settle(context, connection, row);
  return (await beginNext(context, connection)) || isMore;
}

/** Under which contract and up to which stamp issues were looked at, and whether a person knows that nothing comes. */
function looked(store: Context["store"], connection: string): { readonly number: number; readonly since: number; readonly told: number } {
  const [number = 0, since = 0, told = 0] = (store.fact(fact(connection)) ?? "").split(" ").map(Number);
  return { number, since, told };
}

/** The contract lets contents come that its partner cannot give: its program went back to an older one. Told once for a contract. */
function tellThatNoneCome(context: Context, { id }: Connection): void {
  const { store } = context;
  const { number, since, told } = looked(store, id);
  if (told !== 0 || store.unaskedContents(id, ["waits"], Infinity, 1).length === 0) return;
  store.transaction(() => {
    store.setFact(fact(id), `${number} ${since} 1`);
    raise(context, { code: "FAILED_TRANSFER", connection: id, info: "PARTNER_CANNOT" }, "here");
  });
}

/** Which contents the contract in force lets come; undefined: none. */
function ruleOf({ contract }: Connection): "all" | AttachmentLimits | undefined {
  return contract?.contents === "at once" ? "all" : contract?.contents;
}

/** Whether the contract in force lets it come; one that is not shared any more is none of its matter. */
function mayCome(context: Context, connection: Connection, { issue, attachment: id }: UnaskedContent): boolean {
  const rule = ruleOf(connection);
  const attachment = sharedAttachment(context, connection.id, issue, id);
  return rule !== undefined && (attachment === null || attachmentOutside(rule, attachment) === null);
}

/** What came since the last look, or stands otherwise in the contract, is on record before it is fetched. Whether there is more. */
function lookForContents({ store }: Context, connection: Connection): boolean {
  const { id, contract, partner } = connection;
  const { number, since, told } = looked(store, id);
  const rule = ruleOf(connection);
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
      }
    }
    store.setFact(fact(id), `${contract.number} ${last} ${isOther ? 0 : told}`);
  });
  return issues.length === ISSUES;
}

/** What became of one that was asked for. */
function settle(context: Context, connection: Connection, row: UnaskedContent): void {
  const { store, clock } = context;
  const operation = store.asked(row.connection, row.conversation ?? "");
  if (operation && operation.state !== "completed" && operation.state !== "failed") return;
  const { conversation: _, ...rest } = row;
  const put = (next: Pick<UnaskedContent, "state"> & Partial<UnaskedContent>): void =>
    store.transaction(() => {
      // What the contract lets come no more is not tried again.
      if (next.state !== "done" && !mayCome(context, connection, row)) return store.removeUnasked(row.connection, row.attachment);
      store.putUnasked({ ...rest, ...next });
      if (next.state === "left") tellNoRoom(context, rest);
    });
  if (operation?.state === "completed") return put({ state: "done" });
  const code = codeOf(operation);
  if (code === "CONNECTION_CHANGED") return put({ state: "waits", due: 0 });
  if (code === "NO_ROOM") return put({ state: "left", due: clock.now() + ROOM_MS });
  const wait = AGAIN_MS[row.tries];
  if (wait === undefined || !MAY_BE_LATER.has(code)) return put({ state: "done" });
  put({ state: "waits", due: clock.now() + wait, tries: row.tries + 1 });
}

function codeOf(operation: AskedOperation | null): string {
  const { code = "CONNECTION_CHANGED", ours } = operation ?? { ours: true };
  return !ours && OWN_CODES.has(code) ? "FAILURE" : code;
}

function fileOf({ issue, attachment: id, size, sha256 }: UnaskedContent): WantedFile {
  return { issue, id, size, sha256 };
}

/** Asks for the smallest that waits, if few enough are under way. Whether one was asked for. */
async function beginNext(context: Context, connection: Connection): Promise<boolean> {
  if (openAsked(context, connection.id).filter(({ byItself }) => byItself).length >= AT_A_TIME) return false;
  let isFull = false;
  for (const row of context.store.unaskedContents(connection.id, ["waits", "left"], context.clock.now(), LOOKS)) {
    if (isFull && !isCollected(context, fileOf(row))) continue;
    const began = await begin(context, connection, row);
    if (began === "no room") isFull = true;
    else if (began !== "another") return began === "asked";
  }
  return false;
}

/** `later`: none of the others can be had now, either. `no room`: none of those of which nothing lies here. */
async function begin(context: Context, connection: Connection, row: UnaskedContent): Promise<"asked" | "another" | "later" | "no room"> {
  const { store, clock, contents } = context;
  const { id } = connection;
  const [later] = AGAIN_MS;
  const file = fileOf(row);
  const put = (next: Partial<UnaskedContent>): void => store.transaction(() => store.putUnasked({ ...row, ...next }));
  // It is another one by now, or not shared any more, or the contract is another one.
  if (!contents || !isContentOf(sharedAttachment(context, id, file.issue, file.id), file) || !mayCome(context, connection, row)) {
    store.transaction(() => store.removeUnasked(id, file.id));
    return "another";
  }
  const where = await whereabouts(contents, file);
  if (where === "busy") return (put({ due: clock.now() + later }), "later");
  if (where === "here") return (put({ state: "done" }), "another");
  const arrived = await safelyArrived(context, contents, file);
  if (!hasRoomFor(context, id, file, await unaskedRoom(context), arrived)) return (leave(context, row), "no room");
  return store.transaction(() => {
    const conversation = mintId(context);
    const trouble = askFile(context, [connection], "GetFile", conversation, file, undefined, true);
    if (trouble === null) addHandedOver(context, id, file);
    store.putUnasked(trouble === null ? { ...row, state: "asked", conversation } : { ...row, due: clock.now() + later });
    return trouble === null ? "asked" : "another";
  });
}

/** Where the smallest has no room the others have none, but those of which some lies here: they wait, and the largest are told, once. */
function leave({ store, ...context }: Context, { connection, size, attachment }: UnaskedContent): void {
  const due = context.clock.now() + ROOM_MS;
  store.transaction(() => {
    const all = store
      .unaskedContents(connection, ["waits", "left"], Infinity, ALL)
      .filter((other) => other.attachment === attachment || (other.size >= size && !isCollected({ store }, fileOf(other))));
    for (const row of all) store.putUnasked({ ...row, state: "left", due });
    const fresh = all.filter(({ state }) => state === "waits").slice(-TOLD);
    for (const one of fresh.toReversed()) tellNoRoom({ store, ...context }, one);
  });
}

function tellNoRoom(context: Context, { connection, issue }: Pick<UnaskedContent, "connection" | "issue">): void {
  raise(context, { code: "FAILED_TRANSFER", connection, issue, info: "NO_ROOM" }, "here");
}
