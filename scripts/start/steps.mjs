/**
 * Does a step and prints a line about it, as `npm test` does. Says nothing when there was nothing to do, or when it failed: whoever asked says why.
 * @template {{ reason: string | null }} T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const began = performance.now();
  const outcome = await work();
  const seconds = (performance.now() - began) / 1000;
  if (outcome.reason === null && seconds >= 0.05) console.log(`ok   ${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s`);
  return outcome;
}

/**
 * One sentence about what an installer printed.
 * @param {string} what that could not be fetched
 * @param {string} output
 */
export function fetchFailed(what, output) {
  if (/ENOSPC|no space left/i.test(output)) return `The disk is full: ${what} needs about 1 GB. Make room and run it again.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/i.test(output))
    return `${what} could not be downloaded: npm cannot reach its registry. Look at the network and at \`npm config get registry\`, then run it again.`;
  return output.trim().split("\n").at(-1) ?? "";
}
