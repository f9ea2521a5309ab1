import type { Block } from "./form-model.ts";

/** Words that one control offers: more are no help to whoever looks for one, and each stands in the page once more. */
const MOST_OFFERS = 200;

/** The first of what each control of the page offers; anything else can be typed all the same. */
export function fewOffers(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block): Block => {
    switch (block.kind) {
      case "group":
        return { ...block, blocks: fewOffers(block.blocks) };
      case "table":
        return { ...block, offers: [few(block.offers[0]), few(block.offers[1])] };
      case "text":
      case "words":
      case "adder":
        return { ...block, offers: few(block.offers) };
      default:
        return block;
    }
  });
}

export function few(words: readonly string[]): readonly string[] {
  return words.slice(0, MOST_OFFERS);
}
