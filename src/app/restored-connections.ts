import { fromBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import { parseName } from "../envelope/file-name.ts";
import { inspectFile } from "../envelope/inspect.ts";
import { isTransportFailure } from "../ports/transport.ts";
import type { OpenProject } from "./open-project.ts";

/**
 * Suspends each connection that is not where the restored store says, or of which that is not to be seen now: sent or acknowledged further than
 * the store knows, or messages of the partner that are gone because somebody has taken them. Returns their names.
 */
export async function suspendOvertaken(project: OpenProject): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const connection of project.store.connections()) {
    if (connection.facts.link !== "handshake" && connection.facts.link !== "connected") continue;
    if (!(await isOvertaken(project, connection))) continue;
    project.store.transaction(() => project.store.putConnection({ ...connection, facts: { ...connection.facts, link: "suspended" } }));
    names.add(connection.name);
  }
  return names;
}

async function isOvertaken({ context }: OpenProject, connection: Connection): Promise<boolean> {
  const { stream, partner } = connection;
  const transport = context.transportOf(connection);
  if (!transport) return true;
  const route = { connection: connection.id, self: context.self };
  const own = await transport.list(route, context.self);
  if (isTransportFailure(own)) return true;
  for (const { name } of own.messages) {
    const parsed = parseName(name);
    if (parsed?.kind === "message" && (parsed.generation > stream.generation || parsed.sequence >= stream.next)) return true;
  }
  if (!partner) return false;
  const identityKey = fromBase32(partner.identityKey);
  const theirs = await transport.list(route, partner.id);
  if (isTransportFailure(theirs) || !identityKey) return true;
  const expected = { connection: connection.id, addressee: context.self, sender: partner.id, identityKey };
  let heard = false;
  for (const { writer, name } of theirs.messages) {
    if (parseName(name)?.kind !== "acknowledgement") continue;
    const fetched = await transport.fetch(route, writer, name);
    const inspected = fetched.kind === "bytes" ? inspectFile(context.crypto, name, fetched.bytes, expected) : null;
    if (!inspected?.ok) continue;
    heard = true;
    const { acknowledges, floor, generation } = inspected.value.header;
    if (acknowledges.generation > stream.generation || acknowledges.sequence >= stream.next) return true;
    if (generation > stream.received.generation || floor > stream.received.sequence + 1) return true;
  }
  // Once the partner has answered, its newest acknowledgement lies there for good.
  return stream.heard && !heard;
}
