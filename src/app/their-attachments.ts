import type { OpenProject } from "./open-project.ts";

/** Ids of the files of an issue that came from a partner. */
export function theirAttachments({ store }: OpenProject, issue: string): readonly string[] {
  return store.syncsOf(issue).flatMap(({ sync }) => {
    const partner = store.connection(sync.connection)?.partner?.id;
    return (sync.mine.attachments ?? []).filter(({ origin }) => origin === partner).map(({ id }) => id);
  });
}
