import { statusOf } from "../protocol/machines/status.ts";
import type { OpenProject } from "./open-project.ts";

/** A connection as rows of issues speak of it. */
export interface PartnerWords {
  readonly connection: string;
  /** The partner's project; before it joined, our name for the connection. */
  readonly title: string;
  /** The one word of docs/PROTOCOL.md 4. */
  readonly status: string;
  /** Which side is this one: the first, which invited, or the one that joined. */
  readonly role: "primary" | "secondary";
}

/** All connections of a project, by id: read from a few rows, whatever the number of issues. */
export function partnersOf({ store }: OpenProject): ReadonlyMap<string, PartnerWords> {
  return new Map(
    store.connections().map((connection) => [
      connection.id,
      {
        connection: connection.name,
        title: connection.partner?.name ?? connection.name,
        status: statusOf(connection.facts),
        role: connection.role,
      },
    ]),
  );
}
