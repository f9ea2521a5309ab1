import { parseArgs } from "node:util";

/** How much is measured. Nothing here changes how the product works. */
export interface Options {
  readonly json: boolean;
  readonly latency: boolean;
  readonly reconcile: boolean;
  readonly hub: boolean;
  readonly files: boolean;
  readonly rounds: number;
  readonly issues: number;
  readonly changes: number;
  readonly markdownIssues: number;
}

/** null where an argument is none of ours. */
export function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false },
        latency: { type: "boolean", default: false },
        reconcile: { type: "boolean", default: false },
        hub: { type: "boolean", default: false },
        files: { type: "boolean", default: false },
        rounds: { type: "string", default: "5" },
        issues: { type: "string", default: "10000" },
      },
    });
    const rounds = Number(values.rounds);
    const issues = Number(values.issues);
    if (!Number.isSafeInteger(rounds) || !Number.isSafeInteger(issues) || rounds < 1 || issues < 10) return null;
    return {
      json: values.json,
      latency: values.latency,
      reconcile: values.reconcile,
      hub: values.hub,
      files: values.files,
      rounds,
      issues,
      changes: Math.round(issues / 10),
      markdownIssues: Math.round(issues / 10),
    };
  } catch {
    return null;
  }
}
