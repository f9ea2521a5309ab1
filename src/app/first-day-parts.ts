import { announcementOf, termsToOffer } from "./announced-contract.ts";
import { connect, forgetFiles, joinByInvitation } from "./connect.ts";
import { checkHandshakeFile, readHandshakeText, saveHandshakeFile } from "./handshake-places.ts";
import { changeExchangeFolder, checkExchangeFolder } from "./exchange-folder.ts";
import { invitationText, inviterIn } from "./invitation.ts";
import { plannedLeaving } from "./planned-leaving.ts";

/** What the first day, and who looks after connections, need of the rest, which is read already: its own copies would be large. */
export const FIRST_DAY_PARTS = {
  announcementOf,
  changeExchangeFolder,
  checkExchangeFolder,
  checkHandshakeFile,
  connect,
  forgetFiles,
  invitationText,
  inviterIn,
  joinByInvitation,
  plannedLeaving,
  readHandshakeText,
  saveHandshakeFile,
  termsToOffer,
} as const;

export type FirstDayParts = typeof FIRST_DAY_PARTS;
