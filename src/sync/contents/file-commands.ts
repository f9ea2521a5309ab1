import { type Command, type CommandOutcome, done, notDone } from "../../model/command.ts";
import type { Connection } from "../../model/connection.ts";
import type { WantedFile } from "../../model/content-state.ts";
import type { Attachment } from "../../model/attachment.ts";
import type { Context } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import { askFile, cancelFile, openFile } from "./ask-file.ts";
import { isHere } from "./reading.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";

type FileCommand = Extract<Command, { readonly kind: "get file" | "put file" | "cancel file" }>;

/** What a person asks of the content of an attachment (docs/PROTOCOL.md 6). `conversation`: what is under way by then. */
export async function carryOutOnFile(context: Context, command: FileCommand): Promise<CommandOutcome> {
  const { store } = context;
  if (command.kind === "cancel file")
    return store.transaction(() => (cancelFile(context, command.id) ? done() : notDone("NOTHING_UNDER_WAY")));
  const { issue, file: id } = command;
  const found = sharedOn(context, issue, id).filter(
    ({ connection, attachment }) => command.kind === "get file" || attachment.origin === selfOn(context, connection),
  );
  const [first] = found;
  if (!first) return notDone("FILE_NOT_FOUND");
  const file: WantedFile = { issue, id, size: first.attachment.size, sha256: first.attachment.sha256 };
  const here = context.contents !== undefined && (await isHere(context.contents, file));
  if (command.kind === "get file" && here) return notDone("FILE_IS_HERE");
  if (command.kind === "put file" && !here) return notDone("FILE_NOT_FOUND");
  const connections = found.filter(({ attachment }) => isContentOf(attachment, file)).map(({ connection }) => connection);
  return store.transaction(() => {
    const trouble = askFile(context, connections, command.kind === "get file" ? "GetFile" : "PutFile", command.id, file);
    if (trouble === null) return done({ conversation: command.id });
    const open = openFile(context, id);
    return trouble === "ASKED_ALREADY" && open ? done({ conversation: open.id }) : notDone(trouble);
  });
}

/** The connections that share the attachment, each with what was agreed of it there. */
function sharedOn(context: Context, issue: string, id: string): readonly { connection: Connection; attachment: Attachment }[] {
  return context.store.connections().flatMap((connection) => {
    const attachment = sharedAttachment(context, connection.id, issue, id);
    return attachment ? [{ connection, attachment }] : [];
  });
}
