import type { Context } from "./context.ts";
import { epochKeyName } from "./setup.ts";

/** What was sealed to the key of the generation before is never opened any more. Again at the next pass, should this one end before. */
export function destroyFormerKey({ store, keys }: Context, id: string): void {
  const connection = store.connection(id);
  if (connection?.stream.formerKey === undefined) return;
  keys.remove(epochKeyName(id, connection.stream.formerKey));
  const { formerKey: _, ...stream } = connection.stream;
  store.transaction(() => store.putConnection({ ...connection, stream }));
}
