import type { Connection, KeyChanged } from "../model/connection.ts";

/**
 * What is shown of a changed key until somebody compares the safety number: the more serious of what was known and this. Nobody's warning goes because
 * something harmless followed.
 */
export function withKeyShown(connection: Connection, changed: KeyChanged): Connection {
  const { keyChanged } = connection;
  const keeps = keyChanged !== undefined && weight(keyChanged) > weight(changed);
  return { ...connection, verified: "unverified", keyChanged: keeps ? keyChanged : changed };
}

function weight({ whose, disputed }: KeyChanged): number {
  return disputed ? 2 : whose === "theirs" ? 1 : 0;
}
