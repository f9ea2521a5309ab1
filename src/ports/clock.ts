/** Time for display, expiry and retries; never for a decision about data (docs/PROMISES.md P7). */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
