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
