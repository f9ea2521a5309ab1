import type { WantedFile } from "../../model/content-state.ts";
import type { ContentReader, Contents } from "../../ports/contents.ts";

/** What `work` makes of the content, while it is open; null: it is not here, or not the one that is meant. `busy`: nobody can say now. */
export async function reading<T>(
  contents: Contents,
  file: WantedFile,
  work: (reader: ContentReader) => Promise<T>,
): Promise<T | "busy" | null> {
  const reader = await contents.open(file.issue, file.id, file);
  if (reader === null || reader === "busy") return reader;
  try {
    return await work(reader);
  } finally {
    await reader[Symbol.asyncDispose]();
  }
}

/** `busy`: nobody can say now. */
export async function whereabouts(contents: Contents, file: WantedFile): Promise<"here" | "not here" | "busy"> {
  return (await reading(contents, file, async () => "here" as const)) ?? "not here";
}
