import { type ContentState, partsGot, withoutTransfer } from "../../model/content-state.ts";
import type { ContentSaid } from "../../protocol/parts/content.ts";

/** Answers in a row that bring nothing, before somebody who never comes to an end is left alone. */
const MOST_IDLE = 20;

/**
 * So often the receiving side may say that it has less than before, as after a disk that was put back, and be waited for as at first: what comes after
 * that counts as nothing new until it has more than it ever had.
 */
const MOST_LOSSES = 3;

/** What the other side of a content's way says; this side is to go on now. null: it makes no sense, or never ends. */
export function acceptSaid(content: ContentState, said: ContentSaid): ContentState | null {
  return content.way === "out" ? acceptGot(content, said) : acceptReady(content, said);
}

/** The receiving side has so much. */
function acceptGot(content: ContentState, { got = 0, again }: ContentSaid): ContentState | null {
  const { transfer, losses = 0 } = content;
  const isLoss = got < content.got && losses < MOST_LOSSES;
  const most = isLoss ? got : (content.most ?? content.got);
  const idle = got > most ? 0 : content.idle + 1;
  if (got > content.file.size || idle > MOST_IDLE) return null;
  const isKept = transfer !== undefined && again === undefined && got >= transfer.from;
  return {
    ...(isKept ? content : withoutTransfer(content)),
    got,
    most: Math.max(most, got),
    ...(isLoss && { losses: losses + 1 }),
    idle,
    turn: true,
  };
}

/** Parts stand ready, or all that is left came along. */
function acceptReady(content: ContentState, { transfer: said, inline }: ContentSaid): ContentState | null {
  const idle = content.idle + 1;
  if (idle > MOST_IDLE) return null;
  if (inline !== undefined) return { ...content, inline, idle, turn: true };
  // Where nothing is said of it, the partner waits for this side's word.
  if (!said) return { ...content, idle, turn: true };
  const { ready, ...transfer } = said;
  const { size } = content.file;
  const isSane = transfer.from < size && transfer.parts === Math.ceil((size - transfer.from) / transfer.part) && ready <= transfer.parts;
  if (!isSane) return null;
  const known = content.transfer;
  // What had arrived may be gone since.
  const had = Math.max(content.got, content.told ?? 0);
  if (known?.id !== transfer.id) {
    // Of one that begins behind what was said to be here nothing can be taken.
    return transfer.from > had ? null : { ...content, transfer, ready, window: partsGot(transfer, had), idle, turn: true };
  }
  const isSame =
    known.key === transfer.key && known.from === transfer.from && known.part === transfer.part && known.parts === transfer.parts;
  return isSame && ready >= content.ready ? { ...content, ready, idle, turn: true } : null;
}
