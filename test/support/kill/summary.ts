import type { KillRun } from "./kill-run.ts";

/** What a run comes to, in lines: kills by what they hit, edits, and the judgement. */
export function summaryOf({ kills, edits, issues, problems, seconds, root }: KillRun): string[] {
  const counts = new Map<string, number>();
  for (const { kind, where } of kills) counts.set(`${kind} ${where}`, (counts.get(`${kind} ${where}`) ?? 0) + 1);
  const hits = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hit, count]) => `${String(count).padStart(4)}  ${hit}`);
  return [
    `${kills.length} kills in ${seconds.toFixed(0)} s, ${betweenSteps({ kills })} of them between two steps:`,
    ...hits,
    `${edits} edits of ${issues} issues were saved meanwhile.`,
    ...(problems.length === 0
      ? ["Nothing was lost, nothing is there twice."]
      : [`${problems.length} problems; everything is kept in ${root}:`, ...problems]),
  ];
}

/** Kills between two different ones of tracker write, store commit, send and acknowledge. */
export function betweenSteps({ kills }: Pick<KillRun, "kills">): number {
  return kills.filter(({ kind }) => kind === "between").length;
}
