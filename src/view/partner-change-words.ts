import { capital } from "./value-text.ts";
import { plainText, shortText } from "./plain-text.ts";

const who = (partner: string | null): string => (partner === null ? "a partner" : shortText(partner, 40) || "a partner");

/** Words about what a partner changed last. `partner`: what people call it; null: the connection is gone. */
export const PARTNER_CHANGE = {
  none: (key: string): string => `No partner has changed ${plainText(key)} since it is here.`,
  tooLong: (key: string, partner: string | null): string =>
    `${capital(who(partner))} has changed ${plainText(key)}, but its text is too long to be kept as it was before.`,
  title: (key: string, partner: string | null): string => `${plainText(key)}: last change by ${who(partner)}`,
  names: (partner: string | null) => ({ before: `before ${who(partner)}`, after: `after ${who(partner)}` }),
} as const;
