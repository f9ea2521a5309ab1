import { join } from "node:path";
import { isId } from "../../model/ids.ts";
import { Impossible } from "../../model/failure.ts";
import type { Route } from "../../ports/transport.ts";

/**
 * Where things stand in an exchange folder (docs/PROTOCOL.md 1). Every path of this room is made here, and only of ids in
 * Crockford base32: no path leaves the exchange folder, whatever the outside says.
 */
export interface Layout {
  readonly exchange: string;
  /** Directory of one writer: nobody else writes, renames or deletes below it. */
  writer(id: string): string;
  /** Where that writer prepares files before they get their name. */
  preparing(id: string): string;
  /** What that writer offers on one connection. */
  offers(id: string, connection: string): string;
  /** The parts of contents that it offers there. */
  parts(id: string, connection: string): string;
}

/** Parts of contents lie here, beside the messages of a connection. */
export const PAYLOAD_DIRECTORY = "files";

export function layoutOf(exchange: string): Layout {
  const writer = (id: string) => join(exchange, checked(id));
  const offers = (id: string, connection: string) => join(writer(id), checked(connection));
  return {
    exchange,
    writer,
    preparing: (id) => join(writer(id), "tmp"),
    offers,
    parts: (id, connection) => join(offers(id, connection), PAYLOAD_DIRECTORY),
  };
}

/** Our own part of the exchange folder, as far as one connection is concerned. */
export interface OwnPlace {
  readonly exchange: string;
  readonly writer: string;
  readonly preparing: string;
  readonly offers: string;
}

export function ownPlace(layout: Layout, route: Route): OwnPlace {
  return {
    exchange: layout.exchange,
    writer: layout.writer(route.self),
    preparing: layout.preparing(route.self),
    offers: layout.offers(route.self, route.connection),
  };
}

function checked(id: string): string {
  if (!isId(id)) throw new Impossible(`not an id: ${JSON.stringify(id)}`);
  return id;
}
