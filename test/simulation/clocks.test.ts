import { describe, expect, it } from "vitest";
import { type History, runHistory } from "./history.ts";
import { PATIENCE_MS } from "./run-histories.ts";
import { FAMILIES } from "./variants.ts";

/** Those in which no fault sets a clock by itself. */
const USUAL = ["fields", "races", "comments", "deletes", "scope", "contracts", "answers", "crashes", "ends", "everything"];
const HISTORIES = 4;

/** What was done and said, with each id named by its first appearance and each time and what is made of it left out, that of a Ping too: those may be others. */
function withoutTimes({ lines }: History): readonly string[] {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? `id ${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  return lines.map((line) =>
    line
      .replaceAll(/\b[0-9a-z]{26}\b/g, nameOf)
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|(?<="time":)\d+/g, "a time")
      .replaceAll(/\\"[0-9a-z]{16}\\"|"[0-9a-z]{16}"/g, "a fingerprint"),
  );
}

describe("clocks that say any time of twenty years, and go backwards", () => {
  it.each(USUAL)("%s: change nothing that is done or said", { timeout: PATIENCE_MS }, async (family) => {
    const variants = FAMILIES[family] ?? [];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const variant = variants[seed % variants.length];
      if (!variant) throw new Error(family);
      const [right, wild] = [
        await runHistory(seed, variant, { silent: true }),
        await runHistory(seed, variant, { silent: true, clocks: "wild" }),
      ];
      expect([seed, variant.name, wild.problems, ...withoutTimes(wild)]).toEqual([seed, variant.name, [], ...withoutTimes(right)]);
    }
  });
});
