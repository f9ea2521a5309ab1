import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../../../../src/model/ids.ts";
import { isTransportFailure, type Listing, type Offer, type Route, type Transport } from "../../../../src/ports/transport.ts";

const id = (n: number) => newId(1_780_000_000_000, new Uint8Array(10).fill(n));
export const WRITER = id(1);
export const READER = id(2);
export const CONNECTION = id(3);
export const writerRoute: Route = { connection: CONNECTION, self: WRITER };
export const readerRoute: Route = { connection: CONNECTION, self: READER };

/** An exchange folder on a real disk, with the paths that the protocol lays down. */
export interface FolderPlace {
  readonly exchange: string;
  readonly tmp: string;
  readonly offers: string;
  /** Outside the exchange folder: what links lead to. */
  readonly outside: string;
  close(): Promise<void>;
}

export function placeIn(parent: string): Omit<FolderPlace, "close"> {
  const exchange = join(parent, "exchange");
  return {
    exchange,
    tmp: join(exchange, WRITER, "tmp"),
    offers: join(exchange, WRITER, CONNECTION),
    outside: join(parent, "outside"),
  };
}

export async function folderPlace(): Promise<FolderPlace> {
  const parent = await mkdtemp(join(tmpdir(), "ferry-folder-"));
  const place = placeIn(parent);
  await mkdir(place.exchange);
  await mkdir(place.outside);
  return { ...place, close: () => rm(parent, { recursive: true }) };
}

export function offer(name: string, content: string | Uint8Array): Offer {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name, size: bytes.length, bytes: () => bytes };
}

export async function listed(transport: Transport): Promise<Listing> {
  const listing = await transport.list(readerRoute, WRITER);
  if (isTransportFailure(listing)) throw new Error(`${listing.kind} ${listing.detail}`);
  return listing;
}

/** Everything below a directory, links not followed. */
export async function everythingIn(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).toSorted();
}
