import { toBase32 } from "../model/base32.ts";
import { type CommandOutcome, done, notDone } from "../model/command.ts";
import { identityFile } from "../envelope/identity-file.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { IDENTITY_CHANGE } from "../protocol/version.ts";
import { type Context, audit } from "./context.ts";
import { wornOut } from "./key-renewal.ts";
import { withKeyShown } from "./key-shown.ts";
import { MOST_CHANGES, followedBy, identityName, keepOthers, ownOn, setPresentIdentity, signerOn } from "./own-identity.ts";
import { sendPing } from "./ping.ts";

/**
 * From here on this side signs with another identity key on the connection: with a new one, which new connections begin with, too, or with the newest
 * that the project has. The partner takes it from a file that both keys signed; the participant id, the streams and what is sealed stay bound to the first
 * (docs/PROTOCOL.md 2, "Another identity key"). The new key is durable before anything names it; a crash before the commit leaves it unused.
 */
export function changeIdentity(context: Context, name: string, draws: boolean): CommandOutcome {
  const { store, crypto, keys } = context;
  const connection = store.connections().find((other) => other.name === name);
  if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: name });
  const step = stepLink(connection.role, connection.facts, "user changes identity");
  if (step.kind !== "step") return notDone(step.kind === "refused" ? step.code : "NOT_CONNECTED", { connection: name });
  const { partner, stream } = connection;
  if (!partner?.capabilities.includes(IDENTITY_CHANGE)) {
    // Its program may be a newer one by now.
    store.transaction(() => store.putConnection(sendPing(context, connection)));
    return notDone("PARTNER_KEEPS_KEYS", { connection: name, partner: partner?.name ?? "" });
  }
  const own = ownOn(context, connection);
  const newest = context.identity;
  if (!draws && toBase32(newest.publicKey) === own.key) return done({ connection: name });
  const formers = own.changed?.formers ?? [];
  if (formers.length >= MOST_CHANGES) return notDone("KEY_CHANGED_TOO_OFTEN", { connection: name });
  const from = signerOn(context, connection);
  const to = draws ? crypto.newIdentity() : newest;
  if (draws) keys.put(identityName(crypto, to.publicKey), to);
  store.transaction(() => {
    const proof = identityFile(
      crypto,
      {
        connection: connection.id,
        sender: own.id,
        addressee: partner.id,
        number: formers.length + 1,
        generation: stream.generation,
        sequence: stream.next,
      },
      from,
      to,
    );
    const place = { to: toBase32(to.publicKey), generation: stream.generation, sequence: stream.next };
    const next = followedBy(own, place, proof.name, proof.bytes);
    // The others keep what they have: it is no longer what a new one begins with.
    keepOthers(context);
    const changed = withKeyShown(
      // What has the former key may have the epoch key, too.
      { ...connection, facts: step.facts, own: next, stream: wornOut(context, stream) },
      { whose: "ours", time: context.clock.now() },
    );
    store.putConnection(sendPing(context, changed));
    if (draws) setPresentIdentity(store, identityName(crypto, to.publicKey));
    audit(context, { actor: "issue-ferry", action: "identity changed", connection: connection.id, reference: proof.name });
  });
  return done({ connection: name });
}
