import type { Block, FormPath, Said } from "./form-model.ts";

/** A place on the page that something can be said at. */
export interface Place {
  readonly id: string;
  readonly line: number;
}

/**
 * Where a fault is shown: at what it names in front of its words (`values.status.send: must be ...`), else at what stands in its line. null: nothing of
 * the page does.
 */
export function placeOfFault(
  { line, detail }: { readonly line: number; readonly detail: string },
  places: readonly Place[],
): string | null {
  const head = detail.split(": ")[0] ?? "";
  return near(head, places) ?? longest(places.filter((place) => place.line === line));
}

/** Where something about a path is shown: at the nearest place around it. */
export function placeOfPath(path: FormPath, places: readonly Place[]): string | null {
  return near(path.join("."), places);
}

/** What stands around it, else the first that stands in it. */
function near(path: string, places: readonly Place[]): string | null {
  const around = longest(places.filter(({ id }) => isWithin(path, id.replaceAll("/", "."))));
  return around ?? places.find(({ id }) => isWithin(id.replaceAll("/", "."), path))?.id ?? null;
}

function isWithin(path: string, around: string): boolean {
  return path === around || path.startsWith(`${around}.`);
}

function longest(places: readonly Place[]): string | null {
  return places.toSorted((one, other) => other.id.length - one.id.length)[0]?.id ?? null;
}

/** Ids of blocks, and of rows, whose path is in the file. */
export function idsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === "group") return [block.id, ...idsIn(block.blocks)];
    if (block.kind === "table") return [block.id, ...block.rows.map(({ id }) => id)];
    return block.kind === "adder" || block.kind === "lines" ? [] : [block.id];
  });
}

/** The blocks with what is said at them. */
export function withSaid(blocks: readonly Block[], said: ReadonlyMap<string, readonly Said[]>): Block[] {
  const of = (id: string): readonly Said[] => said.get(id) ?? [];
  return blocks.map((block) => {
    switch (block.kind) {
      case "adder":
      case "lines":
        return block;
      case "group":
        return { ...block, said: of(block.id), blocks: withSaid(block.blocks, said) };
      case "table":
        return { ...block, said: of(block.id), rows: block.rows.map((row) => ({ ...row, said: of(row.id) })) };
      default:
        return { ...block, said: of(block.id) };
    }
  });
}
