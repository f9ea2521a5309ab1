import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where the two projects of one run stand: all below one temporary directory, on one disk. */
export interface Places {
  readonly exchange: string;
  readonly workspace: (name: string) => string;
  readonly state: (name: string) => string;
  readonly tracker: (name: string) => string;
}

export function makePlaces(directory: string): Places {
  const places: Places = {
    exchange: join(directory, "exchange"),
    workspace: (name) => join(directory, name),
    state: (name) => join(directory, `${name}-state`),
    tracker: (name) => join(directory, `${name}-tracker.sqlite`),
  };
  mkdirSync(places.exchange, { recursive: true });
  return places;
}
