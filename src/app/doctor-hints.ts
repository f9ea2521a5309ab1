/** Hints of a watcher, one at a time; `next` is false when none came in time. */
export function hintsOf(watch: (hint: () => void) => void): { next(ms: number): Promise<boolean> } {
  let heard: (hint: boolean) => void = () => undefined;
  watch(() => heard(true));
  return {
    next: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ms);
        heard = (hint) => {
          clearTimeout(timer);
          resolve(hint);
        };
      }),
  };
}
