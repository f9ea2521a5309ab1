import { type Command, type CommandOutcome, done, notDone } from "../../model/command.ts";
import type { Connection } from "../../model/connection.ts";
import type { WantedFile } from "../../model/content-state.ts";
import type { Attachment } from "../../model/attachment.ts";
import type { FileOperation } from "../../model/operation.ts";
import type { Context } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import { askFile, cancelFile, openFile, takeOver } from "./ask-file.ts";
import { noteDone } from "./quota.ts";
import { whereabouts } from "./reading.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";

type FileCommand = Extract<Command, { readonly kind: "get file" | "put file" | "take back file" | "cancel file" }>;

/** What a person asks of the content of an attachment (docs/PROTOCOL.md 6). `conversation`: what is under way by then. */
export async function carryOutOnFile(context: Context, command: FileCommand): Promise<CommandOutcome> {
  const { store } = context;
  if (command.kind === "cancel file")
    return store.transaction(() => (cancelFile(context, command.id) ? done() : notDone("NOTHING_UNDER_WAY")));
  const { issue, file: id } = command;
  const isGet = command.kind === "get file";
  const shared = sharedOn(context, issue, id).filter(({ connection }) => [undefined, connection.id].includes(command.connection));
  const found = shared.filter(({ connection, attachment }) => isGet || attachment.origin === selfOn(context, connection));
  // Whoever passes a file on may not have passed on its newest content: what it is says the side that it came from.
  const first = found.find(({ connection, attachment }) => attachment.origin !== selfOn(context, connection)) ?? found[0];
  if (!first) return notDone(shared.length > 0 ? "FILE_OF_PARTNER" : "FILE_NOT_FOUND");
  const file: WantedFile = { issue, id, size: first.attachment.size, sha256: first.attachment.sha256 };
  const where = context.contents === undefined ? "not here" : await whereabouts(context.contents, file);
  if (where === "busy" && command.kind !== "take back file") return notDone("FILE_NOT_READ");
  // It does not come by itself any more: it is here, or a person has it brought.
  const settled = (): void => {
    for (const { connection } of found) if (store.unaskedContent(connection.id, id)) noteDone(context, connection.id, file);
  };
  if (isGet && where === "here") {
    store.transaction(settled);
    return notDone("FILE_IS_HERE");
  }
  if (command.kind === "put file" && where === "not here") return notDone("FILE_NOT_FOUND");
  const connections = found.filter(({ attachment }) => isContentOf(attachment, file)).map(({ connection }) => connection);
  // Of those that are asked one is selected: whoever hands over, replaces or takes back means one.
  const names = connections.map(({ name }) => name).join(", ");
  if (!isGet && connections.length > 1) return notDone("SEVERAL_PARTNERS", { names });
  // What was agreed with the partner that is meant: another one may have agreed on another content.
  const existing = command.kind === "take back file" ? (command.existing ?? file.sha256) : command.existing;
  return store.transaction(() => {
    const operation = operationOf(command);
    const before = openFile(context, id);
    // Nobody waits for what the file was before.
    const isFormer = isGet && before?.operation === operation && before.content && !isContentOf(first.attachment, before.content.file);
    if (isFormer) cancelFile(context, before.id);
    const open = isFormer ? null : before;
    const isSamePartner = open?.connection === connections[0]?.id;
    // What is taken back while it is on its way is not to arrive any more.
    if (operation === "DeleteFile" && open && HANDING.has(open.operation) && isSamePartner) cancelFile(context, open.id);
    if (isGet && open?.byItself && open.content && isContentOf(first.attachment, open.content.file)) takeOver(context, open, connections);
    const trouble = askFile(context, connections, operation, command.id, file, existing);
    const isSame = open?.operation === operation && (isGet || (isSamePartner && open.content?.existing === existing));
    const isJoined = trouble === "ASKED_ALREADY" && isSame;
    if (isGet && (trouble === null || isJoined)) settled();
    if (trouble === null) return done({ conversation: command.id });
    return isJoined ? done({ conversation: open.id }) : notDone(trouble);
  });
}

const HANDING: ReadonlySet<string> = new Set(["PutFile", "ReplaceFile"]);

function operationOf({ kind, existing }: Exclude<FileCommand, { readonly kind: "cancel file" }>): FileOperation {
  if (kind === "get file") return "GetFile";
  if (kind === "take back file") return "DeleteFile";
  return existing === undefined ? "PutFile" : "ReplaceFile";
}

/** The connections that share the attachment, each with what was agreed of it there. */
function sharedOn(context: Context, issue: string, id: string): readonly { connection: Connection; attachment: Attachment }[] {
  return context.store.connections().flatMap((connection) => {
    const attachment = sharedAttachment(context, connection.id, issue, id);
    return attachment ? [{ connection, attachment }] : [];
  });
}
