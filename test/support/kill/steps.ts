export const STEPS = ["tracker write", "store commit", "send", "acknowledge"] as const;
export type Step = (typeof STEPS)[number];

/** Where the recorder ends its own process; see `step-recorder.mjs`. */
export type Plan =
  | { readonly mode: "between"; readonly after: Step; readonly step: Step; readonly n: number }
  | { readonly mode: "inside"; readonly step: Step; readonly n: number };

/** What a killed process was doing, by the last lines of its log. */
export interface Hit {
  readonly kind: "between" | "inside" | "after" | "idle" | "starting";
  /** For a reader: `store commit -> send`, `tracker write`. */
  readonly where: string;
}

/** A step that ended longer ago is over: nothing was going on, in milliseconds. */
const IDLE_MS = 250;

/** `log`: all that the recorder wrote; `killedAt`: when the signal was sent, in milliseconds since 1970. */
export function hitOf(log: string, pid: number, killedAt: number): Hit {
  const open: string[] = [];
  let last: { readonly step: string; readonly at: number } | null = null;
  for (const { at, event, what } of linesOf(log, pid)) {
    if (event === "between") return { kind: "between", where: what };
    if (event === "begin") open.push(what);
    if (event !== "end") continue;
    // Steps of an instant have no beginning.
    if (open.includes(what)) open.splice(open.indexOf(what), 1);
    last = { step: what, at };
  }
  if (open.length > 0) return { kind: "inside", where: [...new Set(open)].join(", ") };
  if (last === null) return { kind: "starting", where: "before its first step" };
  return killedAt - last.at > IDLE_MS ? { kind: "idle", where: "no step under way" } : { kind: "after", where: last.step };
}

function linesOf(log: string, pid: number): { at: number; event: string; what: string }[] {
  return log.split("\n").flatMap((line) => {
    const [at, of, event = "", ...what] = line.split(" ");
    return Number(of) === pid ? [{ at: Number(at), event, what: what.join(" ") }] : [];
  });
}
