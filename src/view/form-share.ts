import type { SharePart, PreviewLine } from "./form-model.ts";
import { plainText } from "./plain-text.ts";
import { type CheckShown, previewParts } from "./settings-check.ts";

export interface ShareState {
  readonly share: string;
  readonly tried: { readonly share: string; readonly fault: string | null } | null;
  readonly preview: CheckShown["preview"];
  readonly counting: boolean;
  /** The file or the filter is broken: nothing can be counted. */
  readonly broken: boolean;
  /** Nothing goes over this connection any more, whatever is written. */
  readonly over: boolean;
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly partner: string;
}

/** Which issues are shared, and what that means on those that are here. */
export function sharePart({ share, tried, preview, counting, broken, over, own, partner }: ShareState): Omit<SharePart, "said"> {
  const words = (name: string): readonly string[] => own.get(name) ?? [];
  const quoted = (word: string): string => (/^[\w.-]+$/.test(word) ? word : `"${word}"`);
  return {
    share,
    tried: tried?.share ?? null,
    fault: tried?.fault ?? null,
    preview: over ? [OVER] : tried?.fault ? [] : previewOf(preview, counting, broken, partner),
    counting,
    offers: [
      "marked",
      "all",
      ...words("labels")
        .slice(0, 20)
        .map((label) => `label:${quoted(label)}`),
      ...words("status")
        .slice(0, 20)
        .map((status) => `status = ${quoted(status)}`),
      ...words("type")
        .slice(0, 20)
        .map((type) => `type = ${quoted(type)}`),
    ],
  };
}

/** What would be counted here is about a connection that goes on. */
const OVER: PreviewLine = { tone: "faint", text: "Nothing is shared over it any more, whatever is written here. Your issues stay." };

function previewOf(preview: CheckShown["preview"], counting: boolean, broken: boolean, partner: string): PreviewLine[] {
  if (preview === null) {
    if (counting) return [];
    return [
      {
        tone: "faint",
        text: broken ? "What that would share is counted when it is mended." : "The issues cannot be read now, so nothing is counted.",
      },
    ];
  }
  const { scope, adds, drops, beside, stays, stuck } = previewParts(preview);
  return [
    { tone: "good", text: scope },
    ...(adds === null ? [] : [{ tone: "waits" as const, text: adds }]),
    ...(drops === null ? [] : [{ tone: "waits" as const, text: drops }]),
    ...(beside === null ? [] : [{ tone: "good" as const, text: beside }]),
    ...(stays === null ? [] : [{ tone: "faint" as const, text: stays }]),
    ...stuck.map(({ text, field, value, code }): PreviewLine => {
      const isWord = typeof value === "string" && ["NO_MAPPING", "VALUE_NOT_LISTED"].includes(code);
      const mend = { label: `Say what it is called at ${plainText(partner)}`, at: `values/${field}/send`, key: isWord ? value : "" };
      return { tone: "bad", text, ...(isWord && { mend }) };
    }),
  ];
}
