import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { folderCalled, readHandshakeFile, writeHandshakeFile } from "../protocol/handshake-file.ts";
import type { Invite } from "../protocol/invite.ts";
import { blockBytes } from "../protocol/invite-block.ts";
import { epochKeyName, joinSecretName } from "../sync/setup.ts";
import { ownOn, selfOn } from "../sync/own-identity.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";

/**
 * What a handshake file says besides keys and secret, kept in the store: the name of the project or the versions may change while the
 * invitation is out, and the file must come out again as it was.
 */
type Kept = Pick<Invite, "created" | "project" | "purpose" | "speaks" | "contract">;

const keptFact = (connection: string): string => `invitation:${connection}`;

/** To be called in the transaction that adds the connection. */
export function keepInvitation(store: Pick<OpenProject["store"], "setFact">, invite: Invite): void {
  const { created, project, purpose, speaks, contract } = invite;
  const kept: Kept = { created, project, purpose, speaks, ...(contract !== undefined && { contract }) };
  store.setFact(keptFact(invite.connection), JSON.stringify(kept));
}

/** Why an invitation is not given out again. */
export type InvitationLack = "not invited" | "joined" | "expired" | "not kept";

/** The text of the handshake file of a connection that waits to be joined, as it was given out first. It holds the join secret. */
export function invitationText(project: OpenProject, connection: Connection, now: number): Result<string, InvitationLack> {
  if (connection.role !== "primary") return failed("not invited");
  if (connection.partner !== null || connection.invitation.spentBy !== null) return failed("joined");
  if (now > Date.parse(connection.invitation.expires)) return failed("expired");
  const kept = project.store.fact(keptFact(connection.id));
  const { context } = project;
  const secret = context.keys.getSecret(joinSecretName(connection.id));
  const epoch = context.keys.get(epochKeyName(connection.id, 0));
  if (kept === null || secret === null || epoch === null) return failed("not kept");
  const invite: Invite = {
    ...(JSON.parse(kept) as Kept),
    connection: connection.id,
    participant: selfOn(context, connection),
    identityKey: ownOn(context, connection).key,
    epochKey: toBase32(epoch.publicKey),
    invitation: connection.invitation.id,
    secret: toBase32(secret),
    expires: connection.invitation.expires,
  };
  // Another file than the partner may have already would never be let in.
  const same = toBase32(context.crypto.sha256(blockBytes(invite))) === connection.invitation.hash;
  const exchange = project.store.fact(exchangeFact(connection.id)) ?? "";
  return same ? ok(writeHandshakeFile(invite, basename(exchange))) : failed("not kept");
}

/** Who invites, for a person to recognise, and what of a contract is announced, and what they call the exchange folder; null: there is no invitation in the text. Whether it can be used is seen when it is. */
export function inviterIn(text: string): (Pick<Invite, "project" | "purpose" | "contract"> & { readonly folder?: string }) | null {
  const read = readHandshakeFile(text);
  if (!read.ok) return null;
  const { project, purpose, contract } = read.value;
  const folder = folderCalled(text);
  return { project, purpose, ...(contract !== undefined && { contract }), ...(folder !== null && { folder }) };
}

/** A free name for a handshake file in the user's home. */
export function freeHandshakeFile(name: string, home = homedir()): string {
  for (let number = 1; ; number++) {
    const file = join(home, `issue-ferry-handshake-${name}${number === 1 ? "" : `-${number}`}.txt`);
    if (!existsSync(file)) return file;
  }
}
