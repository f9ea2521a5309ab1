import { type HostName, findHost } from "../../../scripts/host.mjs";

/** What runs a VS Code server. Throws where it is not installed: the stage would have been skipped. */
export function hostOf(name: HostName = "newest"): { node: string; entry: string } {
  const host = findHost(name);
  if (host === null) throw new Error("The VS Code of the tests is not installed: run `node scripts/host.mjs`, or the stage by `npm test`.");
  return host;
}
