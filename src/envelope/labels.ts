/** What each derived value is for, as ASCII at the start of its input: no value of one use can pass for one of another. */
export const PARTICIPANT_LABEL = ascii("Issue Ferry 1 participant");
export const SEAL_LABEL = ascii("Issue Ferry 1 seal");
export const JOIN_KEY_LABEL = ascii("Issue Ferry 1 join key");
export const SAFETY_NUMBER_LABEL = ascii("Issue Ferry 1 safety number");
export const PART_LABEL = ascii("Issue Ferry 1 part");
export const IDENTITY_LABEL = ascii("Issue Ferry 1 identity");

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
