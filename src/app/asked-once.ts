import type { Store } from "../ports/store.ts";

/** Whether some window has put this question already. */
export function wasAsked(store: Pick<Store, "fact">, question: string): boolean {
  return store.fact(factOf(question)) !== null;
}

/**
 * Whether this window is the one that asks the person: true for the first of all windows that asks for this question, and never again. What is to
 * be decided stays in sight elsewhere.
 */
export function mayAsk(store: Pick<Store, "fact" | "setFact" | "transaction">, question: string): boolean {
  return store.transaction(() => {
    if (wasAsked(store, question)) return false;
    store.setFact(factOf(question), "yes");
    return true;
  });
}

function factOf(question: string): string {
  return `asked:${question}`;
}
