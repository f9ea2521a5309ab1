import type { Store } from "../ports/store.ts";

/**
 * Whether this window is the one that asks the person: true for the first of all windows that asks for this question, and never again. What is to
 * be decided stays in sight elsewhere.
 */
export function mayAsk(store: Pick<Store, "fact" | "setFact" | "transaction">, question: string): boolean {
  const name = `asked:${question}`;
  return store.transaction(() => {
    if (store.fact(name) !== null) return false;
    store.setFact(name, "yes");
    return true;
  });
}
