/** Bytes of contents that one pass moves, of all connections together: what issues say goes first, and waits no longer than that takes. */
export const BYTES_PER_PASS = 16 * 1024 * 1024;

/** What is left of that in this pass. */
export interface Budget {
  left: number;
}

/** Whether so many bytes move in this pass: what is larger than all of it moves alone. */
export function fits({ left }: Budget, bytes: number): boolean {
  return bytes <= left || left === BYTES_PER_PASS;
}
