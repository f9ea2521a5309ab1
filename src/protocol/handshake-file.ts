import { type Result, failed } from "../model/failure.ts";
import { armour, unarmour, withoutMarkers } from "./armour.ts";
import type { BlockFailure } from "./block-parts.ts";
import { nameBytes } from "./block-values.ts";
import { blockBytes, readBlock } from "./invite-block.ts";
import type { Invite } from "./invite.ts";

/**
 * The invitation as a text that is carried by hand, pasted into a mail or a chat (docs/PROTOCOL.md, "Handshake file"). Only the armoured block
 * counts; the words before it belong to the format, for whoever opens the file. A program decides nothing by them.
 */

export type HandshakeFileFailure =
  | "TOO_LARGE"
  | "NO_BLOCK"
  /** Blocks of different invitations in one text: which one is meant? */
  | "SEVERAL_BLOCKS"
  | BlockFailure;

/** Longest text looked at, in characters. */
const TEXT_LENGTH = 1_000_000;
/** So far the words before the block are looked for; a mail may have its own before them. */
const WORDS_LENGTH = 100_000;

/**
 * The text of the file. It holds the join secret. `folder`: what the exchange folder is called where it was made, without the way to it, which
 * is another one for each side; empty: it is not said.
 */
export function writeHandshakeFile(invite: Invite, folder = ""): string {
  return `Issue Ferry handshake file

${shown(invite.project)} invites you to exchange issues ("${shown(invite.purpose)}").
To connect, open this file in Issue Ferry, or paste its text there.
${folder === "" ? "" : `You are asked for the exchange folder, which both sides reach.\n${shown(invite.project)} calls it "${shown(folder)}".\n`}The invitation can be used once, until ${invite.expires.slice(0, 10)}.

It holds a secret: give it to nobody else, and do not put it into the
exchange folder.

${armour(blockBytes(invite))}`;
}

/** The invite in a text, wherever it stands in it. Expiry is not looked at. */
export function readHandshakeFile(text: string): Result<Invite, HandshakeFileFailure> {
  if (text.length > TEXT_LENGTH) return failed("TOO_LARGE");
  const bytes = unarmour(text);
  if (!bytes.ok) return failed(bytes.failure);
  return readBlock(bytes.value);
}

/** What the words before the block say the exchange folder is called, to be shown to a person and nothing else: anybody may have written it. */
export function folderCalled(text: string): string | null {
  return /calls it "([^"\r\n]{1,200})"\./.exec(text.slice(0, WORDS_LENGTH))?.[1] ?? null;
}

/** A name in the words before the block: as in the block, and never taken for a marker. */
function shown(name: string): string {
  return withoutMarkers(new TextDecoder().decode(nameBytes(name)));
}
