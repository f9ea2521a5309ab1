/** On a busy machine a workbench takes long to draw; what hangs still ends. Milliseconds. FERRY_PATIENCE: seconds, for whoever writes a test. */
export const PATIENCE = Number(process.env["FERRY_PATIENCE"] ?? 60) * 1000;

/** Between two looks. Milliseconds. */
const PAUSE = 50;

/**
 * Waits until `look` gives something other than false, null and undefined, and gives that back. Throws when it never does, with `what`
 * and the last thing it threw.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  patience = PATIENCE,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + patience;
  let last: unknown = "";
  for (;;) {
    try {
      const seen = await look();
      if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<T, false | null | undefined>;
      last = "";
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Not within ${patience / 1000} s: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
