/** Codes of docs/PROTOCOL.md 6. */
export const ALARM_CODES = [
  "COMPONENT_FAILURE",
  "INCONSISTENT_REQUEST",
  "CHECKSUM_ALARM",
  "FAILED_TRANSFER",
  "FAILED_OPERATION",
  "INVALID_MESSAGE",
  "INVALID_MESSAGE_VERSION",
  "TIMEOUT",
  "INTEGRITY_ISSUE",
] as const;

export type AlarmCode = (typeof ALARM_CODES)[number];

/** Something is wrong, outside any conversation. Codes and data; the sentences are made in `view`. */
export interface Alarm {
  readonly code: AlarmCode;
  /** The connection that it is about. */
  readonly connection: string;
  readonly issue?: string;
  /** Name of a file, id of a conversation or message. */
  readonly reference?: string;
  /** What exactly: a code of its own, such as `EXISTING_FILE_CHECKSUM`. */
  readonly info?: string;
}

/** An alarm as it is kept: those that are alike are one until somebody acknowledges it. */
export interface KeptAlarm extends Omit<Alarm, "code"> {
  readonly id: number;
  readonly raiser: "here" | "partner";
  /** A partner of a later version may know codes that we do not. */
  readonly code: string;
  /** Milliseconds since 1970, by the own clock: of the first and the last of them. Display only. */
  readonly first: number;
  readonly last: number;
  /** How many there were. `reference` is of the last. */
  readonly count: number;
  /** It stands for those that found no place of their own any more: issue and info are those of the last one. */
  readonly others?: true;
  readonly acknowledged?: { readonly by: string; readonly time: number };
}

/** Which codes are sent to the partner, and which of the partner's are taken. */
export interface AlarmChoice {
  readonly send: "all" | readonly string[];
  readonly receive: "all" | readonly string[];
}

export function chooses(choice: AlarmChoice["send"], code: string): boolean {
  return choice === "all" || choice.includes(code);
}

/** What nobody but a person ends: what repairs itself, or is the partner's to look at, is shown and asks for nobody. */
const FOR_A_PERSON: ReadonlySet<string> = new Set(["COMPONENT_FAILURE", "CHECKSUM_ALARM", "INVALID_MESSAGE_VERSION"]);
/** Findings of the stream and of keys; differences between issues are repaired by the ordinary exchange. */
const OF_THE_STREAM: ReadonlySet<string> = new Set([
  "CHAIN_BROKEN",
  "OTHER_GENERATION",
  "NO_KEY",
  "NOT_OPENED",
  "IDENTITY_DISPUTED",
  "SUSPENDED",
]);

/** Whoever raised it, it does not end by itself: no number of others takes its place, and it is shown before them. */
export function isGrave({ code, info }: Pick<KeptAlarm, "code" | "info">): boolean {
  return FOR_A_PERSON.has(code) || (code === "INTEGRITY_ISSUE" && OF_THE_STREAM.has(info ?? ""));
}

/** Whether a person must act on it. */
export function needsPerson(alarm: KeptAlarm): boolean {
  return alarm.acknowledged === undefined && alarm.raiser === "here" && isGrave(alarm);
}
