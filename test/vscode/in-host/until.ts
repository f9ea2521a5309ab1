/** Waits until `look` gives something, and gives that. Throws with the last of what it met. */
export async function until<T>(what: string, look: () => T | null | undefined | false | Promise<T | null | undefined | false>): Promise<T> {
  let met: unknown = null;
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      met = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited for ${what}`, { cause: met });
}
