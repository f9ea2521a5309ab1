import type { Connection } from "../model/connection.ts";
import type { Listed, Transport } from "../ports/transport.ts";
import { type Context, audit } from "./context.ts";
import { DISPUTED, raise } from "./alarms.ts";
import { withKeyShown } from "./key-shown.ts";
import { isBehind, isNext } from "./next-file.ts";
import { selfOn } from "./own-identity.ts";

const MAX_TROUBLES = 50;
/** Files of which one pass looks whether they still are there. */
const TROUBLES_PER_PASS = 4;

/** Remembers once why a file was not taken, for `doctor` and the connection's view; bounded. */
export function trouble(context: Context, id: string, name: string, code: string): false {
  const connection = context.store.connection(id);
  if (!connection || connection.troubles[name] === code) return false;
  const others = othersBeside(connection, name, code);
  if (!others) return false;
  context.store.transaction(() => {
    const isGrave = code === "IDENTITY_DISPUTED";
    const next = {
      ...connection,
      troubles: { ...others, [name]: code },
      ...(!isGrave && { lingering: { ...connection.lingering, [name]: context.clock.now() } }),
    };
    const disputed = { whose: "theirs", time: context.clock.now(), disputed: true } as const;
    // That outlives the file, which whoever put it there may take away.
    context.store.putConnection(isGrave ? withKeyShown(next, disputed) : next);
    audit(context, { actor: "issue-ferry", action: "file not taken", connection: id, reference: name, info: code });
    if (isGrave) raise(context, { ...DISPUTED, connection: id, reference: name });
  });
  return false;
}

/**
 * What stays remembered beside this name; null: there is no place for it. The next file of the stream holds everything up and always has one, and so
 * does what shows a stolen key. What anybody may put there without any key has the least.
 */
function othersBeside({ troubles, stream }: Connection, name: string, code: string): Connection["troubles"] | null {
  const names = Object.keys(troubles);
  if (names.length < MAX_TROUBLES || Object.hasOwn(troubles, name)) return troubles;
  const isGrave = (other: string, why: string | undefined): boolean => isNext(stream.received, other) || why === "IDENTITY_DISPUTED";
  const least =
    code === "IDENTITY_NOT_TAKEN"
      ? undefined
      : (names.find((other) => troubles[other] === "IDENTITY_NOT_TAKEN") ??
        (isGrave(name, code) ? names.find((other) => !isGrave(other, troubles[other])) : undefined));
  return least === undefined ? null : without(troubles, new Set([least]));
}

/** Forgets files whose place in the stream was taken by now, and those that are gone. */
export async function forgetTroubles(context: Context, id: string, transport: Transport, listed: readonly Listed[]): Promise<void> {
  const connection = context.store.connection(id);
  const writer = connection?.partner?.id;
  if (!connection || writer === undefined) return;
  const over = new Set<string>();
  const unseen: string[] = [];
  const seen = new Set(listed.map(({ name }) => name));
  for (const name of Object.keys(connection.troubles)) {
    if (isBehind(connection.stream.received, name)) over.add(name);
    else if (!seen.has(name)) unseen.push(name);
  }
  // A listing may show a part only.
  for (const name of unseen.slice(0, TROUBLES_PER_PASS)) {
    const fetched = await transport.fetch({ connection: id, self: selfOn(context, connection) }, writer, name);
    if (fetched.kind === "none" && !fetched.late) over.add(name);
  }
  forget(context, id, over);
}

export function forget(context: Context, id: string, names: ReadonlySet<string>): void {
  const connection = context.store.connection(id);
  if (!connection || !Object.keys(connection.troubles).some((name) => names.has(name))) return;
  context.store.transaction(() => context.store.putConnection({ ...connection, troubles: without(connection.troubles, names) }));
}

function without(troubles: Connection["troubles"], names: ReadonlySet<string>): Connection["troubles"] {
  return Object.fromEntries(Object.entries(troubles).filter(([name]) => !names.has(name)));
}
