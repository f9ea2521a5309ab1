/** Largest message file, as it stands in the exchange folder (8 MiB). */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** Largest plaintext inside one (64 MiB): what stops a decompression bomb. */
export const MAX_PLAIN_BYTES = 64 * 1024 * 1024;

/** Greatest number in a header: far below 2^53, so that sums of two stay exact. */
export const MAX_NUMBER = 2 ** 48 - 1;
