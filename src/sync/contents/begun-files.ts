import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";

/**
 * Contents that a partner has begun to hand over, or that come by themselves, on record before a byte of them is kept, also where their conversation is not
 * known any more: nothing lies here that no bound counts.
 */
const fact = (connection: string): string => `handed:${connection}`;

export function begunFiles({ store }: Pick<Context, "store">, connection: string): readonly WantedFile[] {
  return JSON.parse(store.fact(fact(connection)) ?? "[]") as WantedFile[];
}

/** Inside a transaction. */
export function putBegun({ store }: Pick<Context, "store">, connection: string, files: readonly WantedFile[]): void {
  if (files.length > 0) store.setFact(fact(connection), JSON.stringify(files));
  else store.removeFacts(fact(connection));
}

export function hasBegunFiles({ store }: Pick<Context, "store">, connection: string): boolean {
  return store.fact(fact(connection)) !== null;
}

export function isSameContent(one: WantedFile, other: WantedFile): boolean {
  return one.id === other.id && one.sha256 === other.sha256;
}
