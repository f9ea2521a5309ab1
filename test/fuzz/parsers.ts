import { auditTrail } from "./audit-parsers.ts";
import { envelope, envelopeName, identityChange } from "./envelope-parsers.ts";
import { handshake, handshakeBlock } from "./handshake-parsers.ts";
import { issueFile, issueMerge, partnerText } from "./issue-parsers.ts";
import { body, contractFromPartner, payload } from "./message-parsers.ts";
import type { Parser } from "./parser.ts";
import { connectionSettings, gatewaySettings, projectSettings, scopeFilter } from "./settings-parsers.ts";

export const PARSERS = {
  envelope,
  "envelope-name": envelopeName,
  "identity-change": identityChange,
  payload,
  body,
  handshake,
  "handshake-block": handshakeBlock,
  contract: contractFromPartner,
  "connection-file": connectionSettings,
  "project-file": projectSettings,
  "scope-filter": scopeFilter,
  "gateway-file": gatewaySettings,
  "issue-file": issueFile,
  "issue-merge": issueMerge,
  "partner-text": partnerText,
  "audit-trail": auditTrail,
} as const satisfies Readonly<Record<string, () => Parser | Promise<Parser>>>;
export type ParserName = keyof typeof PARSERS;
