import type { Diagnostic } from "../ports/tracker.ts";
import { type Known, stillTrue } from "./known-connection.ts";
import type { OpenProject } from "./open-project.ts";

/**
 * What is wrong with issue files now, whether a pass has seen it or not: a file that was broken a moment ago is broken now. What is only looked at
 * is not taken up: a later pass finds it changed as before.
 */
export async function fileDiagnostics({ workspace, store, trackerOver }: OpenProject): Promise<readonly Known<Diagnostic>[]> {
  const places = new Map<string, readonly Diagnostic[]>(Map.groupBy(store.diagnostics(), ({ at }) => at));
  for await (const { diagnostics } of trackerOver(store).changes({ observeOnly: true }))
    for (const { at, found } of diagnostics) places.set(at, found);
  return stillTrue(workspace, store, [...places.values()].flat());
}
