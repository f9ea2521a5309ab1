import type { Connection } from "../../../src/model/connection.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { admit } from "../../../src/sync/admit.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createConnection, joinConnection } from "../../../src/sync/setup.ts";
import type { CellWorld } from "./cell-world.ts";
import { LINKS } from "./link-cells.ts";
import { cellAt, cellName } from "./visited-cells.ts";

/**
 * Handshake messages are judged by `sync/admit.ts`, before there is a partner whose messages could be looked up in a table. So what it does is
 * compared with what the table says. Gives the cells compared, and what was done where that is something else.
 */
export async function compareHandshakes(
  at: CellWorld,
): Promise<{ readonly compared: readonly string[]; readonly wrong: readonly string[] }> {
  const { world } = at;
  const { context } = at.side("primary");
  const made = await createConnection(context, "another");
  const [first, second] = [await joiner(at), await joiner(at)];
  for (const joins of [first, second]) {
    const { file } = await joinConnection(joins, "another", made.invite);
    world.exchange.folder.put(`${joins.self}/${made.connection.id}/${file.name}`, file.bytes);
  }
  const compared: string[] = [];
  const wrong: string[] = [];
  const compare = async (role: "primary" | "secondary", event: string, before: Connection, alone: Context | null): Promise<void> => {
    const name = cellName(`link of the ${role}`, before.facts.link, event);
    compared.push(name);
    at.put(role, before);
    at.said(role);
    const aside = [first, second].filter((one) => alone !== null && one !== alone);
    const paths = aside.flatMap(({ self }) => world.exchange.folder.paths().filter((path) => path.startsWith(self)));
    for (const path of paths) world.exchange.folder.lose(path);
    const refusals = await admit(at.side(role).context, before);
    for (const path of paths) world.exchange.folder.bringBack(path);
    const after = at.side(role).store.connection(before.id);
    const bound = after?.partner?.id === (alone ?? first).self && before.partner === null;
    const pings = at.said(role).some(({ kind }) => kind === "ping");
    const same = JSON.stringify(after) === JSON.stringify(before);
    const cell = cellAt(name);
    const does = "does" in cell ? cell.does : [];
    const isRight = does.includes("refuse handshake")
      ? same && refusals.length === 1
      : does.includes("bind partner")
        ? bound && pings && refusals.length === 0
        : same && refusals.length === 0;
    if (!isRight) wrong.push(`${name}: ${same ? "" : "changed something, "}${refusals.length} refusals`);
  };
  const fresh = made.connection;
  await compare("primary", "handshake received", fresh, first);
  const bound = at.side("primary").store.connection(fresh.id);
  if (!bound) throw new Error("not bound");
  const cancelled = {
    ...fresh,
    facts: { ...fresh.facts, link: "closed" as const },
    invitation: { ...fresh.invitation, expires: new Date(0).toISOString() },
  };
  await compare("primary", "handshake received", cancelled, first);
  for (const link of LINKS) {
    const before = { ...bound, facts: { ...bound.facts, link } };
    await compare("primary", "handshake repeated", before, first);
    await compare("primary", "handshake unacceptable", before, second);
    const usual = at.usual("secondary");
    for (const event of ["handshake received", "handshake repeated", "handshake unacceptable"])
      await compare("secondary", event, { ...usual, facts: { ...usual.facts, link } }, null);
  }
  return { compared, wrong };
}

/** Somebody else who has the handshake file. */
async function joiner(at: CellWorld): Promise<Context> {
  const { context } = at.side("secondary");
  const identity = context.crypto.newIdentity();
  return { ...context, identity, self: participantId(context.crypto, identity.publicKey) };
}
