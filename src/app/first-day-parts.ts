import { checkHandshakeFile, connect, joinByInvitation, readHandshakeText, saveHandshakeFile } from "./connect.ts";
import { checkExchangeFolder } from "./exchange-folder.ts";
import { invitationText, inviterIn } from "./invitation.ts";

/** What the first day needs of the rest, which is read already: its own copies would be large. */
export const FIRST_DAY_PARTS = {
  checkExchangeFolder,
  checkHandshakeFile,
  connect,
  invitationText,
  inviterIn,
  joinByInvitation,
  readHandshakeText,
  saveHandshakeFile,
} as const;

export type FirstDayParts = typeof FIRST_DAY_PARTS;
