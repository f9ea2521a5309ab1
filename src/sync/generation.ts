import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import type { Header } from "../envelope/header.ts";
import { signFile } from "../envelope/seal.ts";
import { stepConfiguration } from "../protocol/machines/configuration.ts";
import type { LinkEvent } from "../protocol/machines/link-table.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { restateIfChanged } from "./connection-messages.ts";
import { lookForParts } from "./contents/standing-parts.ts";
import { type Context, audit } from "./context.ts";
import { destroyFormerKeys, firstKeyOf } from "./key-renewal.ts";
import { sendPing } from "./ping.ts";
import { selfOn, signerOn } from "./own-identity.ts";
import { endOperations } from "./operations-end.ts";
import { newestInboxRow, recoverIssues } from "./recover-issues.ts";
import { epochKeyName } from "./setup.ts";
import { takeStep } from "./take-step.ts";

export interface Beginning {
  /** The new generation is above this one. */
  readonly above: number;
  /** It is this side that was put back; else it is the partner that began anew. */
  readonly restored: boolean;
  readonly event: LinkEvent;
  /** What else changes in the same transaction, before. */
  readonly first?: (connection: Connection) => Connection;
}

/**
 * Ends our stream and begins it anew: file 0 of a higher generation is signed, not sealed, and brings a new key to seal to. What the partner had not
 * acknowledged is sealed again, what was said about configuration is said again, and of every issue both sides say where they stand. After file 0
 * nothing is sealed until the partner acknowledged it (docs/PROTOCOL.md 2, "Recover").
 */
export async function beginGeneration(context: Context, id: string, { above, restored, event, first }: Beginning): Promise<void> {
  const { store, keys } = context;
  const before = store.connection(id);
  if (!before?.partner) return;
  const generation = Math.max(above, before.stream.generation) + 1;
  const number = firstKeyOf(generation);
  const pair = await context.crypto.newEpochKey();
  keys.put(epochKeyName(id, number), pair);
  store.transaction(() => {
    const stored = store.connection(id);
    if (!stored?.partner) return;
    const now = first ? first(stored) : stored;
    const step = stepLink(now.role, now.facts, event);
    const facts = step.kind === "step" ? step.facts : now.facts;
    if (!now.partner || (facts.link !== "handshake" && facts.link !== "connected")) return;
    const { received } = now.stream;
    const regains = restored || now.stream.putBack?.until === null;
    const header: Header = {
      kind: "start",
      connection: id,
      sender: selfOn(context, now),
      addressee: now.partner.id,
      recipientKey: 0,
      generation,
      sequence: 0,
      previous: "",
      floor: 0,
      acknowledges: received,
      waitingFor: null,
      announces: { number, key: toBase32(pair.publicKey) },
      join: null,
      refuses: null,
    };
    const file = signFile(context.crypto, header, signerOn(context, now));
    store.unseal(id);
    endOperations(context, id);
    // Parts of contents that stand there may be forgotten, or have come back with a folder that was put back: they are looked for.
    lookForParts(context, id);
    store.putFile({ connection: id, generation, sequence: 0, name: file.name, hash: file.hash, size: file.bytes.length }, file.bytes, []);
    const begun: Connection = {
      ...now,
      facts,
      stream: {
        generation,
        next: 1,
        lastHash: file.hash,
        floor: 0,
        acknowledgedHash: "",
        heard: false,
        epochKey: number,
        received,
        before: newestInboxRow(context, id),
        ...(regains && { putBack: { until: null } }),
        formerKey: stored.stream.epochKey,
        waitingFor: null,
      },
      troubles: {},
    };
    store.putConnection(begun);
    audit(context, { actor: "issue-ferry", action: "begun anew", connection: id, reference: file.name, info: event });
    const next = sayAgain(context, begun);
    store.putConnection(next);
    recoverIssues(context, next, restored);
    restateIfChanged(context, stored, next);
  });
  destroyFormerKeys(context, id);
}

/** What the partner may have forgotten, or never heard, about link and configuration. */
function sayAgain(context: Context, connection: Connection): Connection {
  const pings = pingsAnew(connection) || connection.stream.putBack?.until === null ? sendPing(context, connection) : connection;
  return takeStep(context, pings, stepConfiguration(connection.role, pings, { kind: "stream restarted" }));
}

function pingsAnew({ role, facts }: Connection): boolean {
  const step = stepLink(role, facts, "generation began");
  return step.kind === "step" && step.does.includes("send ping");
}
