import type { Connection } from "../model/connection.ts";
import type { InspectedFile } from "../envelope/inspect.ts";
import type { Transport, TransportFailure } from "../ports/transport.ts";
import type { Context } from "./context.ts";
import { evidenceIn } from "./evidence.ts";
import { lookAtOwn } from "./own-place.ts";

/** Read when it is needed, which is hardly ever (ARCHITECTURE.md, "Rooms"). */
export const beginningAnew = () => import("./recover.ts");

/** Before anything is sealed: whether our own part of the exchange place shows that we were put back to an earlier state. */
export async function lookAtOurs(
  context: Context,
  connection: Connection,
  transport: Transport,
): Promise<"clean" | "put back" | "more" | TransportFailure> {
  const found = mayNotice(connection) ? await lookAtOwn(context, connection, transport) : null;
  if (found === null) return "clean";
  if (found === "more") return found;
  if ("kind" in found) return found;
  return (await (await beginningAnew()).noticeRestore(context, connection, transport, found)) ?? "put back";
}

function mayNotice({ facts: { link } }: Connection): boolean {
  return link === "handshake" || link === "connected";
}

/** Whether a file of the partner shows that we were put back to an earlier state: then nothing more of it is read in this pass. */
export async function noticed(
  context: Context,
  connection: Connection,
  transport: Transport,
  { name, header }: InspectedFile,
): Promise<boolean> {
  const evidence = mayNotice(connection) ? evidenceIn(context, connection, header) : null;
  if (evidence !== null)
    await (
      await beginningAnew()
    ).noticeRestore(context, connection, transport, { evidence, name, generation: header.acknowledges.generation });
  return evidence !== null;
}
