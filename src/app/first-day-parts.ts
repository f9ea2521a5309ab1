import { checkHandshakeFile, connect, forgetFiles, joinByInvitation, readHandshakeText, saveHandshakeFile } from "./connect.ts";
import { changeExchangeFolder, checkExchangeFolder } from "./exchange-folder.ts";
import { invitationText, inviterIn } from "./invitation.ts";
import { leavingUnder } from "./would-leave.ts";

/** What the first day, and who looks after connections, need of the rest, which is read already: its own copies would be large. */
export const FIRST_DAY_PARTS = {
  changeExchangeFolder,
  checkExchangeFolder,
  checkHandshakeFile,
  connect,
  forgetFiles,
  invitationText,
  inviterIn,
  joinByInvitation,
  leavingUnder,
  readHandshakeText,
  saveHandshakeFile,
} as const;

export type FirstDayParts = typeof FIRST_DAY_PARTS;
