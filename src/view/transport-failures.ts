import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

export interface FolderFailure {
  /** `empty`: nothing of the partner is there, who wrote there before. */
  readonly kind: "unreachable" | "read only" | "full" | "empty";
  readonly place: string;
  /** The system's word, such as ENOENT. */
  readonly detail: string;
}

/**
 * The same of connections that use it, each folder once: whoever reads it knows which ones stand still, and how a folder that has moved is named.
 */
export function folderNotes(troubles: readonly { readonly connection: string; readonly failure: FolderFailure }[]): readonly string[] {
  const users = Map.groupBy(troubles, ({ failure }) => JSON.stringify(failure));
  return [...users.values()].flatMap((found) => {
    const [first] = found;
    if (!first) return [];
    const { connection, failure } = first;
    const names = found.map((one) => one.connection).join(", ");
    const isGone = failure.kind === "unreachable" && (failure.detail === "ENOENT" || failure.detail === "ENOTDIR");
    const moved = isGone ? ` If it has moved, ${way("command line", "exchange", connection, "DIR")} says where it is now.` : "";
    return [`${plainText(names)}: ${folderSentence(failure, "command line", connection)}${moved}`];
  });
}

/** What is wrong with an exchange folder, and what to do. `connection`: one that uses it. */
export function folderSentence({ kind, place, detail }: FolderFailure, surface: Surface = "command line", connection = "NAME"): string {
  const folder = plainText(place);
  switch (kind) {
    case "unreachable":
      if (detail === "ENOENT")
        return `The exchange folder ${folder} does not exist or is not mounted. Connect the drive or correct the name, then try again; a new folder helps only where both sides take it.`;
      if (detail === "ENOTDIR") return `The exchange folder ${folder} is not a folder. Name a folder that both sides can reach.`;
      if (detail === "SILENT")
        return `The exchange folder ${folder} does not answer: its share or drive hangs. The other connections go on; this one does when it answers again.`;
      if (detail === "UNASKED")
        return `The exchange folder ${folder} is not asked now: too many others do not answer. It is asked when one of them answers; if they stay away, name other folders for those, then ${surface === "editor" ? "reload the window" : "run this again"}.`;
      if (detail === "SLOW")
        return `The exchange folder ${folder} is slow to answer, and was not waited for. It goes on with the next sync, or in the background where one runs.`;
      return `The exchange folder ${folder} cannot be reached now (${detail}). It is tried again with the next sync.`;
    case "empty":
      return `In the exchange folder ${folder} there is nothing of the partner, who wrote there before. It is another folder, or it was emptied: make sure that both sides use the same one (${way(surface, "exchange", plainText(connection), "DIR")}).`;
    case "read only":
      return `The exchange folder ${folder} cannot be written (${detail}). Ask for write access to it, then try again.`;
    case "full":
      return `The exchange folder ${folder} is full (${detail}). Make room there; what waits is sent then.`;
  }
}
