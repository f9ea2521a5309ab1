import { resolve } from "node:path";
import type { Connection } from "../model/connection.ts";
import { standingParts } from "../model/content-state.ts";
import { type Transport, isTransportFailure } from "../ports/transport.ts";
import { openAnswered, openAsked } from "../sync/contents/open-files.ts";
import { selfOn } from "../sync/own-identity.ts";
import { arrivingFiles } from "../trackers/markdown/attachment-folders.ts";
import type { Check } from "./doctor-check.ts";
import type { OpenProject } from "./open-project.ts";

/** Parts of ours in the exchange folder: those that a partner is to take, and those that are left over, which the next pass takes away. None: nothing. */
export async function checkParts({ context, store }: OpenProject, connection: Connection, transport: Transport): Promise<readonly Check[]> {
  const { id, name } = connection;
  const there = await transport.parts.own({ connection: id, self: selfOn(context, connection) });
  if (isTransportFailure(there) || there.parts.length === 0) return [];
  const open = [...openAsked({ store }, id), ...openAnswered({ store }, id)].map(({ content }) => content);
  const ranges = new Map(open.flatMap((content) => (content.transfer ? [[content.transfer.id, standingParts(content)] as const] : [])));
  const left = there.parts.filter(({ transfer, number }) => {
    const range = ranges.get(transfer);
    return !range || number < range.from || number >= range.to;
  });
  const bytes = there.parts.reduce((sum, { size }) => sum + Math.max(0, size), 0);
  const data = { count: there.parts.length, bytes, left: left.length };
  return [{ check: "contents", connection: name, ok: true, code: "PARTS_STAND", data }];
}

/** What arrived of contents that are not whole. None: nothing. */
export async function checkArriving({ workspace, file }: OpenProject): Promise<readonly Check[]> {
  const data = await arrivingFiles(resolve(workspace, file.issues));
  return data.count === 0 ? [] : [{ check: "contents", connection: null, ok: true, code: "CONTENTS_ARRIVING", data: { ...data } }];
}
