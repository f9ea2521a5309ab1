import { diffComm } from "node-diff3";

/** A run of lines of two texts: in both, or what stood there before and what stands there now. */
export type LineRun =
  | { readonly kind: "same"; readonly lines: readonly string[] }
  | { readonly kind: "changed"; readonly before: readonly string[]; readonly after: readonly string[] };

/** What differs between two texts, line by line, in order. */
export function lineDifference(before: string, after: string): readonly LineRun[] {
  const lines = (text: string): string[] => text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return diffComm(lines(before), lines(after)).map((chunk) =>
    "common" in chunk && chunk.common !== undefined
      ? { kind: "same", lines: chunk.common }
      : { kind: "changed", before: chunk.buffer1 ?? [], after: chunk.buffer2 ?? [] },
  );
}
