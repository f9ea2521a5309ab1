/** Bytes of contents that one pass moves, of all connections together: what issues say goes first, and waits no longer than that takes. */
export const BYTES_PER_PASS = 16 * 1024 * 1024;

/** What is left of that in this pass. */
export interface Budget {
  left: number;
}
