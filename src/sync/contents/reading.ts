import type { WantedFile } from "../../model/content-state.ts";
import type { ContentReader, Contents } from "../../ports/contents.ts";

/** What `work` makes of the content, while it is open; null: it is not here, or not the one that is meant. */
export async function reading<T>(contents: Contents, file: WantedFile, work: (reader: ContentReader) => Promise<T>): Promise<T | null> {
  const reader = await contents.open(file.issue, file.id, file);
  if (!reader) return null;
  try {
    return await work(reader);
  } finally {
    await reader[Symbol.asyncDispose]();
  }
}

export async function isHere(contents: Contents, file: WantedFile): Promise<boolean> {
  return (await reading(contents, file, async () => true)) === true;
}
