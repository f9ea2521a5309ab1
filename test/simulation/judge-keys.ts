import type { World } from "./world.ts";

/** What must hold of the epoch keys once nothing moves any more: none is there that is not in use, and each side seals to one that the other has. */
export function judgeKeys({ P, S }: World, problems: string[]): void {
  for (const [side, partner] of [
    [P, S],
    [S, P],
  ] as const) {
    const { id, stream } = side.connection();
    const there = side.keys.epochKeys(id);
    const inUse = [stream.epochKey, ...(stream.renewing === undefined ? [] : [stream.renewing])];
    // Where nothing was committed since, the next process draws it anew.
    const drawn = stream.epochKey + 1;
    const spare = there.filter((number) => !inUse.includes(number) && number !== drawn);
    if (spare.length > 0) problems.push(`keys: ${side.letter} keeps ${spare.join()} beside ${inUse.join()}`);
    const missing = inUse.filter((number) => !there.includes(number));
    if (missing.length > 0) problems.push(`keys: ${side.letter} lacks ${missing.join()}`);
    const sealed = partner.connection().partner?.epochKey.number ?? -1;
    if (!inUse.includes(sealed)) problems.push(`keys: ${partner.letter} seals to ${sealed}, and ${side.letter} uses ${inUse.join()}`);
  }
}

/** How often a side has gone over to its next epoch key. */
export function renewals({ P, S }: World): number {
  return [P, S].flatMap(({ store }) => store.audits(0, Number.MAX_SAFE_INTEGER)).filter(({ action }) => action === "key renewed").length;
}
