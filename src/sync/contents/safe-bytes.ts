import type { WantedFile } from "../../model/content-state.ts";
import type { Contents } from "../../ports/contents.ts";
import type { Context } from "../context.ts";

const fact = ({ id, sha256 }: WantedFile): string => `arrived:${id}.${sha256.slice(0, 32)}`;

/**
 * Bytes of a content that have arrived and lie safely here: what was committed after it was safe, and is still there. A size on the disk alone says
 * nothing after a power cut: it may have grown before what it counts was written.
 */
export async function safelyArrived({ store }: Pick<Context, "store">, contents: Contents, file: WantedFile): Promise<number> {
  const committed = Number(store.fact(fact(file)) ?? 0);
  return committed === 0 ? 0 : Math.min(committed, await contents.arrived(file.issue, file.id, file));
}

/** Inside the transaction that says how far the content is. 0: nothing is collected any more. */
export function noteArrived({ store }: Pick<Context, "store">, file: WantedFile, got: number): void {
  if (got > 0) store.setFact(fact(file), `${got}`);
  else if (store.fact(fact(file)) !== null) store.removeFacts(fact(file));
}

/** Whether bytes of it lie aside: not under its name yet, also where all of them have come and are being summed. */
export function isCollected({ store }: Pick<Context, "store">, file: WantedFile): boolean {
  return store.fact(fact(file)) !== null;
}

export function forgetArrived(context: Pick<Context, "store">, file: WantedFile): void {
  if (context.store.fact(fact(file)) !== null) context.store.transaction(() => noteArrived(context, file, 0));
}
