/** Counts hints, and waits for one without polling. */
export function hintCounter() {
  let count = 0;
  let wake: () => void = () => undefined;
  return {
    hint: () => {
      count += 1;
      wake();
    },
    count: () => count,
    /** False when there were no more hints than that within so many milliseconds. */
    moreThan: async (before: number, timeoutMs: number): Promise<boolean> => {
      if (count > before) return true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
    },
  };
}
