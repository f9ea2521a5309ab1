import type { Contents } from "../../ports/contents.ts";
import type { ContentsOptions } from "./markdown-contents.ts";

/** The contents of attachments, with their code read when the first of them is asked for. */
export function contentsWhenAsked(options: ContentsOptions): Contents {
  let made: Promise<Contents> | null = null;
  const contents = (): Promise<Contents> => (made ??= import("./beside.ts").then(({ contentsBeside }) => contentsBeside(options)));
  return {
    open: async (...given) => (await contents()).open(...given),
    arrived: async (...given) => (await contents()).arrived(...given),
    append: async (...given) => (await contents()).append(...given),
    finish: async (...given) => (await contents()).finish(...given),
    stands: async (...given) => (await contents()).stands(...given),
    remove: async (...given) => (await contents()).remove(...given),
    drop: async (...given) => (await contents()).drop(...given),
    room: async () => (await contents()).room(),
  };
}
